"""Every word lives in one column, and a value comes back as it was put there."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import models

from agreements.rules.criteria.vocabulary import FACTS
from leads.models import Lead
from leads.rules import facts

VALUES: dict[str, Any] = {
    "formats": frozenset({"webinar", "price_request"}),
    "company": "Aldermoor Foods",
    "employees": 1850,
    "annual_revenue": Decimal("212000000.00"),
    "industry": "food",
    "hq_country": "GB",
    "markets": frozenset({"dach", "nordics"}),
    "seniority": "vice_president",
    "education": "master",
    "contact_me": False,
    "budget": Decimal("0"),
    "timeline_months": 0,
    "extra:job": "technician",
    "extra:calls": 3,
    "name": "Maya Okafor",
}


def test_the_words_of_the_vocabulary_and_the_columns_are_the_same_set() -> None:
    assert set(facts.COLUMNS) == set(FACTS)


def test_every_column_is_a_field_of_the_lead() -> None:
    fields = {field.name for field in Lead._meta.concrete_fields}
    assert {*facts.COLUMNS.values(), *facts.CONTACT, facts.ATTRIBUTES} <= fields


def test_the_lengths_are_those_of_the_fields() -> None:
    columns = {name: facts.COLUMNS.get(name, name) for name in facts.LENGTHS if name != "need"}
    fields: dict[str, Any] = {name: Lead._meta.get_field(column) for name, column in columns.items()}
    assert {name: field.max_length for name, field in fields.items()} == {
        name: facts.LENGTHS[name] for name in columns
    }


def test_every_text_and_set_has_a_length() -> None:
    texts = {
        word for word, column in facts.COLUMNS.items() if is_free_text(column) and not FACTS[word].options
    }
    assert texts <= set(facts.LENGTHS)


def is_free_text(column: str) -> bool:
    field = Lead._meta.get_field(column)
    return isinstance(field, models.CharField | models.TextField) and not column.endswith("country")


@pytest.mark.parametrize("word", VALUES)
def test_a_written_fact_is_read_back(word: str) -> None:
    lead = Lead()
    assert facts.write(lead, word, VALUES[word])
    assert facts.values_of(lead) == {word: VALUES[word]}


@pytest.mark.parametrize("word", VALUES)
def test_writing_the_same_again_changes_nothing(word: str) -> None:
    lead = Lead()
    facts.write(lead, word, VALUES[word])
    assert not facts.write(lead, word, VALUES[word])


@pytest.mark.parametrize("word", VALUES)
def test_a_fact_can_become_unknown_again(word: str) -> None:
    lead = Lead()
    facts.write(lead, word, VALUES[word])
    assert facts.write(lead, word, None)
    assert facts.values_of(lead) == {}


def test_a_new_lead_knows_nothing() -> None:
    assert facts.values_of(Lead()) == {}


def test_attributes_of_two_leads_are_not_shared() -> None:
    one = Lead(attributes={"job": "technician"})
    kept = one.attributes
    facts.write(one, "extra:job", "buyer")
    assert kept == {"job": "technician"}


def test_a_word_nobody_knows_is_an_error() -> None:
    with pytest.raises(KeyError):
        facts.write(Lead(), "shoe_size", 42)


@pytest.mark.parametrize(
    ("word", "known"),
    [("budget", "budget"), ("authority", "authority"), ("decision_maker", "authority"), ("need", "need")],
)
def test_one_word_makes_its_bant_fact_known(word: str, known: str) -> None:
    lead = Lead(**{word: 1 if word == "budget" else "gatekeeper"})
    assert facts.bant_known(lead) == (known,)


def test_a_budget_of_nothing_is_known() -> None:
    assert facts.bant_known(Lead(budget=0, timeline_months=0)) == ("budget", "timeline")
