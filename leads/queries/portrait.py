"""The portrait of a lead: everything its page shows, and the short form of it beside the queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from agreements.queries import terms_of
from leads.models import Answer, Lead, Stint
from leads.queries import faces, moves, next_step, particulars, queue, reasons, story
from leads.queries.faces import Promise
from leads.queries.next_step import NextStep
from leads.queries.particulars import BantFact, Particular
from leads.queries.presets import Scope
from leads.queries.queue import Neighbours
from leads.queries.reasons import Reasons
from leads.queries.strands import ANSWER_ICONS, HANDOFF
from leads.rules import clock as rules
from leads.rules.clock import State
from slaportal.accounts.models import User
from slaportal.audit.timeline import Entry
from slaportal.ui import words
from slaportal.ui.telling import Day, by_days

#: Where a lead stands that neither side has any more.
_CLOSED = frozenset({Lead.Stage.CUSTOMER, Lead.Stage.DISQUALIFIED})


@dataclass(frozen=True, slots=True)
class Planned:
    """Who set the next step, and when."""

    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Strip:
    """One promise of the clock strip: ``below`` names the clause and says what to know beside its face."""

    promise: Promise
    below: str


@dataclass(frozen=True, slots=True)
class Ending:
    """How sales ended its last stint: the answer, who gave it, the signed reason, the criterion that failed, the note.

    ``value`` is what the deal is worth, in words.
    """

    answer: Answer
    reason: str
    criterion: str
    icon: str
    value: str


@dataclass(frozen=True, slots=True)
class Portrait:
    """A lead as its page shows it. ``stint`` is its latest, None while it has never been with sales."""

    lead: Lead
    stint: Stint | None
    strip: Sequence[Strip]
    due: Promise | None
    step: NextStep | None
    planned: Planned | None
    ending: Ending | None
    reasons: Reasons | None
    bant: Sequence[BantFact]
    details: Sequence[Particular]
    attributes: Sequence[Particular]
    place: str
    time_there: datetime | None
    moves: frozenset[str]

    @property
    def is_with_sales(self) -> bool:
        """Whether somebody, or at least a team, has it now."""
        return self.stint is not None and self.stint.ended_at is None

    @property
    def is_closed(self) -> bool:
        """Whether sales is done with it for good: won, lost or disqualified, and nobody is to judge it again."""
        return self.ending is not None and self.lead.stage in _CLOSED

    @property
    def zone_there(self) -> str:
        """The name of the time zone where the lead is, such as Europe/London."""
        return str(self.time_there.tzinfo) if self.time_there is not None else ""

    @property
    def bant_known(self) -> int:
        """How many of the four BANT facts are known."""
        return sum(fact.is_known for fact in self.bant)


def of(lead: Lead, user: User, *, at: datetime) -> Portrait:
    """Return the portrait of a lead read with its agreement, channel, owner and marketer; a fixed number of queries."""
    stint = latest_stint(lead)
    promises = faces.of_stint(stint, at=at) if stint is not None else []
    due = _due_next(promises, at)
    judged = reasons.of(lead, stint)
    return Portrait(
        lead=lead,
        stint=stint,
        strip=[Strip(promise, _below(promise, at)) for promise in promises],
        due=due,
        step=next_step.of(stint, aims_at_best=_aims_at_best(due, at), at=at) if stint is not None else None,
        planned=_planned(stint) if stint is not None and (stint.next_step or stint.follow_up_at) else None,
        ending=_ending(lead, stint) if stint is not None and stint.ended_at is not None else None,
        reasons=judged,
        bant=particulars.bant(lead, at=at),
        details=particulars.details(lead, at=at),
        attributes=particulars.attributes(lead, at=at),
        place=particulars.place(lead),
        time_there=particulars.time_there(lead, at=at),
        moves=moves.of(user, lead, stint),
    )


def latest_stint(lead: Lead) -> Stint | None:
    """Return the latest stint of a lead with its owner, team and version; one query."""
    stints = Stint.objects.filter(lead=lead).select_related("owner", "team", "version__agreement")
    stint = (
        stints.defer("version__document", "version__text", "version__forecast").order_by("-number").first()
    )
    if stint is not None:
        stint.lead = lead
    return stint


def told(lead: Lead, *, tab: str, at: datetime) -> tuple[Day, ...]:
    """Return the newest part of the story of a lead by days, as one tab shows it. Raises KeyError for no such tab."""
    return by_days(map(_marked, story.of(lead, tab=tab, at=at).entries), at=at)


def beside(stint: Stint | None, user: User, *, preset: str, scope: Scope, at: datetime) -> Neighbours | None:
    """Return where a lead stands in the list it is read in, None when it is not in it."""
    return queue.neighbours(user, stint, preset=preset, scope=scope, at=at) if stint is not None else None


def _due_next(promises: Sequence[Promise], at: datetime) -> Promise | None:
    """Return the promise that still waits for an answer and is due first."""
    waiting = [
        (rules.due_next(promise.clock, at), place, promise)
        for place, promise in enumerate(promises)
        if promise.clock is not None and promise.clock.met_at is None and promise.clock.closed_at is None
    ]
    return min(waiting)[2] if waiting else None


def _aims_at_best(due: Promise | None, at: datetime) -> bool:
    return due is not None and due.clock is not None and due.clock.best_at == rules.due_next(due.clock, at)


def _below(promise: Promise, at: datetime) -> str:
    name = f"{promise.clause} {promise.name}"
    clock = promise.clock
    if clock is None:
        return _("%(clause)s, from acceptance") % {"clause": name}
    state = rules.state(clock, at)
    if (
        state is State.MET
        and clock.best_at is not None
        and clock.met_at is not None
        and clock.met_at <= clock.best_at
    ):
        return _("%(clause)s, within best") % {"clause": name}
    said = {
        State.RUNNING: _("%(clause)s, by %(due)s"),
        State.MET: _("%(clause)s, in time"),
        State.MET_LATE: _("%(clause)s, was due %(due)s"),
        State.BREACHED: _("%(clause)s, was due %(due)s"),
        State.CLOSED: _("%(clause)s, no longer asked"),
    }[state]
    due = words.date_and_time(clock.due_at, zone=words.current_zone(), at=at)
    return said % {"clause": name, "due": due}


def _planned(stint: Stint) -> Planned | None:
    """Return who wrote the next step down as it now is, from the history; one query."""
    written = None
    lines = stint.history.select_related("history_user").order_by("-history_date", "-history_id")
    for line in lines[:50]:
        if (line.next_step, line.follow_up_at) != (stint.next_step, stint.follow_up_at):
            break
        written = Planned(str(line.history_user or _("The portal")), line.history_date)
    return written


def _ending(lead: Lead, stint: Stint) -> Ending | None:
    """Return the answer that ended a stint; none for one that was passed on."""
    answers = Answer.objects.filter(stint=stint, undone_at=None).exclude(kind=Answer.Kind.ACCEPT)
    answer = answers.select_related("by", "stint__evaluation").order_by("-at", "-pk").first()
    if answer is None:
        return None
    terms = terms_of(stint.version)
    labels = {reason.key: reason.label for reason in terms.return_reasons}
    labels |= {reason.key: reason.label for reason in terms.disqualify_reasons}
    failed = ""
    if answer.criterion and answer.stint.evaluation is not None:
        failed = dict(reasons.criteria(answer.stint.evaluation)).get(answer.criterion, "")
    return Ending(
        answer=answer,
        reason=labels.get(answer.reason, ""),
        criterion=failed,
        icon=ANSWER_ICONS[answer.kind],
        value=particulars.amount(lead, lead.deal_value),
    )


def _marked(entry: Entry) -> Entry:
    """Let a handoff stand out in the story."""
    return replace(entry, kind="good") if entry.kind == HANDOFF else entry
