"""Where a schedule's open time lies on the UTC line, in microseconds.

Within a stretch of one UTC offset the wall clock runs evenly, so the timetable answers for the whole stretch at once;
everything about clock changes follows from going stretch by stretch.
"""

from collections.abc import Sequence
from datetime import date

from slaportal.worktime.instants import DAY, END_OF_CALENDAR, midnight_of
from slaportal.worktime.offsets import stretches
from slaportal.worktime.schedule import Schedule
from slaportal.worktime.timetable import Span

SEARCH_DAYS = 3653  # ten years: a schedule closed for longer is taken to be closed for good
NEVER_OPENS = (
    "The schedule is not open at any time within ten years: it has no windows, or holidays cover them."
)

_FARTHEST_OFFSET = DAY  # no wall clock is a whole day away from UTC


def open_time(schedule: Schedule, begin: int, end: int) -> int:
    """How long the schedule is open in [begin, end); nothing when `end` is not after `begin`."""
    elapsed = schedule.timetable.elapsed
    total = 0
    for stretch_begin, stretch_end, offset in stretches(schedule.zone, begin, end):
        total += elapsed(stretch_end + offset) - elapsed(stretch_begin + offset)
    return total


def run_out(schedule: Schedule, begin: int, amount: int, pauses: Sequence[Span]) -> int:
    """The earliest instant at which `amount` (at least 1) of open time outside the pauses has run since `begin`.

    `pauses` are in order and apart; one that ends at the end of the calendar has no end. Raises ValueError when the
    schedule stays closed for ten years, when such a pause comes first, and when the calendar ends first.
    """
    for pause_begin, pause_end in pauses:
        if begin < pause_begin:
            instant, amount = _advance(schedule, begin, pause_begin, amount)
            if not amount:
                return instant
        begin = max(begin, pause_end)
        if begin == END_OF_CALENDAR:
            raise ValueError("A pause has no end and begins before the time has run out, so it never does.")
    instant, amount = _advance(schedule, begin, END_OF_CALENDAR, amount)
    if amount:
        raise ValueError("The time does not run out before the end of the year 9999.")
    return instant


def _advance(schedule: Schedule, begin: int, end: int, amount: int) -> tuple[int, int]:
    """Where `amount` runs out before `end`, and 0; or `end`, and how much is left."""
    timetable = schedule.timetable
    last_open = begin
    for stretch_begin, stretch_end, offset in stretches(schedule.zone, begin, end):
        elapsed = timetable.elapsed(stretch_begin + offset)
        available = timetable.elapsed(stretch_end + offset) - elapsed
        if stretch_end - last_open > SEARCH_DAYS * DAY and (
            not available or timetable.reach(elapsed + 1) - 1 - offset - last_open > SEARCH_DAYS * DAY
        ):
            raise ValueError(NEVER_OPENS)
        if amount <= available:
            return timetable.reach(elapsed + amount) - offset, 0
        amount -= available
        if available:
            last_open = stretch_end
    return end, amount


def openings_on(schedule: Schedule, day: date) -> list[Span]:
    """The parts of the UTC line that are open and on which the schedule's zone reads this date, in order.

    Empty on a holiday, on a weekday without windows and on a date that the zone skipped. A window that a clock change
    repeats may lie there twice.
    """
    spans = schedule.timetable.spans_on(day)
    if not spans:
        return []
    around = max(midnight_of(day) - _FARTHEST_OFFSET, 0)
    return [
        (max(stretch_begin, opens - offset), min(stretch_end, closes - offset))
        for stretch_begin, stretch_end, offset in stretches(
            schedule.zone, around, around + 3 * _FARTHEST_OFFSET
        )
        for opens, closes in spans
        if max(stretch_begin, opens - offset) < min(stretch_end, closes - offset)
    ]
