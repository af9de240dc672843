"""The clocks of a handoff as values: which promises run, from when until when, and how each of them stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal, Protocol

from agreements.rules.terms import Clause, Terms
from leads.rules import escalation
from slaportal.worktime import Schedule, add, between, next_open

Start = Literal["qualified", "handoff", "acceptance"]


@dataclass(frozen=True, slots=True)
class ClockKind:
    """One kind of clock: the kind of clause it measures and what starts it."""

    key: str
    clause: str
    starts: Start


KINDS: Mapping[str, ClockKind] = {
    kind.key: kind
    for kind in (
        ClockKind("delivery", "handoff", "qualified"),
        ClockKind("response", "response", "handoff"),
        ClockKind("decision", "decision", "handoff"),
        ClockKind("cadence", "cadence", "handoff"),
        ClockKind("status", "status", "acceptance"),
        ClockKind("disposition", "disposition", "acceptance"),
    )
}


@dataclass(frozen=True, slots=True)
class PlannedClock:
    """A clock before it is a row; the moments are those of its ladder, in UTC."""

    kind: str
    clause: str
    started_at: datetime
    due_at: datetime
    best_at: datetime | None = None
    warn_at: datetime | None = None
    escalate_at: datetime | None = None
    reassign_at: datetime | None = None


def plan(
    terms: Terms, schedule: Schedule, started_at: datetime, *, starts: Start
) -> tuple[PlannedClock, ...]:
    """Return the clocks that the signed terms start at a moment: at qualifying, at handoff or at acceptance.

    A promise the agreement does not make has no clock. Due moments are those of docs/clocks.md.
    """
    planned = []
    for kind in KINDS.values():
        clause = terms.clause(kind.clause) if kind.starts == starts else None
        if clause is not None and clause.within is not None:
            planned.append(_planned(kind.key, clause, schedule, started_at))
    return tuple(planned)


def plan_one(kind: str, terms: Terms, schedule: Schedule, started_at: datetime) -> PlannedClock | None:
    """Return one kind of clock starting at a moment, None when the agreement does not promise it."""
    clause = terms.clause(KINDS[kind].clause)
    return (
        _planned(kind, clause, schedule, started_at)
        if clause is not None and clause.within is not None
        else None
    )


def _planned(kind: str, clause: Clause, schedule: Schedule, started_at: datetime) -> PlannedClock:
    assert clause.within is not None
    due_at = max(clause.within.after(schedule, started_at), started_at)
    best_at = clause.best.after(schedule, started_at) if clause.best is not None else None
    if best_at is not None and best_at >= due_at:
        best_at = None
    ladder = escalation.LADDERS[kind]
    return PlannedClock(
        kind=kind,
        clause=clause.code,
        started_at=started_at,
        due_at=due_at,
        best_at=best_at,
        warn_at=warning(schedule, started_at, due_at, not_before=best_at),
        escalate_at=ladder.escalate.after(schedule, due_at) if ladder.escalate else None,
        reassign_at=ladder.reassign.after(schedule, due_at) if ladder.reassign else None,
    )


def warning(
    schedule: Schedule, started_at: datetime, due_at: datetime, *, not_before: datetime | None = None
) -> datetime | None:
    """Return when to warn: at four fifths of the business time or one business hour before the end, whichever comes first.

    The hour counts only where it lies after the start. None when no business time lies between, as nobody could act.
    """
    minutes = between(schedule, started_at, due_at) / timedelta(minutes=1)
    if minutes <= 0:
        return None
    offset = min(minutes * 0.8, minutes - 60) if minutes > 60 else minutes * 0.8
    warn_at = add(schedule, started_at, offset)
    return max(warn_at, not_before) if not_before is not None else warn_at


def relieved_start(schedule: Schedule, handed_over_at: datetime) -> datetime:
    """Return when the times of a lead above the agreed daily number begin: the next business day's opening."""
    today = schedule.wall_clock(handed_over_at)
    midnight = (today + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return next_open(schedule, midnight)


class HasTargets(Protocol):
    """A clock, as far as what to work towards is concerned."""

    best_at: datetime | None
    due_at: datetime


class HasFacts(HasTargets, Protocol):
    """A clock's facts."""

    met_at: datetime | None
    closed_at: datetime | None


class State(StrEnum):
    """How a clock stands; read from its facts, never stored."""

    RUNNING = "running"
    MET = "met"
    MET_LATE = "met_late"
    BREACHED = "breached"
    CLOSED = "closed"


def state(clock: HasFacts, at: datetime) -> State:
    """Return how a clock stands at ``at``. A late answer and a late closing leave the breach standing."""
    if clock.met_at is not None:
        return State.MET if clock.met_at <= clock.due_at else State.MET_LATE
    if clock.closed_at is not None:
        return State.CLOSED if clock.closed_at <= clock.due_at else State.BREACHED
    return State.BREACHED if clock.due_at < at else State.RUNNING


def due_next(clock: HasTargets, at: datetime) -> datetime:
    """Return what to work towards: the best target while it is ahead, else the due moment."""
    return clock.best_at if clock.best_at is not None and at <= clock.best_at else clock.due_at
