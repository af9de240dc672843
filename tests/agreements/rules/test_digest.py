"""The canonical text: one form on every machine, for ever."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.rules import digest
from agreements.rules.digest import Identity, Replaced, Signatory
from agreements.rules.terms import (
    Clause,
    DisqualifyReason,
    Duration,
    Hours,
    ReturnReason,
    StageMeaning,
    Terms,
)

IDENTITY = Identity(
    agreement=12,
    name="Instruments, Europe",
    number=3,
    signatories=(
        Signatory("marketing", "Ines Marchetti", "ines.marchetti@example.com"),
        Signatory("sales", "Daniel Osei", "daniel.osei@example.com"),
    ),
    teams=("Demand", "Sales, UK and Ireland"),
    replaces=Replaced(2, "ab" * 32),
)
#: Written out here, not taken from a template: a template may improve, this text may not.
TERMS = Terms(
    title="Agreement on qualified leads, Zürich",
    purpose="Marketing and sales agree.\nOn two lines.",
    marketing_party="Marketing",
    marketing_leader="Ines Marchetti",
    sales_party="Sales",
    sales_leader="Daniel Osei",
    currency="GBP",
    definition={
        "format": 1,
        "definition": {
            "kind": "fact",
            "word": "employees",
            "operator": "between",
            "value": [250, 5000],
            "id": "c1",
        },
    },
    required=("name", "business_email"),
    clauses=(
        Clause("handoff", Decimal("97.5"), within=Duration(15, "minutes")),
        Clause("volume", leads=240),
        Clause("response", Decimal(95), best=Duration(30, "minutes"), within=Duration(1, "business_days")),
    ),
    hours=Hours(
        zone="Europe/London",
        weekly=((0, (("09:00", "12:30"), ("13:30", "17:30"))),),
        country="GB-ENG",
        holidays=(date(2026, 12, 25),),
    ),
    stages=(StageMeaning("mql", "MQL", "Meets the definition."),),
    return_reasons=(ReturnReason("duplicate", "clerical", "Duplicate"),),
    disqualify_reasons=(DisqualifyReason("no_need", "No need", 180),),
    first_review_on=date(2026, 10, 6),
    effective_from=date(2026, 7, 1),
)
GOLDEN = "f329adbcc144b5ffe0b85a45188ed313899117cdf9afd8e682430beec718ebfb"


def test_the_text_of_these_terms_has_the_hash_it_always_had() -> None:
    assert digest.digest(digest.canonical(TERMS, IDENTITY)) == GOLDEN


def test_the_text_is_sorted_json_without_needless_space_and_names_its_schema() -> None:
    text = digest.canonical(TERMS, IDENTITY)
    content = json.loads(text)
    assert content["schema"] == "slaportal.agreement.v1"
    assert list(content) == sorted(content)
    assert '"target":"97.5"' in text
    assert '"number":3' in text


def test_terms_are_read_back_from_their_text() -> None:
    assert digest.read(digest.canonical(TERMS, IDENTITY)) == TERMS


def test_accents_and_line_ends_have_one_spelling() -> None:
    other = replace(
        TERMS,
        title=unicodedata.normalize("NFD", TERMS.title),
        purpose=TERMS.purpose.replace("\n", "\r\n"),
    )
    assert other != TERMS
    assert digest.canonical(other, IDENTITY) == digest.canonical(TERMS, IDENTITY)


@pytest.mark.parametrize(
    "other",
    [
        replace(IDENTITY, number=4),
        replace(IDENTITY, agreement=13),
        replace(IDENTITY, teams=("Demand",)),
        replace(IDENTITY, replaces=None),
        replace(IDENTITY, signatories=tuple(reversed(IDENTITY.signatories))),
    ],
)
def test_the_same_terms_in_another_place_are_another_text(other: Identity) -> None:
    assert digest.canonical(TERMS, other) != digest.canonical(TERMS, IDENTITY)


def test_a_number_with_a_fraction_is_refused_because_machines_round_it() -> None:
    terms = replace(TERMS, extra={"share": 0.1})
    with pytest.raises(ValueError, match="write it as text"):
        digest.canonical(terms, IDENTITY)


def test_a_number_too_large_for_json_is_refused() -> None:
    with pytest.raises(ValueError, match="one certain way"):
        digest.canonical(replace(TERMS, extra={"revenue": 2**60}), IDENTITY)


def test_an_unknown_schema_is_not_read() -> None:
    with pytest.raises(ValueError, match=r"slaportal\.agreement\.v9"):
        digest.read('{"schema":"slaportal.agreement.v9","terms":{}}')


def test_the_hash_is_not_that_of_the_bare_text() -> None:
    text = digest.canonical(TERMS, IDENTITY)
    assert digest.digest(text) != digest.hashlib.sha256(text.encode()).hexdigest()


@given(st.text())
def test_any_purpose_is_read_back_as_its_one_spelling(purpose: str) -> None:
    try:
        text = digest.canonical(replace(TERMS, purpose=purpose), IDENTITY)
    except ValueError:
        assert any("\ud800" <= letter <= "\udfff" for letter in purpose)
        return
    assert digest.read(text).purpose == digest.same_line(purpose)
    assert digest.canonical(digest.read(text), IDENTITY) == text
