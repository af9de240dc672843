"""Doors of answering: accept, return, disqualify, recycle, take further, give to somebody else, pass again."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from agreements.queries import terms_of
from leads.forms.answering import (
    ConvertForm,
    DisqualifyForm,
    GiveForm,
    PassAgainForm,
    RecycleForm,
    ReturnForm,
)
from leads.models import Answer
from leads.operations import answering, following_up
from leads.queries import reasons, sight
from leads.views import found, replies
from leads.views.replies import Dialog, Done
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.roles import Permission

#: What taking a lead further is called: the title of the dialog, what it means, what is said afterwards.
_FURTHER = {
    "sql": (
        gettext_lazy("Found ready (SQL)"),
        gettext_lazy("You spoke with them, and they are ready to buy."),
        gettext_lazy("%(lead)s is an SQL now."),
    ),
    "opportunity": (
        gettext_lazy("Make it an opportunity"),
        gettext_lazy("There is a deal to win."),
        gettext_lazy("%(lead)s is an opportunity now."),
    ),
    "won": (
        gettext_lazy("Won"),
        gettext_lazy("The deal is signed. The lead becomes a customer and leaves the queue."),
        gettext_lazy("%(lead)s is won. Well done."),
    ),
    "lost": (
        gettext_lazy("Lost"),
        gettext_lazy("The deal went elsewhere. The lead is closed and leaves the queue."),
        gettext_lazy("%(lead)s is closed as lost."),
    ),
}


@requires(Permission.WORK_LEADS)
@require_POST
def accept(request: SignedInRequest, pk: int) -> HttpResponse:
    """Accept a lead."""
    lead, stint = found.with_stint(request.user, pk)

    def take() -> Done:
        answer = answering.accept(stint, at=timezone.now(), by=request.user)
        said = _("%(lead)s is accepted") % {"lead": lead}
        return Done(said, reverse("leads:answer_undo", args=[answer.pk]))

    return replies.at_once(request, lead, take)


@requires(Permission.WORK_LEADS)
@require_POST
def undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take an acceptance back that one has just given."""
    visible = sight.leads_visible_to(request.user).values("pk")
    answer = get_object_or_404(Answer, pk=pk, lead__in=visible)

    def take_back() -> Done:
        answering.undo(answer, at=timezone.now(), by=request.user)
        return Done(_("Acceptance taken back"))

    return replies.at_once(request, found.lead(request.user, answer.lead_id), take_back)


@requires(Permission.WORK_LEADS)
def return_lead(request: SignedInRequest, pk: int) -> HttpResponse:
    """Return a lead to marketing, with a signed reason."""
    lead, stint = found.with_stint(request.user, pk)
    judged = reasons.of(lead, stint)

    def send_back(said: dict[str, Any]) -> Done:
        answering.return_lead(stint, **said, at=timezone.now(), by=request.user)
        return Done(_("%(lead)s went back to marketing") % {"lead": lead})

    form = ReturnForm(
        request.POST if request.method == "POST" else None,
        reasons=terms_of(stint.version).return_reasons,
        criteria=reasons.criteria(judged.evaluation) if judged else (),
    )
    intro = _("Before contact, when it is not what both sides call a qualified lead.")
    return replies.play(
        request, lead, form, _dialog(_("Return %(lead)s"), lead, _("Return"), intro), send_back
    )


@requires(Permission.WORK_LEADS)
def disqualify(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close a lead, with a signed reason."""
    lead, stint = found.with_stint(request.user, pk)

    def close(said: dict[str, Any]) -> Done:
        answering.disqualify(stint, **said, at=timezone.now(), by=request.user)
        return Done(_("%(lead)s is disqualified") % {"lead": lead})

    form = DisqualifyForm(
        request.POST if request.method == "POST" else None,
        reasons=terms_of(stint.version).disqualify_reasons,
    )
    intro = _("After contact, or when contact proved impossible.")
    dialog = _dialog(_("Disqualify %(lead)s"), lead, _("Disqualify"), intro)
    return replies.play(request, lead, form, dialog, close)


@requires(Permission.WORK_LEADS)
def recycle(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a lead back to nurture until a day."""
    lead, stint = found.with_stint(request.user, pk)

    def rest(said: dict[str, Any]) -> Done:
        answering.recycle(stint, **said, at=timezone.now(), by=request.user)
        return Done(_("%(lead)s goes back to nurture") % {"lead": lead})

    form = RecycleForm(request.POST if request.method == "POST" else None)
    intro = _("Marketing keeps in touch, and the lead is judged again on the day you name.")
    dialog = _dialog(_("Recycle %(lead)s"), lead, _("Recycle"), intro)
    return replies.play(request, lead, form, dialog, rest)


@requires(Permission.WORK_LEADS)
def convert(request: SignedInRequest, pk: int, to: str) -> HttpResponse:
    """Take a lead further: found ready, opportunity, won, lost."""
    lead, stint = found.with_stint(request.user, pk)
    if to not in _FURTHER:
        raise Http404
    title, intro, done = _FURTHER[to]

    def go_on(said: dict[str, Any]) -> Done:
        answering.convert(stint, to=to, **said, at=timezone.now(), by=request.user)
        return Done(done % {"lead": lead})

    form = ConvertForm(
        request.POST if request.method == "POST" else None,
        asks_value=to in ("opportunity", "won"),
        currency=lead.agreement.currency,
    )
    dialog = Dialog(f"{title}: {lead}", str(title), str(intro))
    return replies.play(request, lead, form, dialog, go_on)


@requires(Permission.ASSIGN_LEADS)
def give(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a lead to somebody by hand."""
    lead, stint = found.with_stint(request.user, pk)

    def pass_on(said: dict[str, Any]) -> Done:
        following_up.give(stint, **said, at=timezone.now(), by=request.user)
        return Done(_("%(lead)s is with %(person)s now") % {"lead": lead, "person": said["to"]})

    takers = sight.takers_of(lead, request.user)
    form = GiveForm(
        request.POST if request.method == "POST" else None,
        people=takers,
        is_taken=stint.owner_id is not None,
    )
    intro = _("Promises not yet due keep their moment: passing a lead on gives nobody more time.")
    dialog = _dialog(_("Give %(lead)s to somebody else"), lead, _("Give"), intro)
    return replies.play(request, lead, form, dialog, pass_on)


@requires(Permission.BRING_LEADS)
def pass_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand over again a lead that sales had sent back."""
    lead = found.lead(request.user, pk)

    def hand_over(said: dict[str, Any]) -> Done:
        passage = answering.pass_again(lead, **said, at=timezone.now(), by=request.user)
        owner = passage.stint.owner if passage.stint else None
        return Done(
            _("%(lead)s was handed over to %(person)s") % {"lead": lead, "person": owner or _("nobody yet")}
        )

    form = PassAgainForm(request.POST if request.method == "POST" else None)
    dialog = _dialog(_("Pass %(lead)s again"), lead, _("Pass again"), "")
    return replies.play(request, lead, form, dialog, hand_over)


def _dialog(title: str, lead: object, go: str, intro: str) -> Dialog:
    return Dialog(title % {"lead": lead}, go, intro)
