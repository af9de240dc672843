"""Business days: the dates on which a schedule opens at all."""

from datetime import date, datetime, timedelta

from slaportal.worktime.openings import NEVER_OPENS, SEARCH_DAYS, openings_on
from slaportal.worktime.schedule import Schedule
from slaportal.worktime.timetable import Span


def is_workday(schedule: Schedule, local_date: date) -> bool:
    """Whether the schedule opens at any time on that date of its zone; ValueError for anything that is not a date."""
    return bool(openings_on(schedule, _a_date(local_date)))


def workdays_between(schedule: Schedule, first: date, last: date) -> int:
    """How many dates from `first` to `last`, both included, are workdays; 0 when `last` is before `first`."""
    days = range(_a_date(first).toordinal(), _a_date(last).toordinal() + 1)
    return sum(is_workday(schedule, date.fromordinal(day)) for day in days)


def workday_from(schedule: Schedule, day: date) -> tuple[date, list[Span]]:
    """The first workday on or after `day` and its openings; ValueError when there is none within ten years."""
    last = min(day.toordinal() + SEARCH_DAYS, date.max.toordinal())
    for ordinal in range(day.toordinal(), last + 1):
        candidate = date.fromordinal(ordinal)
        if openings := openings_on(schedule, candidate):
            return candidate, openings
    raise ValueError(NEVER_OPENS)


def whole_days(days: int) -> int:
    """`days` itself when it is a whole number and not negative, else ValueError."""
    if not isinstance(days, int) or isinstance(days, bool) or days < 0:
        raise ValueError(f"A number of days must be whole and not negative, not {days!r}.")
    return days


def days_later(day: date, days: int) -> date:
    """The date so many days after `day`; ValueError past the year 9999."""
    try:
        return day + timedelta(days=days)
    except OverflowError as error:
        raise ValueError("The day lies after the end of the year 9999.") from error


def _a_date(day: date) -> date:
    if not isinstance(day, date) or isinstance(day, datetime):
        raise ValueError(f"A day must be a date, not {day!r}.")
    return day
