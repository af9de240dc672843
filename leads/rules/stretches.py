"""Into which stretches of time answers are sorted, from the promise: thirds of the best target, then ever longer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from agreements.rules.terms import Clause, Duration
from leads.rules.figures import Stretch
from slaportal.worktime import Schedule

#: Where no best target is promised, the first stretches are thirds of so many business minutes.
FIRST_MINUTES = 30


def day_length(schedule: Schedule) -> timedelta:
    """Return how long a business day is on average: what "a day" of business time means in words."""
    minutes = sum(
        ((end.hour - begin.hour) * 60 + end.minute - begin.minute - 1) % 1440 + 1
        for windows in schedule.weekly.values()
        for begin, end in windows
    )
    return timedelta(minutes=minutes // max(1, len(schedule.weekly)))


def minutes_of(duration: Duration, day: timedelta) -> int:
    """Return a promised time in business minutes, with ``day`` for each business day; a calendar day counts five in seven."""
    whole_day = int(day / timedelta(minutes=1))
    return {
        "minutes": duration.amount,
        "hours": duration.amount * 60,
        "business_days": duration.amount * whole_day,
        "days": duration.amount * whole_day * 5 // 7,
    }[duration.unit]


def limits(clause: Clause, day: timedelta) -> tuple[int, ...]:
    """Return the upper ends, in business minutes, of the stretches in which an answer is in time."""
    most = minutes_of(clause.within, day) if clause.within else 0
    if not most:
        return ()
    best = min(minutes_of(clause.best, day) if clause.best else FIRST_MINUTES, most)
    ends = [best * part // 3 for part in (1, 2, 3)]
    while ends[-1] * 4 <= most:
        ends.append(ends[-1] * 2)
    return tuple(sorted({end for end in (*ends, most) if end}))


def sort_out(clause: Clause, day: timedelta, in_time: Mapping[int, int], late: int) -> tuple[Stretch, ...]:
    """Sort answers into stretches: ``in_time`` says how many took up to so many whole minutes, ``late`` stand at the end.

    The last stretch in time takes every answer that met its own due moment, whatever its version promised.
    """
    ends = limits(clause, day)
    if not ends:
        return ()
    best = minutes_of(clause.best, day) if clause.best else 0
    counts = [0] * len(ends)
    for minute, count in in_time.items():
        counts[next((at for at, end in enumerate(ends) if minute <= end), len(ends) - 1)] += count
    in_stretches = (Stretch(end, number, end <= best) for end, number in zip(ends, counts, strict=True))
    return (*in_stretches, Stretch(None, late))
