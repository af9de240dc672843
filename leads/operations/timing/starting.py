"""Promises begin: at qualifying marketing's, at handoff and at acceptance those of sales."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F
from django.utils.translation import gettext as _

from agreements.models import Version
from agreements.queries import schedule_of, terms_of
from leads.models import Clock, ClockEvent, Lead, Stint
from leads.operations.timing.finishing import finish, running_deliveries
from leads.operations.timing.making import clock_of
from leads.operations.timing.queue import FIELDS as DUE
from leads.operations.timing.queue import point
from leads.rules import clock as rules
from leads.rules import escalation

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


def deliver(qualified: Iterable[Qualified], *, at: datetime) -> Started:
    """Start marketing's clock of leads that qualify now; one handed over at once has met it. Nothing is saved."""
    started = Started([], [])
    for item in qualified:
        planned = rules.plan_one(
            "delivery", terms_of(item.version), schedule_of(item.version), item.qualified_at
        )
        if planned is None:
            continue
        clock = clock_of(planned, item.lead, item.version, owner_id=item.lead.marketer_id)
        if item.handed_over_at is not None:
            finish([clock], met_at=item.handed_over_at, at=at, save=False)
        started.clocks.append(clock)
    return started


def keep(started: Started) -> None:
    """Store clocks whose leads and stints are saved by now."""
    Clock.objects.bulk_create(started.clocks)
    ClockEvent.objects.bulk_create(started.reliefs)


def accept(stint: Stint, *, at: datetime) -> None:
    """Start the promises about accepted leads; the caller refreshes what is due next."""
    planned = rules.plan(terms_of(stint.version), schedule_of(stint.version), at, starts="acceptance")
    before = list(Clock.objects.filter(stint=stint).values_list("kind", flat=True))
    Clock.objects.bulk_create(
        clock_of(plan, stint.lead, stint.version, stint=stint, round=before.count(plan.kind) + 1)
        for plan in planned
    )


def own(stints: Collection[Stint]) -> None:
    """Hand the clocks of stints to the owner these have found; one statement a stint."""
    for stint in stints:
        Clock.objects.filter(stint=stint).update(owner=stint.owner_id, team=stint.team_id)


def transfer(old: Stint, new: Stint, *, at: datetime) -> None:
    """Let the running promises go on under the new owner, and save what is due next.

    A promise not yet due keeps its due moment: passing a lead on gives nobody more time, and the old clock closes. One
    already broken keeps its result; the new owner's begins afresh with the time the agreement promises.
    """
    terms, schedule = terms_of(new.version), schedule_of(new.version)
    clocks = list(Clock.objects.filter(stint=old, met_at=None, closed_at=None).select_related("version"))
    running: list[Clock] = []
    for clock in clocks:
        planned: rules.PlannedClock | None
        if at <= clock.due_at:
            moments = {moment: getattr(clock, moment) for moment in escalation.MOMENTS}
            planned = rules.PlannedClock(clock.kind, clock.clause, clock.started_at, **moments)
        else:
            planned = rules.plan_one(clock.kind, terms, schedule, at)
        assert planned is not None
        successor = clock_of(planned, new.lead, new.version, stint=new)
        successor.check_at = escalation.next_check(planned, at)
        running.append(successor)
    finish(clocks, closed_why=Stint.EndedWhy.TRANSFERRED, at=at)
    Clock.objects.bulk_create(running)
    point(new, running, at=at)
    new.save(update_fields=DUE)


def deliver_waiting(leads: Sequence[Lead], stints: dict[int, Stint], *, at: datetime) -> None:
    """Meet the running clock of leads that qualified earlier and are handed over now; close those of the others."""
    for clock in running_deliveries(leads):
        stint = stints.get(clock.lead_id)
        if stint is not None:
            finish([clock], met_at=stint.started_at, at=at)
        else:
            finish([clock], closed_why="no_longer_qualified", at=at)


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
