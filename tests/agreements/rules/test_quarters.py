"""Calendar quarters by name."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.rules import quarters

days = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31))


@given(days)
def test_a_day_lies_between_the_first_and_the_last_day_of_its_quarter(day: date) -> None:
    quarter = quarters.of(day)
    assert quarters.first_day(quarter) <= day <= quarters.last_day(quarter)


@given(days)
def test_quarters_follow_one_another_without_a_gap(day: date) -> None:
    quarter = quarters.of(day)
    assert quarters.first_day(quarters.after(quarter)) == quarters.last_day(quarter) + timedelta(days=1)
    assert quarters.before(quarters.after(quarter)) == quarter


def test_the_third_quarter_runs_from_july_to_september() -> None:
    assert quarters.of(date(2026, 8, 15)) == "2026-Q3"
    assert quarters.first_day("2026-Q3") == date(2026, 7, 1)
    assert quarters.last_day("2026-Q3") == date(2026, 9, 30)


@pytest.mark.parametrize("text", ["2026-Q5", "2026Q3", "26-Q3", "", "2026-Q3 "])
def test_another_text_is_no_quarter(text: str) -> None:
    with pytest.raises(ValueError, match="names no quarter"):
        quarters.first_day(text)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 10, 6), 3, date(2027, 1, 6)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_the_month(day: date, months: int, later: date) -> None:
    assert quarters.months_later(day, months) == later
