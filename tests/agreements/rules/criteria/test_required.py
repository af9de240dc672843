"""Required information: everything that may be required, and what does not count as filled."""

from __future__ import annotations

import pytest

from agreements.rules.criteria.required import REQUIRED, Missing, missing
from agreements.rules.criteria.vocabulary import FACTS

FULL = {
    "name": "Maya Okafor",
    "email": "maya.okafor@example.com",
    "phone": "020 7946 0142",
    "company": "Aldermoor Foods",
    "title": "VP Operations",
    "country": "GB",
    "city": "Leeds",
    "employees": 0,
    "annual_revenue": 0,
    "industry": "food",
    "hq_country": "GB",
    "seniority": "vice_president",
    "need": "Two checkweighers",
    "budget": 0,
    "authority": "influencer",
    "timeline_months": 0,
}


def test_a_lead_with_everything_lacks_nothing() -> None:
    assert missing(REQUIRED, FULL) == ()


@pytest.mark.parametrize("key", REQUIRED)
@pytest.mark.parametrize("empty", [None, "", "   "])
def test_each_requirement_names_itself_when_its_value_is_not_there(key: str, empty: object) -> None:
    requirement = REQUIRED[key]
    assert missing([key], {**FULL, requirement.from_field: empty}) == (
        Missing(key, requirement.label, "is not known"),
    )
    without = {field: value for field, value in FULL.items() if field != requirement.from_field}
    assert missing([key], without) == (Missing(key, requirement.label, "is not known"),)


def test_every_requirement_looks_at_a_contact_field_or_a_word_of_the_vocabulary() -> None:
    assert {requirement.from_field for requirement in REQUIRED.values()} <= {"name", "email", "phone", *FACTS}


def test_what_is_missing_comes_in_the_order_required() -> None:
    assert [lack.key for lack in missing(("title", "name", "email"), {"email": "x"})] == [
        "title",
        "name",
        "email",
    ]


def test_a_private_address_is_an_address_but_no_business_one() -> None:
    private = FULL | {"email": "maya@gmail.com"}
    assert missing(["email"], private) == ()
    assert [lack.why for lack in missing(["business_email"], private)] == ["is a free-mail address"]
    told = FULL | {"free_mail": True}
    assert [lack.why for lack in missing(["business_email"], told)] == ["is a free-mail address"]


def test_a_telephone_number_is_read_in_the_lead_s_country() -> None:
    assert missing(["phone"], FULL) == ()
    assert [lack.why for lack in missing(["phone"], FULL | {"phone": "12"})] == [
        "is not a valid telephone number"
    ]


def test_something_unheard_of_cannot_be_required() -> None:
    with pytest.raises(KeyError):
        missing(["shoe_size"], FULL)
