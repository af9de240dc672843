"""Business time counted the slow way: along the UTC line minute by minute, asking the wall clock each time.

Nothing of slaportal.worktime is used. Right for windows, instants, pauses and offsets that are whole minutes.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
Pauses = Sequence[tuple[datetime, datetime | None]]


class Hours(NamedTuple):
    """The arguments of a Schedule."""

    zone: str
    weekly: Mapping[int, Sequence[tuple[time, time]]]
    holidays: Collection[date] = ()


def reads_open(hours: Hours, at: datetime) -> bool:
    wall_clock = at.astimezone(ZoneInfo(hours.zone))
    today, now = wall_clock.date(), wall_clock.time()
    if today in hours.holidays:
        return False
    for begin, end in hours.weekly.get(today.weekday(), ()):
        runs_to_midnight_or_past = end <= begin
        if begin <= now and (runs_to_midnight_or_past or now < end):
            return True
    yesterday = (today.weekday() - 1) % 7
    return any(now < end <= begin for begin, end in hours.weekly.get(yesterday, ()))


def counts(hours: Hours, at: datetime, pauses: Pauses = ()) -> bool:
    paused = any(begin <= at and (end is None or at < end) for begin, end in pauses)
    return not paused and reads_open(hours, at)


def walked_between(hours: Hours, start: datetime, end: datetime, pauses: Pauses = ()) -> timedelta:
    total, at = timedelta(0), start.astimezone(UTC)
    while at < end:
        total += MINUTE * counts(hours, at, pauses)
        at += MINUTE
    return total


def walked_add(
    hours: Hours, start: datetime, minutes: int, pauses: Pauses = (), *, until: datetime
) -> datetime | None:
    """Where the minutes run out, or None when that is not before `until`."""
    at = start.astimezone(UTC)
    while at < until:
        if counts(hours, at, pauses):
            if minutes == 0:
                return at
            minutes -= 1
            if minutes == 0:
                return at + MINUTE
        at += MINUTE
    return None
