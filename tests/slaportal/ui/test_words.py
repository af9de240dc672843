"""How the portal says durations, moments, shares and names."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from slaportal.ui import words

LONDON = ZoneInfo("Europe/London")
AT = datetime(2026, 11, 17, 10, 42, tzinfo=UTC)
BUSINESS_DAY = timedelta(hours=8, minutes=30)


def spell(**parts: int) -> timedelta:
    return timedelta(**parts)


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (spell(seconds=0), "under 1 min"),
        (spell(seconds=59), "under 1 min"),
        (spell(minutes=18, seconds=59), "18 min"),
        (spell(minutes=60), "1 h"),
        (spell(hours=2, minutes=5), "2 h 05"),
        (spell(hours=7, minutes=40), "7 h 40"),
        (spell(days=1), "1 day"),
        (spell(days=9, hours=23), "9 days"),
    ],
)
def test_a_duration_is_cut_to_what_is_certain(span: timedelta, said: str) -> None:
    assert words.duration(span) == said


def test_a_business_day_is_as_long_as_the_office_is_open() -> None:
    assert words.duration(spell(hours=8, minutes=2), day=BUSINESS_DAY) == "8 h 02"
    assert words.duration(spell(hours=8, minutes=30), day=BUSINESS_DAY) == "1 day"
    assert words.duration(spell(hours=17), day=BUSINESS_DAY) == "2 days"


def test_what_is_left_turns_into_late_below_zero() -> None:
    assert words.left(spell(minutes=18)) == "18 min left"
    assert words.left(spell(days=1)) == "1 day left"
    assert words.left(-spell(hours=2, minutes=10)) == "Late by 2 h 10"


def test_a_late_answer_stays_late() -> None:
    assert words.met(spell(minutes=21)) == "Met in 21 min"
    assert words.met(spell(minutes=70), late_by=spell(minutes=40)) == "Met, late by 40 min"


@pytest.mark.parametrize(
    ("share", "n", "said"),
    [
        (Decimal("0.908"), 120, "90.8 %"),
        (0.96, 50, "96.0 %"),
        (1, 31, "100 %"),
        (0, 31, "0 %"),
        (0.9996, 5000, "99.9 %"),
        (0.0002, 5000, "0.1 %"),
        (0.5, 0, "Not measured"),
        (None, None, "Not measured"),
    ],
)
def test_a_share_is_never_rounded_into_all_or_nothing(share: float | None, n: int | None, said: str) -> None:
    assert words.percentage(share, n=n).replace("\N{NO-BREAK SPACE}", " ") == said


@given(some.decimals(0, 1, places=6))
def test_only_everything_reads_as_everything(share: Decimal) -> None:
    assert (words.percentage(share) == "100\N{NO-BREAK SPACE}%") == (share == 1)
    assert (words.percentage(share) == "0\N{NO-BREAK SPACE}%") == (share == 0)


def test_a_promise_is_said_in_whole_percent() -> None:
    assert words.percentage(Decimal("0.95"), places=0) == "95\N{NO-BREAK SPACE}%"


def test_a_distance_is_said_in_points() -> None:
    assert words.points(Decimal("0.908") - Decimal("0.95")) == "4.2 points"


def test_numbers_are_rounded_and_grouped() -> None:
    assert words.number(1412) == "1,412"
    assert words.number(3.967, places=1) == "4.0"
    assert words.number(-6.75, signed=True) == "−7"
    assert words.number(19, signed=True) == "+19"
    assert words.number(-0.2, signed=True) == "0"


def test_a_moment_today_is_its_time_and_another_day_is_its_date() -> None:
    assert words.short(AT, zone=LONDON, at=AT) == "10:42"
    assert words.short(AT - spell(days=1), zone=LONDON, at=AT) == "16 Nov"
    assert words.short(AT - spell(days=365), zone=LONDON, at=AT) == "17 Nov 2025"


def test_days_are_counted_in_the_persons_zone() -> None:
    just_before_midnight_in_auckland = datetime(2026, 11, 17, 10, 30, tzinfo=UTC)
    auckland = ZoneInfo("Pacific/Auckland")
    after_midnight = datetime(2026, 11, 17, 11, 30, tzinfo=UTC)
    said = words.date_and_time(just_before_midnight_in_auckland, zone=auckland, at=after_midnight)
    assert said == "yesterday 23:30"


@pytest.mark.parametrize(
    ("away", "said"),
    [
        (spell(minutes=-13), "today 10:29"),
        (spell(hours=-18), "yesterday 16:42"),
        (spell(hours=23), "tomorrow 09:42"),
        (spell(days=2), "Thu 19 Nov, 10:42"),
        (spell(days=14), "1 Dec, 10:42"),
        (spell(days=60), "16 Jan 2027, 10:42"),
    ],
)
def test_near_days_have_names(away: timedelta, said: str) -> None:
    assert words.date_and_time(AT + away, zone=LONDON, at=AT) == said


def test_the_exact_instant_names_its_zone() -> None:
    moment = datetime(2026, 6, 24, 10, 52, 18, tzinfo=UTC)
    assert words.exact(moment, zone=LONDON) == "Wednesday 24 June 2026, 11:52:18 BST"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Priya Raman", "PR"),
        ("Maria del Carmen Ortiz", "MO"),
        ("Cher", "C"),
        ("ruth@example.com", "R"),
        ("", ""),
    ],
)
def test_initials_are_the_first_and_the_last(name: str, letters: str) -> None:
    assert words.initials(name) == letters
