"""E-mail addresses and telephone numbers: what can be right."""

from __future__ import annotations

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from agreements.rules.criteria.addresses import FREE_MAIL, is_email, is_free_mail, is_phone


@pytest.mark.parametrize(
    "text", ["maya@example.com", "maya.okafor+list@sales.example.co.uk", "ünï@example.de"]
)
def test_addresses(text: str) -> None:
    assert is_email(text)


@pytest.mark.parametrize(
    "text", ["", "maya", "maya@", "@example.com", "maya@example", "a b@example.com", "maya@@example.com"]
)
def test_no_addresses(text: str) -> None:
    assert not is_email(text)


@given(
    st.from_regex(r"[a-zA-Z0-9._+-]{1,12}@([a-zA-Z0-9-]{1,8}\.){1,3}([a-z]{1,6}|test|local)", fullmatch=True)
)
def test_the_quick_look_at_plain_addresses_says_what_the_validator_says(text: str) -> None:
    try:
        valid = bool(validate_email(text, check_deliverability=False))
    except EmailNotValidError:
        valid = False
    assert is_email(text) == valid


@pytest.mark.parametrize(
    ("text", "free"),
    [
        ("maya@gmail.com", True),
        ("Maya@GMail.COM ", True),
        ("maya@web.de", True),
        ("maya@example.com", False),
        ("maya@notgmail.com", False),
        ("gmail.com", False),
    ],
)
def test_free_mail(text: str, free: bool) -> None:
    assert is_free_mail(text) is free


def test_free_mail_domains_are_written_as_they_are_looked_up() -> None:
    assert all(
        domain == domain.strip().casefold() and "." in domain and "@" not in domain for domain in FREE_MAIL
    )


@pytest.mark.parametrize(
    ("text", "country", "possible"),
    [
        ("+44 20 7946 0142", "", True),
        ("+44 20 7946 0142", "US", True),
        ("020 7946 0142", "GB", True),
        ("020 7946 0142", "", True),
        ("(020) 7946-0142", "", True),
        ("12", "GB", False),
        ("12345", "", False),
        ("+44 20", "", False),
        ("0800 FLOWERS", "", False),
        ("ask the desk", "", False),
        ("", "", False),
        ("1234567890123456", "", False),
    ],
)
def test_telephone_numbers(text: str, country: str, possible: bool) -> None:
    assert is_phone(text, country) is possible
