"""Sales answers a lead: accepts it, returns it, disqualifies it, sends it back to nurture, or takes it further."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
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
from leads.rules import attempts, facts
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
class Decision:
    """What somebody answers about one stint. ``kind`` is one of Answer.Kind; which of the others count follows from it."""

    stint: Stint
    kind: str
    at: datetime
    by: User
    reason: str = ""
    criterion: str = ""
    note: str = ""
    on: date | None = None
    value: Decimal | None = None


#: How far a conversion takes a lead, what ends the stint with it, and how the lead ended then.
CONVERSIONS: Mapping[str, tuple[str, str, str]] = {
    Kind.SQL: (Stage.SQL, "", ""),
    Kind.OPPORTUNITY: (Stage.OPPORTUNITY, "", ""),
    Kind.WON: (Stage.CUSTOMER, Ended.CONVERTED, Lead.Outcome.WON),
    Kind.LOST: (Stage.DISQUALIFIED, Ended.LOST, Lead.Outcome.LOST),
}

_STINT = ("accepted_at", "ended_at", "ended_why", "next_step", "follow_up_at", *timing.STINT_FIELDS)
_LEAD = ("stage", "owner", "team", "outcome", "outcome_at", "deal_value", "recycle_on", "changed_at")


def accept(stint: Stint, *, at: datetime, by: User) -> Answer:
    """Accept a lead: it becomes a SAL, the decision is met, the promises about accepted leads begin.

    Raises StintOver and AlreadyAccepted.
    """
    return decide([Decision(stint, Kind.ACCEPT, at, by)])[0]


def return_lead(
    stint: Stint, *, reason: str, criterion: str = "", note: str = "", at: datetime, by: User
) -> Answer:
    """Return a lead to marketing before contact, with one of the signed reasons; a definitional one names its criterion.

    Raises StintOver, AlreadyAccepted, ContactWasMade, UnknownReason and NamesNoCriterion.
    """
    return decide([Decision(stint, Kind.RETURN, at, by, reason=reason, criterion=criterion, note=note)])[0]


def disqualify(stint: Stint, *, reason: str, note: str = "", at: datetime, by: User) -> Answer:
    """Close a lead for one of the signed reasons; some of them send it back to nurture until a day.

    Raises StintOver and UnknownReason. Disqualifying without a touch is possible and stays visible (requirement D5).
    """
    return decide([Decision(stint, Kind.DISQUALIFY, at, by, reason=reason, note=note)])[0]


def recycle(stint: Stint, *, on: date, note: str, at: datetime, by: User) -> Answer:
    """Send a lead back to nurture, to be judged again on a day. Raises StintOver, NoReason and NotInThePast."""
    return decide([Decision(stint, Kind.RECYCLE, at, by, note=note, on=on)])[0]


def convert(
    stint: Stint, *, to: str, value: Decimal | None = None, note: str = "", at: datetime, by: User
) -> Answer:
    """Take a lead further: to "sql", "opportunity", "won" or "lost", with the deal's value where it is known.

    A lead not yet accepted is accepted with it. Won and lost end the stint. Raises StintOver and AlreadySaid.
    """
    if to not in CONVERSIONS:
        raise ValueError(f"A lead is taken to one of {', '.join(CONVERSIONS)}, not to {to!r}.")
    return decide([Decision(stint, to, at, by, note=note, value=value)])[0]


def decide(decisions: Collection[Decision]) -> list[Answer]:
    """Answer many leads, each once, with as few statements for many as for one; all of them or none.

    Returns the answers in the order of the decisions. Raises what the single answers above raise.
    """
    with transaction.atomic():
        stints = holding.stints({decision.stint.pk for decision in decisions})
        if len(stints) != len(decisions):
            raise ValueError("A stint is answered once in a batch.")
        book = timing.Book(stints.values())
        said = _said_before(stints.values())
        done: list[_Done] = []
        for decision in decisions:
            stint = stints[decision.stint.pk]
            if stint.ended_at is not None:
                raise holding.StintOver(stint)
            done.append(_ANSWERING[decision.kind](_Asked(decision, stint, book, said[stint.pk])))
        Answer.objects.bulk_create(answer for one in done for answer in one.answers)
        at = {decision.stint.pk: decision.at for decision in decisions}
        by = {decision.stint.pk: decision.by for decision in decisions}
        why = {one.answers[-1].stint_id: one.why for one in done}
        _save(list(stints.values()), book, at=at, by=by, why=why)
        if told := [(one.answers[-1], one.told) for one in done if one.told is not None]:
            notices.sent_back(told, at=max(at.values()))
    return [one.answers[-1] for one in done]


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
        why = _("Acceptance taken back")
        _save([stint], book, at={stint.pk: at}, by={stint.pk: by}, why={stint.pk: why})


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


# --- what each answer does to a held stint --------------------------------------------


@dataclass(frozen=True, slots=True)
class _Asked:
    """A decision with the stint as it now is, its clocks, and what was answered about it before."""

    decision: Decision
    stint: Stint
    book: timing.Book
    said: set[str]


@dataclass(frozen=True, slots=True)
class _Done:
    """The unsaved answers a decision comes to, the reason for the history, and what marketing is told (None: nothing)."""

    answers: Sequence[Answer]
    why: str
    told: str | None = None


def _accept(asked: _Asked) -> _Done:
    stint, at = asked.stint, asked.decision.at
    if stint.accepted_at is not None:
        raise AlreadyAccepted(_("%(lead)s is accepted already.") % {"lead": stint.lead})
    answer = _answer(asked, Kind.ACCEPT)
    stint.accepted_at, stint.lead.stage = at, Stage.SAL
    stint.status_at = at
    asked.book.accept(stint, at=at)
    return _Done([answer], _("Accepted"))


def _return(asked: _Asked) -> _Done:
    stint, decision = asked.stint, asked.decision
    signed = _signed_reason(terms_of(stint.version).return_reasons, decision.reason)
    if stint.accepted_at is not None:
        raise AlreadyAccepted(_("An accepted lead is not returned any more. Disqualify it, with the reason."))
    if stint.first_contact_at is not None:
        raise ContactWasMade(
            _("There was contact with %(lead)s. Disqualify it, with the reason.") % {"lead": stint.lead}
        )
    if signed.kind == "definitional":
        _require_criterion(stint, decision.criterion)
    answer = _answer(asked, Kind.RETURN, reason_kind=signed.kind)
    _end(asked, Ended.RETURNED, _stage_with_marketing(stint.lead))
    return _Done([answer], signed.label, told=signed.label)


def _disqualify(asked: _Asked) -> _Done:
    stint, decision = asked.stint, asked.decision
    signed = _signed_reason(terms_of(stint.version).disqualify_reasons, decision.reason)
    answer = _answer(asked, Kind.DISQUALIFY)
    if signed.recycle_days is None:
        _end(asked, Ended.DISQUALIFIED, Stage.DISQUALIFIED)
        return _Done([answer], signed.label)
    today = schedule_of(stint.version).wall_clock(decision.at).date()
    stint.lead.recycle_on = today + timedelta(days=signed.recycle_days)
    _end(asked, Ended.DISQUALIFIED, Stage.RECYCLED)
    return _Done([answer], signed.label, told=signed.label)


def _recycle(asked: _Asked) -> _Done:
    stint, decision = asked.stint, asked.decision
    if not decision.note.strip():
        raise NoReason(_("Say why, so that marketing knows what to wait for."))
    if decision.on is None or decision.on <= schedule_of(stint.version).wall_clock(decision.at).date():
        raise NotInThePast(_("Choose a day after today."))
    answer = _answer(asked, Kind.RECYCLE)
    stint.lead.recycle_on = decision.on
    _end(asked, Ended.RECYCLED, Stage.RECYCLED)
    return _Done([answer], decision.note, told="")


def _convert(asked: _Asked) -> _Done:
    stint, decision = asked.stint, asked.decision
    if decision.kind in asked.said:
        raise AlreadySaid(_("%(lead)s has come that far already.") % {"lead": stint.lead})
    accepted = [] if stint.accepted_at is not None else _accept(asked).answers
    answer = _answer(asked, decision.kind)
    lead = stint.lead
    stage, ends, outcome = CONVERSIONS[decision.kind]
    lead.stage, lead.deal_value = stage, lead.deal_value if decision.value is None else decision.value
    if outcome:
        lead.outcome, lead.outcome_at = outcome, decision.at
    asked.book.update_status(stint, at=decision.at)
    asked.book.meet(stint, Clock.Kind.DISPOSITION, at=decision.at)
    if ends:
        _close(asked, ends)
    return _Done([*accepted, answer], str(answer.get_kind_display()))


_ANSWERING: Mapping[str, Callable[[_Asked], _Done]] = {
    Kind.ACCEPT: _accept,
    Kind.RETURN: _return,
    Kind.DISQUALIFY: _disqualify,
    Kind.RECYCLE: _recycle,
    **dict.fromkeys(CONVERSIONS, _convert),
}


def _said_before(stints: Collection[Stint]) -> dict[int, set[str]]:
    """Return what was answered about each stint and not taken back; one query."""
    said: dict[int, set[str]] = {stint.pk: set() for stint in stints}
    answers = Answer.objects.filter(stint__in=said, undone_at=None)
    for stint, kind in answers.values_list("stint", "kind"):
        said[stint].add(kind)
    return said


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


def _answer(asked: _Asked, kind: str, *, reason_kind: str = "") -> Answer:
    """Return the unsaved answer, with the fact that nobody had touched the lead, where that is so."""
    decision, stint = asked.decision, asked.stint
    own = kind == decision.kind
    return Answer(
        lead=stint.lead,
        stint=stint,
        kind=kind,
        at=decision.at,
        by=decision.by,
        reason=decision.reason if own else "",
        reason_kind=reason_kind,
        criterion=decision.criterion if own else "",
        note=decision.note if own else "",
        without_touch=stint.last_touch_at is None,
    )


def _end(asked: _Asked, ended: str, stage: str) -> None:
    """End a stint with an answer: decision, status and outcome are met by it, the other promises fall away."""
    stint, at = asked.stint, asked.decision.at
    asked.book.meet(stint, Clock.Kind.DECISION, Clock.Kind.STATUS, Clock.Kind.DISPOSITION, at=at)
    stint.lead.stage = stage
    if stage not in (Stage.DISQUALIFIED, Stage.CUSTOMER):
        stint.lead.owner = None  # the team stays: it may go on seeing what it sent back
    _close(asked, ended)


def _close(asked: _Asked, ended: str) -> None:
    stint, at = asked.stint, asked.decision.at
    stint.ended_at, stint.ended_why = at, ended
    stint.next_step, stint.follow_up_at = "", None
    # Giving up is no legitimate reason for touches not made, so the clocks say it apart (docs/figures.md, cadence).
    gave_up = asked.decision.reason == attempts.UNABLE_TO_REACH
    asked.book.close(stint, attempts.UNABLE_TO_REACH if gave_up else ended, at=at)


def _save(
    stints: Sequence[Stint],
    book: timing.Book,
    *,
    at: Mapping[int, datetime],
    by: Mapping[int, User],
    why: Mapping[int, str],
) -> None:
    """Save stints, leads and clocks with a line of history each; the moments, people and reasons go by stint."""
    for stint in stints:
        book.point(stint, at=at[stint.pk])
        stint.lead.changed_at = at[stint.pk]
    book.save()
    stint_of = {stint.lead_id: stint.pk for stint in stints}
    remember_all(
        stints, _STINT, by=lambda row: by[row.pk], at=lambda row: at[row.pk], why=lambda row: why[row.pk]
    )
    remember_all(
        [stint.lead for stint in stints],
        _LEAD,
        by=lambda row: by[stint_of[row.pk]],
        at=lambda row: at[stint_of[row.pk]],
        why=lambda row: why[stint_of[row.pk]],
    )


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
