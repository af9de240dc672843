"""Channels: the ways leads come in, each with its form or its key and its history."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements.queries import visible_to
from leads.forms.channels import ChangeChannelForm, NewChannelForm
from leads.models import Channel
from leads.operations import channelling
from leads.queries import intake
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.roles import Permission
from slaportal.audit import timeline
from slaportal.errors import Refused

#: The icon of each kind.
ICONS = {"web_form": "forms", "upload": "file-upload", "api": "code", "entry": "pencil"}


@requires(Permission.MANAGE_CHANNELS)
@require_safe
def listing(request: SignedInRequest) -> HttpResponse:
    """List channels with what came through each lately."""
    at = timezone.now()
    channels = list(intake.channels_visible_to(request.user))
    traffic = intake.traffic(channels, at=at)
    rows = [(channel, ICONS[channel.kind], *traffic.get(channel.pk, (0, None))) for channel in channels]
    return render(request, "leads/channels.html", {"rows": rows, "at": at})


@requires(Permission.MANAGE_CHANNELS)
def new(request: SignedInRequest) -> HttpResponse:
    """Open a channel."""
    form = NewChannelForm(request.POST or None, agreements=visible_to(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            channel = channelling.add(**form.cleaned_data, at=timezone.now(), by=request.user)
        except channelling.AddressTaken as refused:
            form.add_error("slug", str(refused))
        else:
            messages.success(request, _("%(channel)s is open.") % {"channel": channel})
            return redirect("leads:channel", channel.slug)
    return render(request, "leads/channel_new.html", {"form": form}, status=422 if form.errors else 200)


@requires(Permission.MANAGE_CHANNELS)
def channel(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show a channel, its address and its past, and change it."""
    found, at = _found(request, slug), timezone.now()
    form = ChangeChannelForm(request.POST or None, initial=_known(found))
    if request.method == "POST" and form.is_valid():
        try:
            changed = channelling.change(
                found, form.changes, why=form.cleaned_data["why"], at=at, by=request.user
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved.") if changed else _("Nothing was different."))
            return redirect("leads:channel", slug)
    address = settings.PUBLIC_URL + reverse("leads:form", args=[slug])
    number, last = intake.traffic([found], at=at).get(found.pk, (0, None))
    shown = {
        "channel": found,
        "form": form,
        "icon": ICONS[found.kind],
        "address": address,
        "link": f'<a href="{address}">{escape(found.headline or found.name)}</a>',
        "api": settings.PUBLIC_URL + "/api/leads",
        "key": request.session.pop(_key_of(found), ""),
        "number": number,
        "last": last,
        "past": timeline.of(found),
        "at": at,
    }
    return render(request, "leads/channel.html", shown, status=422 if form.errors else 200)


@requires(Permission.MANAGE_CHANNELS)
@require_POST
def new_key(request: SignedInRequest, slug: str) -> HttpResponse:
    """Give a channel a new API key, shown once on the page that follows."""
    found = _found(request, slug)
    try:
        request.session[_key_of(found)] = channelling.new_key(found, at=timezone.now(), by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("leads:channel", slug)


def _found(request: SignedInRequest, slug: str) -> Channel:
    return get_object_or_404(intake.channels_visible_to(request.user), slug=slug)


def _known(found: Channel) -> dict[str, object]:
    """What the form shows of a channel before it is changed."""
    return {name: getattr(found, name) for name in ChangeChannelForm.base_fields if name != "why"}


def _key_of(found: Channel) -> str:
    return f"channel-key-{found.pk}"
