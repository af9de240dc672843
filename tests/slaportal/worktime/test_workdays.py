"""Workdays: the dates on which a schedule opens at all."""

from datetime import date, time

import pytest

from slaportal.worktime import Schedule, is_workday, workdays_between
from tests.slaportal.worktime.cases import LONDON, ROUND_THE_CLOCK, daily, utc


@pytest.mark.parametrize(
    ("schedule", "day", "expected"),
    [
        (LONDON, date(2026, 11, 20), True),
        (LONDON, date(2026, 11, 21), False),
        (LONDON, date(2026, 12, 25), False),
        (Schedule("Europe/London", {4: [(time(22), time(6))]}), date(2026, 11, 21), True),
        (Schedule("Pacific/Apia", ROUND_THE_CLOCK), date(2011, 12, 29), True),
        (Schedule("Pacific/Apia", ROUND_THE_CLOCK), date(2011, 12, 30), False),
        (daily("Europe/London", "01:00-02:00"), date(2026, 3, 29), False),
        (daily("Europe/London", "01:00-02:00"), date(2026, 10, 25), True),
        (Schedule("Europe/London", {}), date(2026, 11, 20), False),
        (Schedule("Asia/Tokyo", ROUND_THE_CLOCK), date.min, True),
    ],
)
def test_a_workday_is_a_date_with_any_open_time(schedule: Schedule, day: date, expected: bool) -> None:
    assert is_workday(schedule, day) is expected


def test_workdays_are_counted_with_both_ends() -> None:
    assert workdays_between(LONDON, date(2026, 11, 20), date(2026, 11, 20)) == 1
    assert workdays_between(LONDON, date(2026, 11, 20), date(2026, 11, 23)) == 2
    assert workdays_between(LONDON, date(2026, 10, 1), date(2026, 12, 31)) == 64
    assert workdays_between(LONDON, date(2026, 11, 23), date(2026, 11, 20)) == 0


@pytest.mark.parametrize("day", [utc("2026-11-20 12:00"), "2026-11-20", None])
def test_a_day_must_be_a_date(day: object) -> None:
    with pytest.raises(ValueError, match="A day must be a date"):
        is_workday(LONDON, day)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="A day must be a date"):
        workdays_between(LONDON, date(2026, 11, 20), day)  # type: ignore[arg-type]
