"""Sales answers a lead: accepts it, returns it, disqualifies it, sends it back to nurture, or takes it further."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.queries import judge_of, schedule_of, terms_of
from agreements.rules.criteria import tree
from leads import notices
from leads.models import Answer, Clock, Lead, Stint
from leads.operations import holding, passing, qualifying, timing
from leads.operations.passing import Case, Passage
from leads.rules import facts
from slaportal.accounts.models import User
from slaportal.audit.history import remember_all
from slaportal.errors import Refused

Kind, Stage, Ended = Answer.Kind, Lead.Stage, Stint.EndedWhy

#: How long an acceptance may be taken back.
UNDO_WITHIN = timedelta(seconds=60)


class AlreadyAccepted(Refused):
    """The lead is accepted."""


class ContactWasMade(Refused):
    """Returning is for before contact; afterwards a lead is disqualified."""


class UnknownReason(Refused):
    """The signed agreement does not have this reason."""


class NamesNoCriterion(Refused):
    """A definitional return has to name the criterion that failed."""


class NoReason(Refused):
    """Sending a lead back needs a reason."""


class NotInThePast(Refused):
    """A lead is to be judged again on a day that has passed."""


class AlreadySaid(Refused):
    """This was answered before."""


class CannotBeUndone(Refused):
    """Only a recent acceptance can be taken back, by whoever gave it."""


class DoesNotQualify(Refused):
    """The lead cannot be handed over again as it is."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far a conversion takes a lead: its stage, and how the stint ends with it, if it does."""

    kind: str
    stage: str
    ends: str = ""
    outcome: str = ""


#: What ``convert(to=…)`` takes.
CONVERSIONS: Mapping[str, Step] = {
    "sql": Step(Kind.SQL, Stage.SQL),
    "opportunity": Step(Kind.OPPORTUNITY, Stage.OPPORTUNITY),
    "won": Step(Kind.WON, Stage.CUSTOMER, Ended.CONVERTED, Lead.Outcome.WON),
    "lost": Step(Kind.LOST, Stage.DISQUALIFIED, Ended.LOST, Lead.Outcome.LOST),
}

_STINT = ("accepted_at", "ended_at", "ended_why", "next_step", "follow_up_at", *timing.STINT_FIELDS)
_LEAD = ("stage", "owner", "team", "outcome", "outcome_at", "deal_value", "recycle_on", "changed_at")


def accept(stint: Stint, *, at: datetime, by: User) -> Answer:
    """Accept a lead: it becomes a SAL, the decision is met, the promises about accepted leads begin.

    Raises StintOver and AlreadyAccepted.
    """
    with transaction.atomic():
        stint = holding.stint(stint.pk)
        if stint.accepted_at is not None:
            raise AlreadyAccepted(_("%(lead)s is accepted already.") % {"lead": stint.lead})
        book = timing.Book([stint])
        answer = _accept(stint, book, at=at, by=by)
        _save(stint, book, at=at, by=by, why=_("Accepted"))
    return answer


def undo(answer: Answer, *, at: datetime, by: User) -> None:
    """Take back an acceptance given less than a minute ago; the decision runs again.

    Raises StintOver and CannotBeUndone.
    """
    with transaction.atomic():
        stint = holding.stint(answer.stint_id)
        answer = Answer.objects.get(pk=answer.pk)
        latest = Answer.objects.filter(stint=stint, undone_at=None).order_by("-pk").first()
        if (
            answer.kind != Kind.ACCEPT
            or answer != latest
            or answer.by_id != by.pk
            or at - answer.at > UNDO_WITHIN
        ):
            raise CannotBeUndone(
                _("An acceptance can be taken back for one minute, by the person who gave it.")
            )
        answer.undone_at = at
        answer.save(update_fields=["undone_at"])
        stint.accepted_at, stint.lead.stage = None, Stage.MQL
        book = timing.Book([stint])
        book.take_back_acceptance(stint, at=at)
        _save(stint, book, at=at, by=by, why=_("Acceptance taken back"))


