"""Instants as whole microseconds on a line that starts at year 1, so that all arithmetic on them is exact."""

from datetime import UTC, date, datetime, timedelta

SECOND = 1_000_000
DAY = 86_400 * SECOND
WEEK = 7 * DAY
END_OF_CALENDAR = date.max.toordinal() * DAY

_EPOCH = datetime(1, 1, 1, tzinfo=UTC)


def instant_of(at: datetime, name: str) -> int:
    """The UTC instant of an aware datetime in any zone; `name` says in an error which value was meant.

    Raises ValueError for anything that is not a datetime, has no zone, or lies outside the years 1 to 9999 in UTC.
    """
    if not isinstance(at, datetime):
        raise ValueError(f"The {name} must be a date and time, not {at!r}.")
    if at.utcoffset() is None:
        raise ValueError(f"The {name} {at.isoformat()} says no time zone, so it is no certain instant.")
    since = at - _EPOCH
    instant = (since.days * 86_400 + since.seconds) * SECOND + since.microseconds
    if not 0 <= instant < END_OF_CALENDAR:
        raise ValueError(f"The {name} {at.isoformat()} lies outside the years 1 to 9999 in UTC.")
    return instant


def datetime_of(instant: int) -> datetime:
    """The UTC datetime of an instant; ValueError when it lies past the last one the calendar can name."""
    if instant >= END_OF_CALENDAR:
        raise ValueError("The time does not run out before the end of the year 9999.")
    return _EPOCH + timedelta(microseconds=instant)


def midnight_of(day: date) -> int:
    """Where a date begins on a wall clock, in microseconds since the first midnight of year 1."""
    return (day.toordinal() - 1) * DAY
