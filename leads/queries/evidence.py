"""The leads behind a figure: exactly the rows it counted, each with the fact that made it count (requirement D1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When

from agreements.rules.terms import Clause
from leads.models import Answer, Clock, Lead, Stint
from leads.queries import counted
from leads.queries.counted import CLOCK_OF, KEPT, REACHED
from leads.queries.frame import Frame
from leads.queries.grouping import WholeMinutes
from leads.queries.promised import Promised
from slaportal.accounts.models import User
from slaportal.errors import Refused
from slaportal.worktime import between

Part = Literal["counted", "kept", "missed", "waiting", "best"]

#: The stages of the funnel, which are figures of their own.
STAGES = ("lead", "prospect", "mql", "sal", *REACHED)
#: What a rep was given, and how it was decided: figures of each rep, which a transfer gives to both.
GIVEN: Mapping[str, Callable[[datetime], Q]] = {
    "given": lambda at: Q(),
    "taken": counted.accepted,
    "sent_back": counted.returned,
}
#: The answers given in a quarter, which are figures of their own.
ANSWERS = {
    "returned": Answer.Kind.RETURN,
    "disqualified": Answer.Kind.DISQUALIFY,
    "accepted": Answer.Kind.ACCEPT,
    "opportunities": Answer.Kind.OPPORTUNITY,
}
#: Promises of every clause together: broken in the quarter, and past due now whatever the quarter.
LATE, OVERDUE = "late", "overdue"


class NoSuchFigure(Refused):
    """The quarter has no figure of that name, or the figure no such part."""

    def __init__(self, figure: str) -> None:
        super().__init__(f"There is no figure called “{figure}” in this quarter.")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which figure, and which part of what it counted.

    ``figure`` is the code of a clause, a stage of the funnel, one of ``GIVEN`` or ``ANSWERS``, ``LATE`` or ``OVERDUE``.
    ``after`` and ``within`` are business minutes: answers that took longer than the one and no longer than the other. The
    rest narrows when given.
    """

    figure: str
    part: Part = "counted"
    person: int | None = None
    unassigned: bool = False
    channel: int | None = None
    reason: str = ""
    sort: str = ""
    week: int | None = None
    since: date | None = None
    after: int | None = None
    within: int | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One lead behind a figure. ``at`` is the moment that puts it into the quarter; a clock has ``due_at`` besides.

    ``took`` and ``late`` are business time; ``reason`` is the key of a reason, or names what was missing; ``sort`` says
    which sort of return it is, or how a stint ended.
    """

    lead: Lead
    owner: User | None
    result: str
    at: datetime
    clause: str = ""
    due_at: datetime | None = None
    met_at: datetime | None = None
    took: timedelta | None = None
    late: timedelta | None = None
    reason: str = ""
    sort: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Population:
    """What a figure counts: rows, the parts they fall into, the moment that dates them, and the ways to owner and channel."""

    rows: QuerySet[Any]
    parts: Mapping[Part, Q]
    moment: str
    owner: str = "owner"
    channel: str = "lead__channel"


def leads_behind(of: Promised, selection: Selection) -> QuerySet[Any]:
    """Return the clocks, stints, answers or leads that a figure counted, newest first, ready for ``facts``.

    Raises NoSuchFigure for a clause that was not promised, for any other name and for a part the figure does not have.
    """
    population = _population(of, selection)
    if selection.part not in population.parts:
        raise NoSuchFigure(f"{selection.figure}, {selection.part}")
    narrowed = Q()
    if selection.unassigned or selection.person is not None:
        narrowed &= Q(**{population.owner: selection.person})
    if selection.channel is not None:
        narrowed &= Q(**{population.channel: selection.channel})
    if selection.week is not None:
        starts = (*of.frame.week_starts, of.frame.end)
        since, until = starts[selection.week : selection.week + 2]
        narrowed &= Q(**{f"{population.moment}__gte": since, f"{population.moment}__lt": until})
    if selection.since is not None:
        narrowed &= Q(**{f"{population.moment}__gte": of.frame.midnight(selection.since)})
    results = [
        When(population.parts[part], then=Value(part))
        for part in ("kept", "missed")
        if part in population.parts
    ]
    return (
        population.rows.filter(population.parts[selection.part])
        .filter(narrowed)
        .annotate(
            result=Case(
                *results, default=Value("waiting" if results else "counted"), output_field=CharField()
            )
        )
        .select_related(population.owner, *(() if population.rows.model is Lead else ("lead",)))
        .order_by(f"-{population.moment}", "-pk")
    )


def parts_of(of: Promised, figure: str) -> tuple[Part, ...]:
    """Return the parts a figure falls into; raises NoSuchFigure."""
    return tuple(_population(of, Selection(figure)).parts)


def _population(of: Promised, selection: Selection) -> _Population:
    frame, figure = of.frame, selection.figure
    if figure in STAGES:
        return _stage(frame, figure)
    if figure in GIVEN:
        given = counted.stints(frame).filter(GIVEN[figure](frame.at)).select_related("evaluation")
        return _Population(given, {"counted": Q()}, "handed_over_at")
    if figure in ANSWERS:
        return replace(_answers(frame, (ANSWERS[figure],), selection), parts={"counted": Q()})
    if figure in (LATE, OVERDUE):
        late = counted.clocks(frame).filter(counted.missed(frame.at))
        broken = late if figure == LATE else counted.overdue(frame.agreement, frame.at)
        return _Population(broken, {"counted": Q(), "missed": Q(pk__isnull=False)}, "due_at")
    clause = next((clause for clause in of.terms.clauses if clause.code == figure), None)
    if clause is None:
        raise NoSuchFigure(figure)
    if clause.kind == "feedback":
        return _answers(frame, (Answer.Kind.RETURN, Answer.Kind.DISQUALIFY), selection)
    if clause.kind in KEPT:
        kept = KEPT[clause.kind](frame.at, clause)
        rows = counted.handoffs(frame)
        if clause.kind == "acceptance":
            rows = rows.filter(counted.decided(frame.at))
        return _Population(
            rows.select_related("evaluation"),
            {"counted": Q(), "kept": kept, "missed": ~kept},
            "handed_over_at",
        )
    return _statuses(frame) if clause.kind == "status" else _clocks(frame, clause, selection)


def _statuses(frame: Frame) -> _Population:
    """Leads whose status fell due in the quarter; missed are those of which one was too old."""
    clocks = counted.clocks(frame).filter(kind=Clock.Kind.STATUS, stint=OuterRef("pk"))
    due = Q(Exists(clocks.filter(counted.met(frame.at) | counted.missed(frame.at))))
    missed = Q(Exists(clocks.filter(counted.missed(frame.at))))
    rows = Stint.objects.filter(due, agreement=frame.agreement).select_related("evaluation")
    return _Population(rows, {"counted": Q(), "kept": ~missed, "missed": missed}, "handed_over_at")


def _clocks(frame: Frame, clause: Clause, selection: Selection) -> _Population:
    met, missed = counted.met(frame.at), counted.missed(frame.at)
    rows: QuerySet[Any] = counted.clocks(frame).filter(kind=CLOCK_OF[clause.kind])
    if selection.after is not None or selection.within is not None:
        rows = rows.annotate(took=Case(When(met_at__lte=frame.at, then=WholeMinutes("business_minutes"))))
    if selection.after is not None:
        rows = rows.filter(took__gt=selection.after)
    if selection.within is not None:
        rows = rows.filter(took__lte=selection.within)
    return _Population(
        rows,
        {
            "counted": met | missed,
            "kept": met,
            "missed": missed,
            "waiting": counted.waiting(frame.at),
            "best": met & Q(met_at__lte=F("best_at")),
        },
        "due_at",
    )


def _answers(frame: Frame, kinds: tuple[str, ...], selection: Selection) -> _Population:
    rows = counted.answers(frame).filter(kind__in=kinds)
    if selection.reason:
        rows = rows.filter(reason=selection.reason)
    if selection.sort:
        rows = rows.filter(reason_kind=selection.sort)
    return _Population(
        rows, {"counted": Q(), "kept": ~Q(reason=""), "missed": Q(reason="")}, "at", "stint__owner"
    )


def _stage(frame: Frame, stage: str) -> _Population:
    """A stage of the funnel: leads that came in, or of the leads handed over those that came so far."""
    everything: dict[Part, Q] = {"counted": Q()}
    if stage in ("lead", "prospect"):
        rows = counted.arrived(frame)
        return _Population(
            rows if stage == "lead" else rows.filter(counted.BANT_KNOWN),
            everything,
            "created_at",
            channel="channel",
        )
    handoffs = counted.handoffs(frame)
    if stage == "sal":
        handoffs = handoffs.filter(counted.accepted(frame.at))
    elif stage in REACHED:
        reached = counted.reaching(frame).filter(kind__in=REACHED[stage])
        handoffs = handoffs.filter(pk__in=reached.values("stint"))
    return _Population(handoffs.select_related("evaluation"), everything, "handed_over_at")


def facts(rows: Iterable[Clock | Stint | Answer | Lead], of: Promised) -> list[Fact]:
    """Return what counted for each row of a page of ``leads_behind``, in order; no query."""
    return [_FACTS[type(row)](row, of) for row in rows]


def _of_clock(clock: Any, of: Promised) -> Fact:
    """A clock's fact; how late it is, is counted in the hours of the version in force at the quarter's end."""
    answered = clock.met_at if clock.met_at and clock.met_at <= of.frame.at else None
    late = None
    if clock.result == "missed":
        late = between(of.frame.schedule, clock.due_at, answered or of.frame.at)
    took = None
    if answered and clock.business_minutes is not None:
        took = timedelta(minutes=float(clock.business_minutes))
    return Fact(
        clock.lead,
        clock.owner,
        clock.result,
        clock.started_at,
        clock.clause,
        clock.due_at,
        answered,
        took,
        late,
    )


def _of_stint(stint: Any, of: Promised) -> Fact:
    missing = stint.evaluation.missing if stint.evaluation else []
    gone = stint.ended_at is not None and stint.ended_at <= of.frame.at
    return Fact(
        stint.lead,
        stint.owner,
        stint.result,
        stint.handed_over_at,
        met_at=stint.accepted_at if stint.accepted_at and stint.accepted_at <= of.frame.at else None,
        reason=", ".join(
            str(item.get("key", item)) if isinstance(item, dict) else str(item) for item in missing
        ),
        sort=stint.ended_why if gone else "",
    )


def _of_answer(answer: Any, of: Promised) -> Fact:
    return Fact(
        answer.lead,
        answer.stint.owner,
        answer.result,
        answer.at,
        reason=answer.reason,
        sort=answer.reason_kind,
        note=answer.note,
    )


def _of_lead(lead: Any, of: Promised) -> Fact:
    return Fact(lead, lead.owner, lead.result, lead.created_at)


_FACTS = {Clock: _of_clock, Stint: _of_stint, Answer: _of_answer, Lead: _of_lead}
