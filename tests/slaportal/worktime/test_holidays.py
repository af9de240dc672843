"""A country's holidays through a term."""

from datetime import date

import pytest

from slaportal.worktime import Schedule, is_workday
from slaportal.worktime.holidays import countries, public_holidays
from tests.slaportal.worktime.cases import OFFICE

YEAR_END = (date(2026, 12, 25), date(2027, 1, 1))


def test_holidays_are_listed_by_date_through_the_term_with_days_in_lieu() -> None:
    assert list(public_holidays("GB", *YEAR_END, subdivision="ENG")) == [
        date(2026, 12, 25),
        date(2026, 12, 26),
        date(2026, 12, 28),
        date(2027, 1, 1),
    ]
    assert public_holidays("GB", *YEAR_END)[date(2026, 12, 25)] == "Christmas Day"


def test_a_part_of_a_country_has_holidays_of_its_own() -> None:
    first, last = date(2027, 1, 1), date(2027, 1, 31)
    scottish = public_holidays("GB", first, last, subdivision="SCT")
    assert set(scottish) > set(public_holidays("GB", first, last, subdivision="ENG"))


def test_holidays_close_a_schedule() -> None:
    schedule = Schedule("Europe/Berlin", OFFICE, public_holidays("DE", *YEAR_END))
    assert not is_workday(schedule, date(2026, 12, 25))


@pytest.mark.parametrize(
    ("country", "subdivision", "sentence"),
    [
        ("XX", None, "the country 'XX'"),
        ("", None, "the country ''"),
        ("Narnia", None, "the country 'Narnia'"),
        ("GB", "BY", "the part 'BY' of GB"),
    ],
)
def test_unknown_places_are_refused(country: str, subdivision: str | None, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        public_holidays(country, *YEAR_END, subdivision=subdivision)


def test_a_term_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="The term ends on 2026-12-25 before it starts on 2027-01-01"):
        public_holidays("GB", YEAR_END[1], YEAR_END[0])


def test_countries_come_with_their_parts() -> None:
    known = countries()
    assert known["GB"] == ["ENG", "NIR", "SCT", "WLS"]
    assert known["IE"] == []
