"""Pace: ideal, gap, needed a day, and the goal of a part of a quarter."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.rules import pace
from leads.rules.pace import Pace
from slaportal.worktime import Schedule, is_workday

OFFICE = Schedule(
    "Europe/London",
    {day: [(time(9), time(17, 30))] for day in range(5)},
    holidays=[date(2026, 12, 25), date(2026, 12, 28)],
)
FIRST, LAST = date(2026, 10, 1), date(2026, 12, 31)


def on(today: date, *, actual: int = 117, goal: int = 240) -> Pace:
    return pace.of(OFFICE, goal=goal, actual=actual, first=FIRST, last=LAST, today=today)


def test_the_day_counts_once_it_is_over() -> None:
    """The quarter of the glossary: 33 of 64 workdays are over on the morning of 17 November."""
    now = on(date(2026, 11, 17))
    assert (now.elapsed, now.workdays, now.left) == (33, 64, 31)


def test_ideal_gap_and_needed_a_day() -> None:
    now = on(date(2026, 11, 17))
    assert now.ideal == Decimal("123.75")
    assert now.gap == -7
    assert now.share is not None
    assert round(now.share, 4) == Decimal("-0.0545")
    assert now.needed_a_day is not None
    assert round(now.needed_a_day, 2) == Decimal("3.97")
    assert now.standing == "behind"


@pytest.mark.parametrize(("actual", "standing"), [(123, "behind"), (124, "on_course"), (125, "ahead")])
def test_on_course_is_the_whole_lead_nearest_to_the_ideal(actual: int, standing: str) -> None:
    assert on(date(2026, 11, 17), actual=actual).standing == standing


def test_nothing_is_measured_before_the_first_workday_is_over() -> None:
    first = on(date(2026, 10, 1), actual=3)
    assert (first.elapsed, first.share, first.standing) == (0, None, "not_measured")


def test_after_the_last_day_no_workday_is_left_and_nothing_can_be_needed_a_day() -> None:
    over = on(date(2027, 1, 15))
    assert (over.elapsed, over.left, over.needed_a_day) == (64, 0, None)


def test_a_goal_that_is_reached_needs_nothing_more() -> None:
    assert on(date(2026, 11, 17), actual=240).needed_a_day == 0
    assert on(date(2027, 1, 15), actual=251).needed_a_day == 0


def test_a_part_of_a_quarter_promises_its_share_of_the_workdays() -> None:
    goal = pace.goal_for_part(OFFICE, leads=240, quarter=(FIRST, LAST), part=(date(2026, 11, 17), LAST))
    assert goal == 116  # 240 × 31 / 64 = 116.25


def test_a_whole_quarter_promises_the_whole_volume() -> None:
    assert pace.goal_for_part(OFFICE, leads=240, quarter=(FIRST, LAST), part=(FIRST, LAST)) == 240


def test_weeks_begin_with_the_quarter_and_then_on_mondays() -> None:
    weeks = pace.weeks(FIRST, LAST)
    assert weeks[:3] == (date(2026, 10, 1), date(2026, 10, 5), date(2026, 10, 12))
    assert weeks[-1] == date(2026, 12, 28)
    assert len(weeks) == 14


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(0, 120))
def test_weeks_cover_every_day_once(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    weeks = pace.weeks(first, last)
    assert weeks[0] == first
    assert all(first < monday <= last and monday.weekday() == 0 for monday in weeks[1:])
    assert all(
        (later - sooner).days <= 7
        for sooner, later in zip(weeks, (*weeks[1:], last + timedelta(days=1)), strict=True)
    )


@given(st.integers(1, 5000), st.integers(0, 5000), st.dates(date(2026, 9, 1), date(2027, 2, 1)))
def test_what_is_needed_a_day_reaches_the_goal_on_the_last_day(goal: int, actual: int, today: date) -> None:
    now = on(today, actual=actual, goal=goal)
    assert 0 <= now.elapsed <= now.workdays
    if now.needed_a_day is not None:
        assert abs(actual + now.needed_a_day * now.left - max(goal, actual)) < Decimal("0.000001")
    over = sum(
        is_workday(OFFICE, FIRST + timedelta(days=n)) for n in range(92) if FIRST + timedelta(days=n) < today
    )
    assert now.elapsed == over


def test_workdays_at_the_end_of_each_week_lead_to_the_quarters_workdays() -> None:
    ends = pace.week_ends(OFFICE, first=FIRST, last=LAST, starts=pace.weeks(FIRST, LAST))
    assert ends[:3] == (2, 7, 12)
    assert ends[-2:] == (61, 64)  # 25 December is closed, and so is the 28th


def test_weeks_before_a_promise_was_in_force_hold_no_workdays() -> None:
    ends = pace.week_ends(OFFICE, first=date(2026, 10, 14), last=LAST, starts=pace.weeks(FIRST, LAST))
    assert ends[:4] == (0, 0, 3, 8)


def test_later_months_are_marked_by_their_first_workday() -> None:
    assert pace.months(OFFICE, first=FIRST, last=LAST) == ((22, date(2026, 11, 2)), (43, date(2026, 12, 1)))
    assert pace.months(OFFICE, first=date(2026, 12, 7), last=LAST) == ()