def return_lead(
    stint: Stint, *, reason: str, criterion: str = "", note: str = "", at: datetime, by: User
) -> Answer:
    """Return a lead to marketing before contact, with one of the signed reasons; a definitional one names its criterion.

    Raises StintOver, AlreadyAccepted, ContactWasMade, UnknownReason and NamesNoCriterion.
    """
    with transaction.atomic():
        stint = holding.stint(stint.pk)
        signed = _signed_reason(terms_of(stint.version).return_reasons, reason)
        if stint.accepted_at is not None:
            raise AlreadyAccepted(
                _("An accepted lead is not returned any more. Disqualify it, with the reason.")
            )
        if stint.first_contact_at is not None:
            raise ContactWasMade(
                _("There was contact with %(lead)s. Disqualify it, with the reason.") % {"lead": stint.lead}
            )
        if signed.kind == "definitional":
            _require_criterion(stint, criterion)
        answer = _answer(
            stint,
            Kind.RETURN,
            at=at,
            by=by,
            reason=reason,
            reason_kind=signed.kind,
            criterion=criterion,
            note=note,
        )
        _end(stint, Ended.RETURNED, _stage_with_marketing(stint.lead), answer, at=at, by=by, why=signed.label)
        notices.sent_back(answer, reason=signed.label, at=at)
    return answer


def disqualify(stint: Stint, *, reason: str, note: str = "", at: datetime, by: User) -> Answer:
    """Close a lead for one of the signed reasons; some of them send it back to nurture until a day.

    Raises StintOver and UnknownReason. Disqualifying without a touch is possible and stays visible (requirement D5).
    """
    with transaction.atomic():
        stint = holding.stint(stint.pk)
        signed = _signed_reason(terms_of(stint.version).disqualify_reasons, reason)
        answer = _answer(stint, Kind.DISQUALIFY, at=at, by=by, reason=reason, note=note)
        if signed.recycle_days is None:
            stage = Stage.DISQUALIFIED
        else:
            stage = Stage.RECYCLED
            today = schedule_of(stint.version).wall_clock(at).date()
            stint.lead.recycle_on = today + timedelta(days=signed.recycle_days)
        _end(stint, Ended.DISQUALIFIED, stage, answer, at=at, by=by, why=signed.label)
        if stage == Stage.RECYCLED:
            notices.sent_back(answer, reason=signed.label, at=at)
    return answer


def recycle(stint: Stint, *, on: date, note: str, at: datetime, by: User) -> Answer:
    """Send a lead back to nurture, to be judged again on a day. Raises StintOver, NoReason and NotInThePast."""
    if not note.strip():
        raise NoReason(_("Say why, so that marketing knows what to wait for."))
    with transaction.atomic():
        stint = holding.stint(stint.pk)
        if on <= schedule_of(stint.version).wall_clock(at).date():
            raise NotInThePast(_("Choose a day after today."))
        answer = _answer(stint, Kind.RECYCLE, at=at, by=by, note=note)
        stint.lead.recycle_on = on
        _end(stint, Ended.RECYCLED, Stage.RECYCLED, answer, at=at, by=by, why=note)
        notices.sent_back(answer, reason="", at=at)
    return answer


def convert(
    stint: Stint, *, to: str, value: Decimal | None = None, note: str = "", at: datetime, by: User
) -> Answer:
    """Take a lead further: to "sql", "opportunity", "won" or "lost", with the deal's value where it is known.

    A lead not yet accepted is accepted with it. Won and lost end the stint. Raises StintOver and AlreadySaid.
    """
    step = CONVERSIONS[to]
    with transaction.atomic():
        stint = holding.stint(stint.pk)
        if Answer.objects.filter(stint=stint, kind=step.kind, undone_at=None).exists():
            raise AlreadySaid(_("%(lead)s has come that far already.") % {"lead": stint.lead})
        book = timing.Book([stint])
        if stint.accepted_at is None:
            _accept(stint, book, at=at, by=by)
        answer = _answer(stint, step.kind, at=at, by=by, note=note)
        lead = stint.lead
        lead.stage, lead.deal_value = step.stage, lead.deal_value if value is None else value
        if step.outcome:
            lead.outcome, lead.outcome_at = step.outcome, at
        book.update_status(stint, at=at)
        book.meet(stint, Clock.Kind.DISPOSITION, at=at)
        if step.ends:
            _close(stint, step.ends, book, at=at)
        _save(stint, book, at=at, by=by, why=answer.get_kind_display())
    return answer


