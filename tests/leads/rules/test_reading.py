"""A payload becomes facts; whatever says nothing is named, never guessed and never fatal."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.rules.criteria.vocabulary import FACTS
from leads.rules import facts, reading
from leads.rules.spelling import Hints, Unreadable

READ: list[tuple[str, Any, Any]] = [
    ("company", "  Aldermoor \n Foods ", "Aldermoor Foods"),
    ("need", "Two lines.\nSoon.", "Two lines.\nSoon."),
    ("employees", "1,850", 1850),
    ("employees", 1850, 1850),
    ("employees", 250.0, 250),
    ("annual_revenue", "£212m", Decimal("212000000.00")),
    ("industry", "Food", "food"),
    ("industry", "Pharmaceuticals", "pharma"),
    ("hq_country", "Deutschland", "DE"),
    ("hq_country", "united kingdom", "GB"),
    ("country", "UK", "GB"),
    ("country", "the Netherlands", "NL"),
    ("country", "U.S.A.", "US"),
    ("seniority", "VP", "vice_president"),
    ("seniority", "Vice president", "vice_president"),
    ("education", "high.school", "secondary"),
    ("gender", "F", "female"),
    ("formats", "Webinar attendance; price_request", frozenset({"webinar", "price_request"})),
    ("markets", "DACH, Nordics", frozenset({"dach", "nordics"})),
    ("markets", ["DACH"], frozenset({"dach"})),
    ("contact_me", "ja", True),
    ("is_student", False, False),
    ("extra:job", " blue-collar ", "blue-collar"),
    ("extra:calls", 3, 3),
    ("outcome", "Closed Won", "won"),
    ("outcome", "no", "lost"),
    ("deal_value", "25.000,00", Decimal("25000.00")),
    ("budget", 1.234, Decimal("1.23")),
    ("employees", 1850.0, 1850),
]


@pytest.mark.parametrize(("word", "raw", "value"), READ)
def test_a_value_is_read(word: str, raw: Any, value: Any) -> None:
    assert reading.read_value(word, raw) == value


REFUSED: list[tuple[str, Any, str]] = [
    ("employees", "-5", "not between 0 and"),
    ("age", "200", "not between 0 and 150"),
    ("employees", "99999999999", "not between 0 and"),
    ("industry", "Alchemy", "no answer for industry"),
    ("country", "Atlantis", "no country we know"),
    ("formats", "smoke signal", "no answer for format"),
    ("markets", ["x" * 600], "no more than 500 characters"),
    ("company", "x" * 201, "longer than 200 characters"),
    ("extra:" + "x" * 61, "y", "cannot be the name"),
    ("extra:job", "y" * 1001, "longer than 1000 characters"),
    ("name", "Maya\x00Okafor", "null character"),
    ("shoe_size", "42", "no fact called"),
    ("outcome", "perhaps", "neither won nor lost"),
    ("employees", 1.5, "not a whole number"),
    ("employees", True, "not a number"),
    ("budget", float("nan"), "not a number"),
    ("budget", "9" * 40, "not between 0 and"),
    ("name", True, "no text"),
    ("name", ["Maya", "Tom"], "takes a single one"),
    ("extra:job", ["cook", "waiter"], "takes a single one"),
]


@pytest.mark.parametrize(("word", "raw", "why"), REFUSED)
def test_a_value_that_says_nothing_is_refused_with_the_reason(word: str, raw: Any, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        reading.read_value(word, raw)


def test_a_payload_is_read_as_far_as_it_goes() -> None:
    said = reading.read({"company": "Aldermoor", "employees": "some", "city": "  ", "title": None})
    assert said.facts == {"company": "Aldermoor"}
    assert [(trouble.word, trouble.text) for trouble in said.troubles] == [("employees", "some")]


def test_two_parts_of_a_name_become_one() -> None:
    assert reading.read({"first_name": "Maya", "last_name": "Okafor"}).facts == {"name": "Maya Okafor"}


def test_a_whole_name_outweighs_its_parts() -> None:
    assert reading.read({"first_name": "M.", "name": "Maya Okafor"}).facts == {"name": "Maya Okafor"}


def test_a_long_text_is_shortened_in_the_report() -> None:
    said = reading.read({"employees": "many " * 100})
    assert len(said.troubles[0].text) == 60


def test_a_decimal_comma_that_a_source_is_known_for() -> None:
    assert reading.read({"budget": "1,234"}, Hints(decimal=",")).facts == {"budget": Decimal("1.23")}


WORDS = st.sampled_from([*FACTS, *reading.RECORD, "name", "extra:a", "x"])
ANYTHING = st.text() | st.integers() | st.floats() | st.booleans() | st.none()


@given(st.dictionaries(WORDS, ANYTHING))
def test_nothing_from_outside_stops_the_reading(payload: dict[str, Any]) -> None:
    said = reading.read(payload)
    for word, value in said.facts.items():
        length = facts.LENGTHS.get(word)
        assert (
            length is None
            or len(facts.stored_set(value) if isinstance(value, frozenset) else value) <= length
        )


def test_an_address_that_reaches_nobody_is_kept_and_named() -> None:
    said = reading.read({"email": "not an address", "phone": "12"})
    assert said.facts == {"email": "not an address", "phone": "12"}
    assert [(trouble.word, trouble.message) for trouble in said.troubles] == [
        ("email", "“not an address” is not a valid e-mail address. It is kept and does not count as one."),
        ("phone", "“12” is not a valid telephone number. It is kept and does not count as one."),
    ]
    good = {"email": "maya.okafor@example.com", "phone": "020 7946 0142"}
    assert reading.read(good, Hints(country="GB")).troubles == []
