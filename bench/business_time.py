"""P9: business time added and counted, beside a loop over the days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from bench import stopwatch
from bench.company import World
from bench.figures import Figure
from bench.targets import Sizes
from slaportal.worktime import Schedule, add, between

OFFICE = Schedule(
    "Europe/London",
    {weekday: [(time(9), time(13)), (time(13, 30), time(17, 30))] for weekday in range(5)},
    [date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1), date(2027, 3, 26), date(2027, 3, 29)],
)
START = datetime(2026, 11, 17, 10, 42, tzinfo=UTC)
TIMES = 200


def measure(world: World, sizes: Sizes, leads: int) -> Iterator[Figure]:
    """Count and add over a month and over a year; the loop knows nothing of clock changes."""
    for what, days in (("a month", 31), ("a year", 365)):
        end = START + timedelta(days=days)
        minutes = between(OFFICE, START, end) / timedelta(minutes=1)
        assert between(OFFICE, START, end) == day_by_day(START, end)
        loop = repeated(partial(day_by_day, START, end))
        for name, ours in (
            ("between", partial(between, OFFICE, START, end)),
            ("add", partial(add, OFFICE, START, minutes)),
        ):
            times = stopwatch.turn_about(repeated(ours), loop, rounds=sizes.rounds)
            yield Figure(
                what=f"business time, {name} over {what}",
                ours=times.ours / TIMES,
                reference=times.reference / TIMES,
                against="a lean loop over the days",
                at_most=2,
            )


def repeated(doing: stopwatch.Doing) -> stopwatch.Doing:
    """Return something that is done TIMES times, long enough to be timed."""

    def do() -> None:
        for _ in range(TIMES):
            doing()

    return do


def day_by_day(start: datetime, end: datetime) -> timedelta:
    """Count as a lean loop over the days does: whole days by their length, the first and the last by their windows."""
    begin, finish = (OFFICE.wall_clock(at).replace(tzinfo=None) for at in (start, end))
    first, last = begin.date(), finish.date()
    if first == last:
        return _within(first, begin, finish)
    total = _within(first, begin, datetime.combine(first, time.max))
    total += _within(last, datetime.combine(last, time.min), finish)
    day, holidays = first + _A_DAY, OFFICE.holidays
    while day < last:
        if day not in holidays:
            total += _LENGTHS[day.weekday()]
        day += _A_DAY
    return total


def _within(day: date, begin: datetime, finish: datetime) -> timedelta:
    """Count one day's windows between two moments."""
    if day in OFFICE.holidays:
        return timedelta(0)
    parts = (
        min(datetime.combine(day, closes), finish) - max(datetime.combine(day, opens), begin)
        for opens, closes in OFFICE.weekly.get(day.weekday(), ())
    )
    return sum((part for part in parts if part > timedelta(0)), timedelta(0))


_A_DAY = timedelta(days=1)
_LENGTHS = [
    sum(
        (
            datetime.combine(date.min, closes) - datetime.combine(date.min, opens)
            for opens, closes in OFFICE.weekly.get(weekday, ())
        ),
        timedelta(0),
    )
    for weekday in range(7)
]
