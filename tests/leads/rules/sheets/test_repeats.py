"""Rows of one file that are about one lead are found as an arrival would be recognised."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leads.rules.identity import Keys, first_match
from leads.rules.sheets.repeats import Repeats


def test_a_row_is_recognised_by_its_strongest_key_and_joins_the_first_row() -> None:
    repeats = Repeats()
    assert repeats.add(2, Keys(email="a", phone="1")) is None
    assert repeats.add(3, Keys(email="a")) == (2, "email")
    assert repeats.add(4, Keys(phone="1")) == (2, "phone")


def test_two_addresses_behind_one_telephone_are_two_leads() -> None:
    repeats = Repeats()
    repeats.add(2, Keys(email="a", phone="1"))
    assert repeats.add(3, Keys(email="b", phone="1")) is None


def test_two_names_behind_one_telephone_are_two_leads() -> None:
    repeats = Repeats()
    repeats.add(2, Keys(phone="1", name="maya"))
    assert repeats.add(3, Keys(phone="1", name="tom")) is None


def test_rows_that_say_nothing_of_who_they_are_repeat_nothing() -> None:
    repeats = Repeats()
    assert [repeats.add(2, Keys()), repeats.add(3, Keys())] == [None, None]


some = st.sampled_from([None, "a", "b"])


@given(st.builds(Keys, outside_id=some, email=some, phone=some, person=some, name=some), st.data())
def test_two_rows_are_one_lead_exactly_when_an_arrival_would_join(first: Keys, data: st.DataObject) -> None:
    second = data.draw(st.builds(Keys, outside_id=some, email=some, phone=some, person=some, name=some))
    repeats = Repeats()
    repeats.add(2, first)
    joined = first_match(second, [(first, 2)])
    assert repeats.add(3, second) == joined
