"""Doors of following up: log a touch and take it back, plan the next step, correct what is known."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from leads.forms.facts import PARTS, FactsForm
from leads.forms.touching import NextStepForm, TouchForm
from leads.models import Lead, Touch
from leads.operations import following_up
from leads.operations.passing import Passage
from leads.queries import sight
from leads.views import found, replies
from leads.views.replies import Dialog, Done
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.roles import Permission
from slaportal.ui.parts import Choice

_LOGGED = {
    "call": gettext_lazy("Call logged: %(outcome)s"),
    "email": gettext_lazy("E-mail logged: %(outcome)s"),
    "meeting": gettext_lazy("Meeting logged: %(outcome)s"),
    "message": gettext_lazy("Message logged: %(outcome)s"),
}


@requires(Permission.WORK_LEADS)
def touch(request: SignedInRequest, pk: int) -> HttpResponse:
    """Log a touch: at once with its kind alone, or with everything one wants to say about it."""
    lead, stint = found.with_stint(request.user, pk)
    kind = (request.POST or request.GET).get("kind", Touch.Kind.CALL)
    if kind not in Touch.Kind.values:
        raise Http404

    def log(said: dict[str, Any]) -> Done:
        touch = following_up.log(stint, **said, at=timezone.now(), by=request.user)
        outcome = touch.get_outcome_display().lower()
        return Done(_LOGGED[touch.kind] % {"outcome": outcome}, reverse("leads:touch_undo", args=[touch.pk]))

    form = TouchForm(request.POST if request.method == "POST" else None, kind=kind)
    return replies.play(request, lead, form, _touch_dialog(lead, kind), log)


@requires(Permission.WORK_LEADS)
@require_POST
def undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a touch back that one has just logged."""
    visible = sight.leads_visible_to(request.user).values("pk")
    touch = get_object_or_404(Touch, pk=pk, lead__in=visible)

    def take_back() -> Done:
        following_up.undo(touch, at=timezone.now(), by=request.user)
        return Done(_("%(touch)s taken back") % {"touch": touch.get_kind_display()})

    return replies.at_once(request, found.lead(request.user, touch.lead_id), take_back)


@requires(Permission.WORK_LEADS)
def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what comes next, and when."""
    lead, stint = found.with_stint(request.user, pk)

    def change(said: dict[str, Any]) -> Done:
        following_up.plan(stint, **said, at=timezone.now(), by=request.user)
        return Done(_("Next step kept"))

    form = NextStepForm(
        request.POST if request.method == "POST" else None,
        initial={"next_step": stint.next_step, "follow_up_at": stint.follow_up_at},
    )
    dialog = Dialog(_("Change the next step"), _("Change the next step"), str(lead))
    return replies.play(request, lead, form, dialog, change)


@requires(Permission.EDIT_LEADS)
def edit(request: SignedInRequest, pk: int, part: str) -> HttpResponse:
    """Correct one part of what is known of a lead; it is judged again."""
    lead = found.lead(request.user, pk)
    if part not in PARTS:
        raise Http404
    form = FactsForm(request.POST if request.method == "POST" else None, lead=lead, part=part)

    def correct(said: dict[str, Any]) -> Done:
        if not form.changes:
            return Done(_("Nothing was changed."))
        passage = following_up.edit_facts(
            lead, form.changes, why=said["why"], at=timezone.now(), by=request.user
        )
        return Done(_judged(passage))

    dialog = Dialog(
        _("Correct what is known"),
        _("Save"),
        _("%(lead)s is judged again by what you write.") % {"lead": lead},
        _parts(lead, part),
    )
    return replies.play(request, lead, form, dialog, correct)


def _touch_dialog(lead: Lead, kind: str) -> Dialog:
    choices = tuple(
        Choice(str(label), f"{reverse('leads:touch', args=[lead.pk])}?kind={key}", current=key == kind)
        for key, label in Touch.Kind.choices
    )
    titles = {
        "call": _("Log a call"),
        "email": _("Log an e-mail"),
        "meeting": _("Log a meeting"),
        "message": _("Log a message"),
    }
    return Dialog(titles[kind], titles[kind], str(lead), choices)


def _parts(lead: Lead, part: str) -> tuple[Choice, ...]:
    labels = {
        "bant": _("BANT"),
        "person": _("Person"),
        "company": _("Company"),
        "situation": _("Situation"),
        "attributes": _("Extra"),
    }
    return tuple(
        Choice(label, reverse("leads:edit", args=[lead.pk, key]), current=key == part)
        for key, label in labels.items()
        if key != "attributes" or lead.attributes
    )


def _judged(passage: Passage) -> str:
    """Say what came of judging the lead again."""
    if passage.stint is not None:
        return _("Saved. The lead qualifies now and was handed over to %(person)s.") % {
            "person": passage.stint.owner or _("nobody yet")
        }
    judgement = passage.judgement
    if judgement is None or judgement.evaluation is None:
        return _("Saved. The lead was not judged again.")
    evaluation = judgement.evaluation
    if evaluation.qualified:
        return _("Saved, and judged again: the lead meets the definition.")
    if evaluation.meets_definition:
        return _(
            "Saved, and judged again: the lead meets the definition, but required information is missing."
        )
    return _("Saved, and judged again: the lead does not meet the definition.")
