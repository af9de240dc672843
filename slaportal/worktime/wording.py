"""A schedule's hours said in words, such as "Monday to Friday, 09:00 to 17:30, Europe/London"."""

from datetime import time

from slaportal.worktime.schedule import Schedule
from slaportal.worktime.windows import DAYS, MIDNIGHT, Window, write_time

ALL_DAY = ((MIDNIGHT, MIDNIGHT),)


def hours_in_words(schedule: Schedule) -> str:
    """Days with the same windows together, in the order of the week, then the zone. Holidays are not counted up."""
    if not schedule.weekly:
        return f"never open, {schedule.zone}"
    if all(schedule.weekly.get(day) == ALL_DAY for day in range(7)):
        return f"around the clock, {schedule.zone}"
    same: dict[tuple[Window, ...], list[int]] = {}
    for weekday, windows in schedule.weekly.items():
        same.setdefault(tuple(windows), []).append(weekday)
    parts = [
        f"{_days(days)}, {_listed([_window(*window) for window in windows])}"
        for windows, days in same.items()
    ]
    return f"{'; '.join(parts)}, {schedule.zone}"


def _days(days: list[int]) -> str:
    """Neighbouring days as a run; a week is a circle, so Sunday may run on to Monday."""
    if len(days) == 7:
        return "every day"
    names: list[str] = []
    for first in (day for day in days if (day - 1) % 7 not in days):
        length = next(steps for steps in range(1, 8) if (first + steps) % 7 not in days)
        run = [DAYS[(first + step) % 7] for step in range(length)]
        names += [f"{run[0]} to {run[-1]}"] if length > 2 else run
    return _listed(names)


def _window(begin: time, end: time) -> str:
    if begin == end == MIDNIGHT:
        return "all day"
    closing = "midnight" if end == MIDNIGHT else f"{write_time(end)}{' the next day' if end < begin else ''}"
    return f"{write_time(begin)} to {closing}"


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