def pass_again(lead: Lead, *, why: str, at: datetime, by: User) -> Passage:
    """Hand over again a lead that sales had sent back: marketing has seen to the reason.

    It is judged as any other and begins a new handoff. Raises DoesNotQualify, saying what is missing.
    """
    with transaction.atomic():
        lead = holding.lead(lead.pk)
        before = passing.as_it_is(lead)
        stint = Stint.objects.filter(lead=lead).select_related("owner", "version").order_by("-number").first()
        lead.recycle_on = None
        events = qualifying.events_of([lead])[lead.pk]
        case = Case(lead, at, "passed", events=events, stint=stint, asks=True, before=before)
        passage = passing.consider([case], at=at, by=by, why=why)[0]
        if passage.stint is None:
            raise DoesNotQualify(_why_not(passage))
    return passage


def _signed_reason(reasons: tuple[Any, ...], key: str) -> Any:
    signed = next((reason for reason in reasons if reason.key == key), None)
    if signed is None:
        raise UnknownReason(_("“%(reason)s” is none of the reasons both sides signed.") % {"reason": key})
    return signed


def _require_criterion(stint: Stint, criterion: str) -> None:
    if not criterion or tree.find(judge_of(stint.version).node, criterion) is None:
        raise NamesNoCriterion(
            _("Name the criterion of the definition that %(lead)s does not meet.") % {"lead": stint.lead}
        )


def _stage_with_marketing(lead: Lead) -> str:
    return Stage.PROSPECT if facts.bant_known(lead) else Stage.LEAD


def _answer(stint: Stint, kind: str, *, at: datetime, by: User, **said: str) -> Answer:
    """Write the answer down, with the fact that nobody had touched the lead, where that is so."""
    return Answer.objects.create(
        lead=stint.lead,
        stint=stint,
        kind=kind,
        at=at,
        by=by,
        without_touch=stint.last_touch_at is None,
        **said,
    )


def _accept(stint: Stint, book: timing.Book, *, at: datetime, by: User) -> Answer:
    answer = _answer(stint, Kind.ACCEPT, at=at, by=by)
    stint.accepted_at, stint.lead.stage = at, Stage.SAL
    stint.status_at = at
    book.accept(stint, at=at)
    return answer


def _end(stint: Stint, ended: str, stage: str, answer: Answer, *, at: datetime, by: User, why: str) -> None:
    """End a stint with an answer: decision, status and outcome are met by it, the other promises fall away."""
    book = timing.Book([stint])
    book.meet(stint, Clock.Kind.DECISION, Clock.Kind.STATUS, Clock.Kind.DISPOSITION, at=at)
    stint.lead.stage = stage
    if stage not in (Stage.DISQUALIFIED, Stage.CUSTOMER):
        stint.lead.owner = None  # the team stays: it may go on seeing what it sent back
    _close(stint, ended, book, at=at)
    _save(stint, book, at=at, by=by, why=why)


def _close(stint: Stint, ended: str, book: timing.Book, *, at: datetime) -> None:
    stint.ended_at, stint.ended_why = at, ended
    stint.next_step, stint.follow_up_at = "", None
    book.close(stint, ended, at=at)


def _save(stint: Stint, book: timing.Book, *, at: datetime, by: User, why: str) -> None:
    book.point(stint, at=at)
    book.save()
    stint.lead.changed_at = at
    remember_all([stint], _STINT, by=by, at=at, why=why)
    remember_all([stint.lead], _LEAD, by=by, at=at, why=why)


def _why_not(passage: Passage) -> str:
    judgement = passage.judgement
    if judgement is None or judgement.evaluation is None:
        return _("The lead cannot be judged: no version is in force, or its outcome is known.")
    missing = [f"{item['label']} {item['why']}" for item in judgement.evaluation.missing]
    if not judgement.evaluation.meets_definition:
        return _("It does not meet the definition as it stands.")
    if missing:
        return _("Required information is missing: %(what)s.") % {"what": ", ".join(missing)}
    return _("Sales has it.")
