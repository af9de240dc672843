"""Schedules and short ways to write instants for the tests of business time."""

from datetime import UTC, date, datetime, time

from slaportal.worktime import Schedule

MIDNIGHT = time(0)
OFFICE = {weekday: [(time(9), time(17, 30))] for weekday in range(5)}
ROUND_THE_CLOCK = {weekday: [(MIDNIGHT, MIDNIGHT)] for weekday in range(7)}

LONDON = Schedule("Europe/London", OFFICE, [date(2026, 12, 25), date(2026, 12, 28)])


def utc(text: str) -> datetime:
    """An instant written like 2026-11-20 12:00, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def daily(zone: str, *windows: str, holidays: tuple[str, ...] = ()) -> Schedule:
    """The same windows, written like 09:00-17:30, every day of the week."""
    pairs = [tuple(time.fromisoformat(moment) for moment in window.split("-")) for window in windows]
    return Schedule(zone, dict.fromkeys(range(7), pairs), [date.fromisoformat(day) for day in holidays])
