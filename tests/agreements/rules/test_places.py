"""Places of a draft: a part comes out, goes back in, has one hash, and differs in words."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from agreements.forms.sections import SECTIONS
from agreements.rules import differences, places
from agreements.rules.criteria import notation
from agreements.rules.criteria.tree import All, Fact
from agreements.rules.places import PLACES
from agreements.rules.terms import CLAUSES, Terms
from tests.factories import terms as make

TERMS = make.sample()


def target(percent: str, terms: Terms = TERMS) -> Terms:
    return make.with_clause(terms, "response", target=Decimal(percent))


def _employing(people: int) -> All:
    return All((Fact("employees", "at_least", people, id="c1"),), id="g1")


def said(difference: differences.Difference) -> list[tuple[str, str]]:
    return [(part.kind, part.text) for paragraph in difference.changed for part in paragraph.segments]


def test_the_places_are_the_sections_that_are_edited_and_the_definition() -> None:
    assert set(PLACES) == {*SECTIONS, "definition"}
    assert {place.kind for place in PLACES.values() if place.kind} == set(CLAUSES)


@pytest.mark.parametrize("key", PLACES)
def test_a_part_goes_back_where_it_came_from_and_survives_json(key: str) -> None:
    part = places.part_of(TERMS, key)
    kept = json.loads(json.dumps(part))
    assert places.with_part(TERMS, key, kept) == TERMS
    assert places.digest(key, kept) == places.digest_of(TERMS, key)


def test_all_parts_together_are_the_whole_text_less_what_the_agreement_itself_says() -> None:
    other = make.sample(title="Other", purpose="Other.", required=("name",), clauses=(), review_months=12)
    for key in PLACES:
        other = places.with_part(other, key, places.part_of(TERMS, key))
    assert other == TERMS


def test_an_edit_moves_the_hash_of_its_own_place_and_no_other() -> None:
    edited = target("90")
    moved = [key for key in PLACES if places.digest_of(edited, key) != places.digest_of(TERMS, key)]
    assert moved == ["S1"]


def test_equal_parts_of_two_places_have_different_hashes() -> None:
    assert places.digest("M6", {}) != places.digest("S6", {})


def test_a_clause_is_left_out_and_promised_again_in_its_place() -> None:
    without = places.with_part(TERMS, "S1", {"clauses.S1": None})
    assert [clause.code for clause in without.clauses] == [c.code for c in TERMS.clauses if c.code != "S1"]
    assert places.with_part(without, "S1", places.part_of(TERMS, "S1")) == TERMS


def test_a_later_last_day_brings_the_holidays_of_the_added_time_with_it() -> None:
    part = dict(places.part_of(TERMS, "review")) | {"effective.until": "2031-12-31"}
    longer = places.with_part(TERMS, "review", part)
    assert longer.effective_until == date(2031, 12, 31)
    assert longer.hours.holidays[-1].year == 2031
    assert set(TERMS.hours.holidays) <= set(longer.hours.holidays)


@pytest.mark.parametrize(
    ("key", "part", "saying"),
    [
        ("S1", {"clauses.S2": None}, "no part of “S1 First response”"),
        ("S1", {"clauses.S1": {"kind": "decision"}}, "no clause of “S1 First response”: S2"),
        ("required", {}, "no part of “3 Required information”"),
    ],
)
def test_a_part_of_another_place_is_refused(key: str, part: places.Part, saying: str) -> None:
    with pytest.raises(ValueError, match=saying):
        places.with_part(TERMS, key, part)


@pytest.mark.parametrize("key", PLACES)
def test_every_place_says_something(key: str) -> None:
    assert all(paragraph.text for paragraph in places.paragraphs(TERMS, key))
    assert places.paragraphs(TERMS, key)


def test_a_difference_is_told_word_by_word() -> None:
    assert said(differences.at("S1", TERMS, target("90")))[1:3] == [
        ("deleted", "95\N{NO-BREAK SPACE}%"), ("inserted", "90\N{NO-BREAK SPACE}%"),
    ]  # fmt: skip


def test_two_parts_are_compared_within_the_terms_around_them() -> None:
    old, new = places.part_of(TERMS, "S1"), places.part_of(target("90"), "S1")
    assert differences.of_parts(TERMS, "S1", old, new) == differences.at("S1", TERMS, target("90"))


def test_a_changed_definition_says_which_criteria_moved() -> None:
    one = replace(TERMS, definition=notation.dump(_employing(50)))
    two = replace(TERMS, definition=notation.dump(_employing(100)))
    found = differences.at("definition", one, two)
    assert [change.text for change in found.criteria] == ["Employees: raised from 50 to 100."]
    assert differences.at("required", one, two).is_none


def test_the_whole_of_two_texts_is_compared_place_by_place() -> None:
    found = differences.everywhere(TERMS, places.with_part(target("90"), "M1", {"clauses.M1": None}))
    assert [each.place.key for each in found if not each.is_none] == ["M1", "S1"]
    assert "M6" not in {each.place.key for each in found}, "neither text promises it"


def test_an_unreadable_definition_is_compared_in_words_only() -> None:
    broken = replace(TERMS, definition={"kind": "nonsense"})
    assert differences.at("definition", TERMS, broken).criteria == ()
