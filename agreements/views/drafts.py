"""The workshop: a draft read like a document and edited in place, section by section."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements import queries
from agreements.forms.beginning import BeginForm
from agreements.forms.sections import SECTIONS, SectionForm
from agreements.forms.signing import ProposeForm, ReasonForm
from agreements.models import Version
from agreements.operations import drafting
from agreements.queries.workshop import workshop
from agreements.rules import lifecycle
from agreements.rules.templates import TEMPLATES
from agreements.views import found
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.roles import Permission
from slaportal.errors import Refused


@requires(Permission.DRAFT_AGREEMENTS)
def begin(request: SignedInRequest) -> HttpResponse:
    """Begin an agreement from a template."""
    form = BeginForm(request.POST or None, initial=_usual(request))
    if request.method == "POST" and form.is_valid():
        try:
            version = drafting.begin(**form.cleaned_data, at=timezone.now(), by=request.user)
        except drafting.NameTaken as refused:
            form.add_error("name", str(refused))
        except drafting.BothSidesNeeded as refused:
            form.add_error("teams", str(refused))
        except (Refused, ValueError) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The draft is there. Nothing is promised until both leaders sign."))
            return redirect(_workshop(version))
    shown = {"form": form, "templates": TEMPLATES.values()}
    return render(request, "agreements/new.html", shown, status=422 if form.errors else 200)


@requires(Permission.SEE_AGREEMENTS)
@require_safe
def draft(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Show the workshop; ``?edit=S1`` opens a section for editing."""
    version = found.version(request.user, slug, number)
    if not version.is_open:
        return redirect("agreements:version", slug, number)
    key = request.GET.get("edit", "")
    form = _section_form(version, key) if key in SECTIONS and _may_edit(request, version) else None
    return show(request, version, section=key if form else "", form=form)


@requires(Permission.DRAFT_AGREEMENTS)
@require_POST
def save(request: SignedInRequest, slug: str, number: int, section: str) -> HttpResponse:
    """Save one section of a draft."""
    version = found.version(request.user, slug, number)
    if section not in SECTIONS:
        raise Http404
    form = _section_form(version, section, request.POST)
    if not form.is_valid():
        return show(request, version, section=section, form=form, status=422)
    try:
        drafting.edit(
            version,
            terms=form.changes(),
            seen_revision=form.cleaned_data["seen_revision"],
            at=timezone.now(),
            by=request.user,
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return show(request, version, section=section, form=form, status=422)
    return redirect(f"{_workshop(version)}#s-{section}")


@requires(Permission.DRAFT_AGREEMENTS)
@require_POST
def hand_over(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Give the turn to the other side."""
    version = found.version(request.user, slug, number)
    return _act(
        request,
        version,
        lambda: drafting.hand_over(version, at=timezone.now(), by=request.user),
        _("Handed over. The other side was told that it is their turn."),
    )


@requires(Permission.DRAFT_AGREEMENTS)
@require_POST
def propose(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Freeze the text and ask both leaders to sign it."""
    version = found.version(request.user, slug, number)
    form, now = ProposeForm(request.POST), timezone.now()
    if not form.is_valid():
        return show(request, version, propose_form=form, status=422)
    days = form.cleaned_data["days"]
    ends = now + timedelta(days=days) if days else None
    return _act(
        request,
        version,
        lambda: drafting.propose(version, expires_at=ends, at=now, by=request.user),
        _("Both leaders were asked to sign. Any change from now on closes the round."),
    )


@requires(Permission.DRAFT_AGREEMENTS)
@require_POST
def drop(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Give a draft up."""
    version = found.version(request.user, slug, number)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return show(request, version, drop_form=form, status=422)
    try:
        drafting.drop(version, at=timezone.now(), by=request.user, why=form.cleaned_data["reason"])
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(_workshop(version))
    messages.success(request, _("The draft was dropped. Its text and history stay."))
    return redirect("agreements:detail", slug)


@requires(Permission.DRAFT_AGREEMENTS)
@require_POST
def amend(request: SignedInRequest, slug: str) -> HttpResponse:
    """Begin the next version from the newest signed one."""
    agreement = found.agreement(request.user, slug)
    try:
        version = drafting.amend(agreement, at=timezone.now(), by=request.user)
    except drafting.OneDraftAtATime as refused:
        messages.warning(request, str(refused))
        return redirect("agreements:draft", slug, refused.version.number)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("agreements:detail", slug)
    return redirect(_workshop(version))


def show(
    request: SignedInRequest,
    version: Version,
    *,
    section: str = "",
    form: SectionForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Answer with the workshop; ``more`` is what the builder or a dialog adds to it."""
    terms = queries.terms_of(version)
    parties = queries.parties(version.agreement, request.user)
    based_on = version.based_on
    shown = {
        "version": version,
        "agreement": version.agreement,
        "terms": terms,
        "shop": workshop(terms),
        "standing": queries.standing(version, timezone.now()),
        "moves": {move.name for move in lifecycle.moves_of(version.state, parties)},
        "may_edit": _may_edit(request, version),
        "own_turn": version.turn == version.agreement.side_led_by(request.user),
        "based_on": based_on,
        "section": section,
        "form": form,
        "propose_form": ProposeForm(),
        "drop_form": ReasonForm(auto_id="drop_%s"),
        **more,
    }
    return render(request, "agreements/draft.html", shown, status=status)


def _may_edit(request: SignedInRequest, version: Version) -> bool:
    parties = queries.parties(version.agreement, request.user)
    return any(lifecycle.allowed(version.state, move, parties) for move in ("edit", "edit_proposed"))


def _section_form(version: Version, key: str, data: Any = None) -> SectionForm:
    terms = queries.terms_of(version)
    today = timezone.now().astimezone(ZoneInfo(terms.hours.zone)).date()
    return SECTIONS[key].form(data, terms=terms, revision=version.revision, today=today)


def _act(request: SignedInRequest, version: Version, do: Any, said: str) -> HttpResponse:
    try:
        do()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect(_workshop(version))


def _usual(request: SignedInRequest) -> dict[str, Any]:
    return {"marketing_leader": request.user.pk, "sales_leader": request.user.pk, "currency": "EUR"}


def _workshop(version: Version) -> str:
    return reverse("agreements:draft", args=[version.agreement.slug, version.number])
