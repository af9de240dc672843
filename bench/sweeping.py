"""P7: the sweep with nothing due, and with many clocks due at once beside one bare UPDATE of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from statistics import median

from django.db import transaction
from django.db.models import Case, F, When

from bench import stopwatch
from bench.company import World
from bench.figures import Count, Figure
from bench.targets import Sizes
from leads.models import Clock, ClockEvent
from leads.operations import escalating, timing
from leads.rules import escalation
from slaportal import statements
from slaportal.notifications.models import Notice

#: Fewer clocks at once than this say nothing of a clock: what one sweep costs by itself would be measured.
ENOUGH = 1_000
#: How often many clocks fall due.
ROUNDS = 5


def measure(world: World, sizes: Sizes, leads: int) -> Iterator[Figure]:
    """Sweep and tick with nothing due, then let ``sizes.due`` clocks fall due, a few times."""
    now = world.now
    timing.sweep(at=now)
    assert timing.sweep(at=now) == 0
    idle = stopwatch.turn_about(lambda: timing.sweep(at=now), lambda: None, rounds=sizes.rounds)
    clocks = Clock.objects.filter(met_at=None, closed_at=None).count()
    yield Figure(
        what="sweep, nothing due",
        ours=idle.ours,
        counts={"open clocks": Count(clocks), "ms": Count(idle.ours / 1e6, at_most=5)},
    )
    tick = stopwatch.turn_about(lambda: escalating.tick(at=now), lambda: None, rounds=sizes.rounds)
    yield Figure(what="whole tick, nothing due", ours=tick.ours, counts={"ms": Count(tick.ours / 1e6)})
    yield _many_due(min(sizes.due, clocks // 20))


def _many_due(due: int) -> Figure:
    """Let the next ``due`` clocks fall due, ROUNDS times, and check that each step was taken once."""
    ours, bare = [], []
    events = notices = 0
    for _ in range(ROUNDS):
        at = _moment_when(due)
        steps, told = _expected(at), Notice.objects.count()
        recorded = ClockEvent.objects.count()
        bare.append(_bare_update(at))
        ours.append(stopwatch.took(partial(timing.sweep, at=at)))
        events += ClockEvent.objects.count() - recorded
        notices += Notice.objects.count() - told
        assert ClockEvent.objects.count() - recorded == steps, "every step leaves one event"
        assert timing.sweep(at=at) == 0, "nothing is taken twice"
    return Figure(
        what=f"sweep, {due:,} due",
        ours=median(ours),
        reference=median(bare),
        against="one bare UPDATE",
        at_most=10 if due >= ENOUGH else None,
        counts={"events": Count(events / ROUNDS), "notices": Count(notices / ROUNDS)},
    )


def _moment_when(due: int) -> datetime:
    """Return the moment by which so many more clocks are to be looked at."""
    waiting = (
        Clock.objects.filter(check_at__isnull=False).order_by("check_at").values_list("check_at", flat=True)
    )
    last = waiting[due - 1]
    assert last is not None
    return last + timedelta(microseconds=1)


def _expected(at: datetime) -> int:
    """Count the steps that are past at a moment, as the rules say."""
    return sum(
        1
        for clock in Clock.objects.filter(check_at__lt=at).iterator()
        for _ in escalation.steps_due(clock, at)
    )


def _bare_update(at: datetime) -> int:
    """Set the next moment of the same clocks and commit, and nothing else; returns how long that took, in nanoseconds.

    Afterwards, untimed, each gets its old moment back, so that the sweep finds them due.
    """
    ahead = (When(**{f"{moment}__gte": at}, then=F(moment)) for moment in escalation.MOMENTS)
    due = Clock.objects.filter(check_at__lt=at)
    before = list(due.only("check_at"))
    took = stopwatch.took(partial(due.update, check_at=Case(*ahead, default=None)))
    with transaction.atomic():
        statements.update(before, ["check_at"])
    return took
