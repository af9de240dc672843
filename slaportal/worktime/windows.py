"""Weekly windows as people give them: checked, put in order, and cut at midnight into the week they make."""

from collections.abc import Iterable, Mapping
from datetime import time
from itertools import pairwise
from typing import Any

from slaportal.worktime.instants import DAY, SECOND, WEEK
from slaportal.worktime.timetable import Span

Window = tuple[time, time]

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MIDNIGHT = time(0)


def read_weekly(weekly: object) -> tuple[dict[int, tuple[Window, ...]], list[Span]]:
    """The windows of each weekday that has any, in order, and the open spans of the week as microseconds since Monday.

    Raises ValueError for an unknown weekday and for a window that is no window, is empty, or overlaps another, be it
    one that runs on from the day before.
    """
    if not isinstance(weekly, Mapping):
        raise ValueError("The weekly hours must be windows listed under the weekdays 0 to 6.")
    kept: dict[int, tuple[Window, ...]] = {}
    spans: list[tuple[Span, str]] = []
    for weekday in sorted(map(_weekday, weekly)):
        windows = sorted(_window(pair, DAYS[weekday]) for pair in read_pairs(weekly[weekday], DAYS[weekday]))
        if windows:
            kept[weekday] = tuple(windows)
        for begin, end in windows:
            name = f"{DAYS[weekday]} {write_time(begin)} to {write_time(end)}"
            spans += [(span, name) for span in _cut_at_midnight(weekday, begin, end)]
    spans.sort()
    for ((_, first_end), first), ((second_begin, _), second) in pairwise(spans):
        if second_begin < first_end:
            raise ValueError(f"The window on {first} overlaps the one on {second}.")
    return kept, [span for span, _ in spans]


def read_pairs(windows: object, day: str) -> list[tuple[Any, Any]]:
    """The windows of a day as pairs of whatever they hold; ValueError when they are no list of pairs."""
    fault = f"The windows of {day} must be a list of pairs (opens, closes), not {windows!r}."
    if not isinstance(windows, Iterable) or isinstance(windows, str | bytes):
        raise ValueError(fault)
    pairs = list(windows)
    if not all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in pairs):
        raise ValueError(fault)
    return [(begin, end) for begin, end in pairs]


def write_time(moment: time) -> str:
    """A time of day as 09:30, with seconds only where it has them."""
    exact = moment.second or moment.microsecond
    return moment.isoformat() if exact else moment.isoformat(timespec="minutes")


def _weekday(key: object) -> int:
    if not isinstance(key, int) or isinstance(key, bool) or key not in range(7):
        raise ValueError(f"A weekday is a number from 0 for Monday to 6 for Sunday, not {key!r}.")
    return key


def _window(pair: tuple[Any, Any], day: str) -> Window:
    for moment in pair:
        if not isinstance(moment, time) or moment.tzinfo is not None:
            raise ValueError(f"A window on {day} needs two times of day without a zone, not {moment!r}.")
    begin, end = (moment.replace(fold=0) for moment in pair)
    if begin == end != MIDNIGHT:
        raise ValueError(f"The window on {day} from {write_time(begin)} to {write_time(end)} is empty.")
    return begin, end


def _cut_at_midnight(weekday: int, begin: time, end: time) -> list[Span]:
    opens = weekday * DAY + _since_midnight(begin)
    if begin < end:
        return [(opens, weekday * DAY + _since_midnight(end))]
    midnight = (weekday + 1) * DAY
    tonight, tomorrow = (opens, midnight), (midnight % WEEK, midnight % WEEK + _since_midnight(end))
    return [tonight] if end == MIDNIGHT else [tonight, tomorrow]


def _since_midnight(moment: time) -> int:
    return (moment.hour * 3600 + moment.minute * 60 + moment.second) * SECOND + moment.microsecond
