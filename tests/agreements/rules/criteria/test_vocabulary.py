"""The vocabulary: complete, in groups, each word with all it needs."""

from __future__ import annotations

import pytest

from agreements.rules.criteria import sayings, vocabulary
from agreements.rules.criteria.countries import COUNTRIES, IN_A_SENTENCE, short_name
from agreements.rules.criteria.operators import COMPARISONS, OPERATORS, fits
from agreements.rules.criteria.vocabulary import (
    EVENTS,
    FACTS,
    GROUPS,
    WORDS,
    Type,
    Word,
    fact,
    in_group,
    token,
)


def test_every_word_stands_in_one_group_and_facts_and_behaviour_share_no_key() -> None:
    assert {word.group for word in WORDS.values()} == set(GROUPS) - {"extra"}
    assert not FACTS.keys() & EVENTS.keys()
    assert WORDS.keys() == FACTS.keys() | EVENTS.keys()
    assert [word for group in GROUPS for word in in_group(group)] == list(WORDS.values())
    assert {word.group for word in EVENTS.values()} == {"behaviour"}
    assert all(word.type is Type.EVENT for word in EVENTS.values())
    assert Type.EVENT not in {word.type for word in FACTS.values()}


def test_labels_are_unique_so_that_people_can_tell_words_apart() -> None:
    assert len({word.label for word in WORDS.values()}) == len(WORDS)


@pytest.mark.parametrize("word", FACTS.values(), ids=FACTS)
def test_a_word_has_what_its_type_needs(word: Word) -> None:
    assert bool(word.options) == (
        word.type in (Type.CHOICE, Type.ORDER, Type.COUNTRY)
        or (word.type is Type.SET and not word.free)
        or word.key == "rankings"
    )
    assert len({option.key for option in word.options}) == len(word.options)
    assert word.free is False or word.type is Type.SET
    assert bool(word.unit) == (word.type is Type.NUMBER)
    assert bool(word.plural) == (word.type is Type.YESNO)
    if word.type is Type.ORDER:
        ranks = [option.rank for option in word.options]
        assert ranks == sorted(set(ranks))
        assert [word.key_of_rank(rank) for rank in ranks] == [option.key for option in word.options]
        assert word.key_of_rank(None) is None and word.key_of_rank(1) is None
    if word.type is Type.SET:
        assert all(option.key == token(option.key) for option in word.options)


def test_every_word_has_its_words_in_english() -> None:
    assert sayings.SAYINGS.keys() == FACTS.keys()
    assert sayings.DOINGS.keys() == EVENTS.keys()
    assert sayings.MAKES.keys() <= {option.key for option in FACTS["industry"].options}
    assert FACTS.keys() >= sayings.DONE
    assert all(saying.subject and saying.noun for saying in sayings.SAYINGS.values())
    assert all(set(saying.special) <= set(fits(FACTS[key].type)) for key, saying in sayings.SAYINGS.items())


def test_every_type_of_fact_has_operators_and_every_operator_a_type() -> None:
    types = [type for type in Type if type is not Type.EVENT]
    assert all(set(fits(type)) >= {"known", "unknown"} and len(fits(type)) > 2 for type in types)
    assert {operator for _, operator in COMPARISONS} | {"known", "unknown"} == set(OPERATORS)
    assert fits(Type.EVENT) == ("known", "unknown")


def test_extra_attributes_are_words_when_they_can_be_named() -> None:
    assert fact("extra:campaign") == Word("extra:campaign", "campaign", "extra", Type.EXTRA)
    assert fact("extra:emp.var.rate") is not None
    for key in (
        "extra:",
        "extra: x",
        'extra:a"b',
        "extra:a\\b",
        "extra:" + "x" * 61,
        "extra:a\nb",
        "campaign",
        "download",
    ):
        assert fact(key) is None


@pytest.mark.parametrize(
    ("text", "written"),
    [("DACH", "dach"), ("  Food,  Drink ", "food drink"), ("ÄRZTE", "ärzte"), (",", ""), ("a_b%", "a_b%")],
)
def test_a_token_has_one_spelling(text: str, written: str) -> None:
    assert token(text) == written
    assert token(written) == written


def test_options_are_found_by_their_key_and_nothing_else() -> None:
    seniority = FACTS["seniority"]
    director = seniority.option("director")
    assert director is not None and director.label == "Director"
    assert (
        seniority.option("Director") is None
        and seniority.option(None) is None
        and seniority.option(50) is None
    )
    assert seniority.rank("manager") < seniority.rank("director")
    with pytest.raises(KeyError):
        seniority.rank("boss")


def test_countries_are_the_249_of_the_standard_by_name() -> None:
    assert len(COUNTRIES) == 249
    assert all(len(code) == 2 and code.isupper() and name == name.strip() for code, name in COUNTRIES.items())
    assert len(set(COUNTRIES.values())) == 249
    assert COUNTRIES["NL"] == "Netherlands" and IN_A_SENTENCE["NL"] == "the Netherlands"
    assert list(COUNTRIES)[:3] == ["AF", "AX", "AL"]
    assert (short_name("GB"), short_name("IE")) == ("UK", "IE")


def test_the_groups_a_form_shows_are_named() -> None:
    assert list(GROUPS) == [
        "format",
        "company",
        "person",
        "behaviour",
        "situation",
        "bant",
        "exclusion",
        "extra",
    ]
    assert vocabulary.GROUPS["bant"] == "Budget, authority, need, timeline"
