"""Business time in real instants: what is open, how much of it has run, and when a promised amount runs out.

An instant is open exactly when the wall clock of the schedule's zone then reads inside a window on a date that is no
holiday. Time is counted as it really passes, on the UTC line: an hour that a clock change doubles counts twice, one that it
skips does not count. All sums are whole microseconds.
"""

import math
from collections.abc import Iterable
from datetime import datetime, timedelta

from slaportal.worktime.instants import END_OF_CALENDAR, datetime_of, instant_of
from slaportal.worktime.openings import open_time, run_out
from slaportal.worktime.schedule import Schedule
from slaportal.worktime.timetable import Span
from slaportal.worktime.workdays import days_later, whole_days, workday_from

Pauses = Iterable[tuple[datetime, datetime | None]]


def add(schedule: Schedule, start: datetime, minutes: float, *, pauses: Pauses = ()) -> datetime:
    """The earliest instant, in UTC, at which that many business minutes have run since `start`.

    Time used up exactly at closing gives the closing instant. Zero minutes give `start`, or the next opening when it is
    closed or paused then. Raises ValueError for negative or non-finite minutes, a naive datetime, a schedule that never
    opens and a pause without end before the time has run out.
    """
    begin = instant_of(start, "start")
    amount = _microseconds(minutes)
    intervals = _merged(pauses)
    if not amount:
        return datetime_of(run_out(schedule, begin, 1, intervals) - 1)
    return datetime_of(run_out(schedule, begin, amount, intervals))


def between(schedule: Schedule, start: datetime, end: datetime, *, pauses: Pauses = ()) -> timedelta:
    """Business time from `start` to `end` less the paused part of it; nothing when `end` is before `start`."""
    begin, finish = instant_of(start, "start"), instant_of(end, "end")
    intervals = _merged(pauses)
    if finish <= begin:
        return timedelta(0)
    total = open_time(schedule, begin, finish)
    for pause_begin, pause_end in intervals:
        total -= open_time(schedule, max(begin, pause_begin), min(finish, pause_end))
    return timedelta(microseconds=total)


def next_open(schedule: Schedule, at: datetime) -> datetime:
    """`at` itself when it is open then, else the next opening, in UTC; ValueError when none comes within ten years."""
    return add(schedule, at, 0)


def is_open(schedule: Schedule, at: datetime) -> bool:
    """Whether the wall clock of the schedule's zone reads inside an open window at that instant."""
    instant = instant_of(at, "instant")
    return open_time(schedule, instant, instant + 1) > 0


def add_business_days(schedule: Schedule, start: datetime, days: int) -> datetime:
    """The same wall time so many business days later, in UTC, kept within that day's hours.

    A start out of hours first moves to the next opening. A wall time before that day's opening or in a break moves to
    the opening that follows, one after its last closing moves back to that closing.
    """
    opening = schedule.wall_clock(next_open(schedule, start))
    day, openings = workday_from(schedule, opening.date())
    for _ in range(whole_days(days)):
        day, openings = workday_from(schedule, days_later(day, 1))
    wanted = instant_of(datetime.combine(day, opening.timetz()), "due moment")
    for begin, end in openings:
        if wanted < end:
            return datetime_of(max(begin, wanted))
    return datetime_of(openings[-1][1])


def add_calendar_days(schedule: Schedule, start: datetime, days: int) -> datetime:
    """The close of business, in UTC, so many calendar days after `start`; of the next workday when closed that day.

    Never before `start`: when that day's business is already over, the next workday's close.
    """
    begin = instant_of(start, "start")
    day, openings = workday_from(schedule, days_later(schedule.wall_clock(start).date(), whole_days(days)))
    while openings[-1][1] <= begin:
        day, openings = workday_from(schedule, days_later(day, 1))
    return datetime_of(openings[-1][1])


def _microseconds(minutes: float) -> int:
    if not isinstance(minutes, int | float) or isinstance(minutes, bool):
        raise ValueError(f"Minutes must be a number, not {minutes!r}.")
    if not math.isfinite(minutes) or minutes < 0:
        raise ValueError(f"Minutes must be finite and not negative, not {minutes!r}.")
    try:
        return timedelta(minutes=minutes) // timedelta(microseconds=1)
    except OverflowError as error:
        raise ValueError(f"{minutes!r} minutes are more than the calendar holds.") from error


def _merged(pauses: Pauses) -> list[Span]:
    """The pauses as intervals in order and apart; a pause without end lasts until the calendar ends."""
    if not isinstance(pauses, Iterable):
        raise ValueError(f"Pauses must be a list of pairs (start, end), not {pauses!r}.")
    merged: list[Span] = []
    for begin, end in sorted(_pause(pause) for pause in pauses):
        if merged and begin <= merged[-1][1]:
            begin, end = merged[-1][0], max(end, merged.pop()[1])
        merged.append((begin, end))
    return merged


def _pause(pause: tuple[datetime, datetime | None]) -> Span:
    try:
        start, end = pause
    except (TypeError, ValueError) as error:
        raise ValueError(f"A pause is a pair (start, end), not {pause!r}.") from error
    begin = instant_of(start, "start of a pause")
    finish = END_OF_CALENDAR if end is None else instant_of(end, "end of a pause")
    if finish < begin:
        raise ValueError(f"A pause from {start} to {end} ends before it starts.")
    return begin, finish
