"""What becomes of a draft: handed to the other side, put before both leaders, given up."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agreements.forms.signing import ProposeForm, ReasonForm
from agreements.models import Version
from agreements.operations import drafting
from agreements.views import found, going, workshop
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.roles import Permission


@requires(Permission.DRAFT_AGREEMENTS)
@require_POST
@found.on_draft
def hand_over(request: SignedInRequest, version: Version) -> HttpResponse:
    """Give the turn to the other side."""
    return going.done(
        request,
        lambda: drafting.hand_over(version, at=timezone.now(), by=request.user),
        said=_("Handed over. The other side was told that it is their turn."),
        to=workshop.address(version),
    )


@requires(Permission.DRAFT_AGREEMENTS)
@require_POST
@found.on_draft
def propose(request: SignedInRequest, version: Version) -> HttpResponse:
    """Freeze the text and ask both leaders to sign it."""
    form, now = ProposeForm(request.POST, auto_id="propose_%s"), timezone.now()
    if not form.is_valid():
        return workshop.show(request, version, propose_form=form)
    days = form.cleaned_data["days"]
    ends = now + timedelta(days=days) if days else None
    return going.done(
        request,
        lambda: drafting.propose(version, expires_at=ends, at=now, by=request.user),
        said=_("Both leaders were asked to sign. Any change from now on closes the round."),
        to=workshop.address(version),
    )


@requires(Permission.DRAFT_AGREEMENTS)
@require_POST
@found.on_draft
def drop(request: SignedInRequest, version: Version) -> HttpResponse:
    """Give a draft up."""
    form = ReasonForm(request.POST, auto_id="drop_%s")
    if not form.is_valid():
        return workshop.show(request, version, drop_form=form)
    why = form.cleaned_data["reason"]
    return going.done(
        request,
        lambda: drafting.drop(version, at=timezone.now(), by=request.user, why=why),
        said=_("The draft was dropped. Its text and history stay."),
        to=resolve_url("agreements:detail", version.agreement.slug),
        otherwise=workshop.address(version),
    )
