"""Promises begin: at qualifying marketing's, at handoff and at acceptance those of sales."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F
from django.utils.translation import gettext as _

from agreements.models import Version
from agreements.queries import schedule_of, terms_of
from leads.models import Clock, ClockEvent, Lead, Stint
from leads.operations.timing.book import Book
from leads.operations.timing.making import clock_of
from leads.operations.timing.queue import point
from leads.rules import clock as rules
from slaportal import statements

#: One agreement's local day, with the stints handed over on it so far.
_Day = tuple[int, datetime]


@dataclass(slots=True)
class Started:
    """Unsaved clocks, and the reliefs that explain a later start; ``keep`` stores both."""

    clocks: list[Clock]
    reliefs: list[ClockEvent]


@dataclass(frozen=True, slots=True)
class Qualified:
    """A lead that meets the definition from ``qualified_at`` on, and when it was handed over, if it was."""

    lead: Lead
    version: Version
    qualified_at: datetime
    handed_over_at: datetime | None


def start(stints: Sequence[Stint]) -> Started:
    """Start the clocks of new handoffs; the stints carry what is due next. Nothing is saved: ``keep`` does that.

    Leads above the daily number that the volume clause allows begin on the next business day. One query for each
    agreement and day with such a number, none otherwise.
    """
    started = Started([], [])
    plans: dict[tuple[int, datetime], tuple[rules.PlannedClock, ...]] = {}
    handed_over: dict[_Day, int] = {}
    for stint in stints:
        version = stint.version
        terms, schedule = terms_of(version), schedule_of(version)
        begins = stint.started_at
        volume = terms.clause("volume")
        number = None
        if volume is not None and volume.daily_relief:
            number = _number_of_the_day(stint, schedule.wall_clock(begins), volume.daily_relief, handed_over)
        relief = volume.daily_relief if volume and number and number > (volume.daily_relief or 0) else None
        if relief:
            begins = rules.relieved_start(schedule, begins)
        key = (version.pk, begins)
        if key not in plans:
            plans[key] = rules.plan(terms, schedule, begins, starts="handoff")
        clocks = [clock_of(planned, stint.lead, version, stint=stint) for planned in plans[key]]
        point(stint, clocks, at=stint.started_at)
        started.clocks += clocks
        if relief:
            started.reliefs += [_relief(clock, relief, stint.started_at) for clock in clocks]
    return started


def deliver(qualified: Iterable[Qualified], *, at: datetime) -> list[Clock]:
    """Return marketing's clocks of leads that qualify now, unsaved; a lead handed over at once has met its own."""
    clocks = []
    for item in qualified:
        planned = rules.plan_one(
            "delivery", terms_of(item.version), schedule_of(item.version), item.qualified_at
        )
        if planned is None:
            continue
        clock = clock_of(planned, item.lead, item.version, owner_id=item.lead.marketer_id)
        if item.handed_over_at is not None:
            Book(()).finish(clock, met_at=item.handed_over_at, at=at)
        clocks.append(clock)
    return clocks


def keep(started: Started) -> None:
    """Store clocks whose leads and stints are saved by now."""
    statements.insert(started.clocks, keys=bool(started.reliefs))
    statements.insert(started.reliefs, keys=False)


def _number_of_the_day(stint: Stint, local: datetime, relief: int, handed_over: dict[_Day, int]) -> int:
    """Return which lead of its agreement's local day this is; counted in the database up to the relief only."""
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    day = (stint.agreement_id, midnight)
    if day not in handed_over:
        today = Stint.objects.filter(
            agreement=stint.agreement_id,
            handed_over_at__gte=midnight,
            handed_over_at__lt=midnight + timedelta(days=1),
            started_at=F("handed_over_at"),
        )
        handed_over[day] = today.order_by()[: relief + 1].count()
    handed_over[day] += 1
    return handed_over[day]


def _relief(clock: Clock, relief: int, at: datetime) -> ClockEvent:
    why = _("More than the agreed %(number)s leads of the day: its time begins on the next business day.")
    return ClockEvent(
        clock=clock,
        kind="relaxed",
        at=at,
        recorded_at=at,
        detail={"why": why % {"number": relief}, "daily_relief": relief},
    )
