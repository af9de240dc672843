"""Numbers, yes / no and dates are read as people write them, and refused where two readings are possible."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from leads.rules import spelling
from leads.rules.spelling import Hints, Unreadable

AMOUNTS = {
    "1850": "1850",
    "1,850": "1850",
    "1.850": "1850",
    "1.850,50": "1850.50",
    "1,850.50": "1850.50",
    "1 850": "1850",
    "1\u202f850": "1850",
    "1'850": "1850",
    "0,5": "0.5",
    "0.125": "0.125",
    "1.5": "1.5",
    "1.234.567": "1234567",
    "£40k": "40000",
    "€ 2,5 Mio": "2500000",
    "USD 5m": "5000000",
    "300 million": "300000000",
    "1.2bn": "1200000000",
    "51-200": "51",
    "51 – 200 employees": "51",
    "£60k to £90k": "60000",
    "60-90k": "60000",
    "10,000+": "10000",
    "over 500": "500",
    "50 people": "50",
    "-3": "-3",
}


@pytest.mark.parametrize(("text", "value"), AMOUNTS.items())
def test_an_amount_is_read(text: str, value: str) -> None:
    assert spelling.amount(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "decimal", "value"), [("1.850", ".", "1.850"), ("1,850", ",", "1.850"), ("1.850", ",", "1850")]
)
def test_what_a_source_is_known_to_write_decides(text: str, decimal: str, value: str) -> None:
    assert spelling.amount(text, Hints(decimal=decimal)) == Decimal(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["many", "12.34.5", "1,85,0", "<50", "up to 10", "1.2.3,4,5", "--", "12 apples"]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        spelling.amount(text)


def test_a_fraction_is_no_whole_number() -> None:
    with pytest.raises(Unreadable, match="not a whole number"):
        spelling.whole("1,5")


@pytest.mark.parametrize("text", ["yes", "Y", "ja", "X", "1", "TRUE", "oui", "sí"])
def test_yes_in_many_ways(text: str) -> None:
    assert spelling.yes_no(text) is True


@pytest.mark.parametrize("text", ["no", "N", "nein", "0", "False", "-"])
def test_no_in_many_ways(text: str) -> None:
    assert spelling.yes_no(text) is False


def test_perhaps_is_neither() -> None:
    with pytest.raises(Unreadable, match="neither yes nor no"):
        spelling.yes_no("perhaps")


DATES = {
    "2017.10.20": (2017, 10, 20, 0, 0),
    "2017-10-20": (2017, 10, 20, 0, 0),
    "31/12/2024": (2024, 12, 31, 0, 0),
    "12/31/2024": (2024, 12, 31, 0, 0),
    "31.12.24": (2024, 12, 31, 0, 0),
    "5.5.2024": (2024, 5, 5, 0, 0),
    "31/12/2024 14:05": (2024, 12, 31, 14, 5),
    "2024-12-31T14:05": (2024, 12, 31, 14, 5),
    "12/31/2024 2:05 PM": (2024, 12, 31, 14, 5),
    "12/31/2024 12:05 am": (2024, 12, 31, 0, 5),
}


@pytest.mark.parametrize(("text", "parts"), DATES.items())
def test_a_date_is_read(text: str, parts: tuple[int, int, int, int, int]) -> None:
    assert spelling.moment(text) == datetime(*parts, tzinfo=UTC)


def test_a_date_that_can_be_read_in_two_ways_is_refused() -> None:
    with pytest.raises(Unreadable, match="two ways"):
        spelling.moment("03/04/2024")


def test_what_a_source_is_known_to_write_decides_between_day_and_month() -> None:
    assert spelling.day("03/04/2024", Hints(dates="dmy")).month == 4
    assert spelling.day("03/04/2024", Hints(dates="mdy")).month == 3


def test_a_moment_without_zone_is_in_the_zone_of_its_source() -> None:
    london = ZoneInfo("Europe/London")
    assert spelling.moment("2024-07-01 09:00", Hints(zone="Europe/London")) == datetime(
        2024, 7, 1, 9, tzinfo=london
    )
    assert spelling.moment("2024-07-01T09:00+02:00", Hints(zone="Europe/London")) == datetime(
        2024, 7, 1, 7, tzinfo=UTC
    )


@pytest.mark.parametrize("text", ["yesterday", "31/02/2024", "2024-13-01", "31.12.", "25:00"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        spelling.moment(text)
