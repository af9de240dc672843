"""Numbers, money, dates and lists in English."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from agreements.rules.criteria import figures


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5000, "5,000"),
        (0, "0"),
        (-1234, "-1,234"),
        (Decimal("2.50"), "2.5"),
        (Decimal("7.0"), "7"),
        ("x", "x"),
    ],
)
def test_numbers(value: object, text: str) -> None:
    assert figures.number(value) == text


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        (20_000, "GBP", "£20,000"),
        (300_000_000, "USD", "$300 million"),
        (1_500_000, "CHF", "CHF 1.5 million"),
        (1_234_567, "EUR", "€1,234,567"),
        (1_234_000, "EUR", "€1.234 million"),
        (2_000_000_000, "", "2 billion"),
        (Decimal("99.50"), "EUR", "€99.5"),
        (-20, "GBP", "-£20"),
        ("much", "GBP", "£much"),
    ],
)
def test_money_in_full(value: object, currency: str, text: str) -> None:
    assert figures.money(value, currency) == text


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        (40_000, "GBP", "£40k"),
        (1_250_000, "USD", "$1.25m"),
        (212_345_678, "GBP", "£212m"),
        (999, "GBP", "£999"),
        (3_000_000_000, "CHF", "CHF 3bn"),
        ("much", "GBP", "£much"),
    ],
)
def test_money_for_a_small_space(value: object, currency: str, text: str) -> None:
    assert figures.short_money(value, currency) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (1, "1 second"),
        (90, "90 seconds"),
        (60, "1 minute"),
        (300, "5 minutes"),
        (7200, "2 hours"),
        (86400, "1 day"),
        (0, "0 seconds"),
    ],
)
def test_durations(seconds: int, text: str) -> None:
    assert figures.duration(seconds) == text


def test_counts() -> None:
    assert [figures.spelled(count) for count in (0, 1, 5, 12, 13, 1500, -1)] == [
        "no", "one", "five", "twelve", "13", "1,500", "-1",
    ]  # fmt: skip
    assert [figures.times(count) for count in (1, 2, 3, 20)] == ["once", "twice", "three times", "20 times"]
    assert [figures.points(count) for count in (1, -1, 0, 1500)] == [
        "1 point",
        "-1 point",
        "0 points",
        "1,500 points",
    ]


def test_lists() -> None:
    assert figures.listed([], "or") == ""
    assert figures.listed(["food"], "or") == "food"
    assert figures.listed(["food", "packaging", "medicines"], "or") == "food, packaging or medicines"


def test_dates_carry_their_year_only_when_it_is_another_one() -> None:
    now = datetime(2026, 1, 1, 0, 30, tzinfo=UTC)
    midnight = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
    assert figures.day(midnight, "UTC", now) == "31 Dec 2025"
    assert figures.day(midnight, "Europe/Berlin", now) == "1 Jan"
    assert figures.moment(midnight, "Europe/Berlin", now) == "1 Jan 00:30"


def test_sentences_begin_with_a_capital_past_marks_and_not_inside_a_quotation() -> None:
    assert figures.sentence_case("the company") == "The company"
    assert figures.sentence_case("\x02at least one\x03 of") == "\x02At least one\x03 of"
    assert figures.sentence_case("“ops” is known") == "“ops” is known"
    assert figures.sentence_case("") == ""


def test_own_words_stay_on_one_line() -> None:
    assert figures.quoted("two\nlines\x02") == "“two lines ”"
