"""How promises look at a moment: the time left in the agreement's business hours, met, late, or fallen away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache

from django.utils.translation import gettext as _

from agreements.models import Version
from agreements.queries import schedule_of, terms_of
from agreements.rules.terms import CLAUSES
from leads.models import Clock, Stint
from leads.rules import clock as rules
from leads.rules.clock import State
from slaportal.ui import clockface, words
from slaportal.ui.clockface import Face
from slaportal.worktime import Schedule, between
from slaportal.worktime.instants import datetime_of, instant_of
from slaportal.worktime.openings import openings_on

#: The promises of sales about one lead, in the order the lead's page shows them.
SHOWN = ("response", "decision", "cadence", "status", "disposition")


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise about one lead as people read it: "S1", "First response", its face, and what it works towards.

    ``clock`` is None while the promise has not begun. ``relieved`` says why it began later than the handoff.
    """

    kind: str
    clause: str
    name: str
    face: Face
    clock: Clock | None = None
    relieved: str = ""


def of_stint(stint: Stint, *, at: datetime) -> list[Promise]:
    """Return the promises of sales about a lead, also those not yet begun, as they stand; two queries."""
    clocks: dict[str, Clock] = {}
    for clock in Clock.objects.filter(stint=stint).order_by("round").prefetch_related("events"):
        clocks[clock.kind] = clock
    terms = terms_of(stint.version)
    promises = []
    for kind in SHOWN:
        clause = terms.clause(rules.KINDS[kind].clause)
        if clause is None:
            continue
        shown = clocks.get(kind)
        promises.append(
            Promise(
                kind=kind,
                clause=clause.code,
                name=clause.name,
                face=of_clock(shown, stint.version, at=at) if shown is not None else clockface.waiting(),
                clock=shown,
                relieved=_relief(shown) if shown is not None else "",
            )
        )
    return promises


def of_clock(clock: Clock, version: Version, *, at: datetime) -> Face:
    """Return the face of a clock: how long it still has, how long it took, or by how much it is late."""
    schedule = schedule_of(version)
    day = business_day(schedule)
    state = rules.state(clock, at)
    if state in (State.MET, State.MET_LATE):
        assert clock.met_at is not None
        late_by = between(schedule, clock.due_at, clock.met_at)
        return clockface.met(between(schedule, clock.started_at, clock.met_at), late_by=late_by, day=day)
    if state is State.CLOSED:
        return Face("wait", _("Fell away"))
    if clock.closed_at is not None:
        return clockface.late(between(schedule, clock.due_at, clock.closed_at), day=day)
    return running(clock.started_at, rules.due_next(clock, at), version, at=at)


def running(started_at: datetime, due_at: datetime, version: Version, *, at: datetime) -> Face:
    """Return the face of a promise that runs from ``started_at`` to ``due_at``; it turns amber when a warning is due."""
    schedule = schedule_of(version)
    total = between(schedule, started_at, due_at)
    hour = timedelta(hours=1)
    return clockface.running(
        between(schedule, at, due_at)
        if at <= due_at
        else -(between(schedule, due_at, at) or timedelta(microseconds=1)),
        total=total,
        warn=max(total / 5, hour) if total > hour else total / 5,
        day=business_day(schedule),
        closes=_closes(schedule, at),
    )


def name_of(kind: str) -> str:
    """Return what a kind of clock is called: the name of its clause; "Follow-up" for one's own plan."""
    return CLAUSES[rules.KINDS[kind].clause].name if kind in rules.KINDS else _("Follow-up")


@lru_cache(maxsize=256)
def business_day(schedule: Schedule) -> timedelta:
    """Return how long a business day is, the longest of the week, for saying days of business time."""
    lengths = [
        sum((_length(*window) for window in windows), timedelta()) for windows in schedule.weekly.values()
    ]
    return max(lengths, default=words.CALENDAR_DAY)


def _length(begin: time, end: time) -> timedelta:
    minutes = (end.hour - begin.hour) * 60 + end.minute - begin.minute
    return timedelta(minutes=minutes if minutes > 0 else minutes + 24 * 60)


def _closes(schedule: Schedule, at: datetime) -> datetime:
    """Return when business time next stops: the end of the present opening, or ``at`` itself when it is closed."""
    instant = instant_of(at, "moment")
    for begin, end in openings_on(schedule, schedule.wall_clock(at).date()):
        if begin <= instant < end:
            return datetime_of(end)
    return at


def _relief(clock: Clock) -> str:
    return next(
        (str(event.detail.get("why", "")) for event in clock.events.all() if event.kind == "relaxed"), ""
    )
