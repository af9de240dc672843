"""Two spellings of one person are one; two people who share something stay two."""

from __future__ import annotations

import pytest

from leads.rules import identity
from leads.rules.identity import Keys, keys_of


@pytest.mark.parametrize(
    "email", ["Maya.Okafor@Example.com", " maya.okafor@example.com ", "ｍaya.okafor@example.com"]
)
def test_one_address_in_many_spellings(email: str) -> None:
    assert identity.email_key(email) == "maya.okafor@example.com"


@pytest.mark.parametrize("text", ["", "none", "n/a", "@", "maya@", "maya@example", "maya at example.com"])
def test_what_is_no_address_makes_nobody_the_same_person(text: str) -> None:
    assert identity.email_key(text) is None


@pytest.mark.parametrize(
    "phone", ["+44 20 7946 0142", "0044 20 7946 0142", "020 7946 0142", "(020) 7946-0142"]
)
def test_one_number_in_many_spellings(phone: str) -> None:
    assert identity.phone_key(phone, "GB") == "+442079460142"


@pytest.mark.parametrize("phone", ["", "  ", "12", "ask Priya"])
def test_what_is_no_number_has_no_key(phone: str) -> None:
    assert identity.phone_key(phone, "GB") is None


def test_a_national_number_without_a_country_has_no_key() -> None:
    assert identity.phone_key("020 7946 0142") is None


@pytest.mark.parametrize(
    "company", ["Aldermoor Foods plc", "ALDERMOOR FOODS", "Aldermoor-Foods Ltd.", "Aldermöor Foods"]
)
def test_one_company_in_many_spellings(company: str) -> None:
    assert identity.company_key(company) == "aldermoor foods"


def test_a_company_called_like_a_legal_form_keeps_its_name() -> None:
    assert identity.company_key("SE") == "se"


def test_a_name_alone_and_a_company_alone_identify_nobody() -> None:
    assert keys_of(name="Maya Okafor").pairs() == ()
    assert keys_of(company="Aldermoor Foods").pairs() == ()


MAYA = keys_of(
    name="Maya Okafor",
    email="maya@example.com",
    phone="+442079460142",
    company="Aldermoor Foods",
    outside_id="7",
)


@pytest.mark.parametrize(
    ("arriving", "kind"),
    [
        (Keys(outside_id="7"), "outside_id"),
        (Keys(outside_id="7", email="new@example.com"), "outside_id"),
        (Keys(email="maya@example.com"), "email"),
        (Keys(email="maya@example.com", phone="+441"), "email"),
        (Keys(phone="+442079460142"), "phone"),
        (Keys(phone="+442079460142", name="maya okafor"), "phone"),
        (Keys(person="maya okafor | aldermoor foods", name="maya okafor"), "person"),
        (Keys(phone="+441", person="maya okafor | aldermoor foods", name="maya okafor"), "person"),
    ],
)
def test_the_strongest_key_says_it_is_her(arriving: Keys, kind: str) -> None:
    assert identity.matches(arriving, MAYA) == kind


@pytest.mark.parametrize(
    "arriving",
    [
        Keys(),
        Keys(outside_id="8", email="maya@example.com"),
        Keys(email="other@example.com", phone="+442079460142"),
        Keys(email="other@example.com", person="maya okafor | aldermoor foods"),
        Keys(phone="+442079460142", name="stefan krol"),
        Keys(person="maya okafor | penhallow cartons"),
    ],
)
def test_it_is_somebody_else(arriving: Keys) -> None:
    assert identity.matches(arriving, MAYA) is None


def test_of_several_the_strongest_match_counts_then_the_first() -> None:
    by_phone, by_email = Keys(phone="+441"), Keys(email="a@example.com")
    crowd = identity.Crowd([by_phone, by_email, by_email])
    assert crowd.find(Keys(email="a@example.com", phone="+441")) == (1, "email")


def test_nobody_known_is_nobody_found() -> None:
    assert identity.Crowd([]).find(MAYA) is None
