"""The password asked for again at a moment that binds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core.cache import cache

from slaportal.accounts import past
from slaportal.accounts.reauthentication import (
    NoPassword,
    TooManyAttempts,
    WrongPassword,
    check_password,
)
from slaportal.audit.models import Event
from tests.factories.people import PASSWORD, Cast

AT = datetime(2026, 6, 24, 10, 52, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def test_the_right_password_says_how_the_person_proved_themselves(cast: Cast) -> None:
    assert check_password(cast.ines, PASSWORD, ip="192.0.2.7", at=AT) == "password"
    assert not Event.objects.exists()


def test_a_wrong_password_says_how_many_tries_are_left_and_leaves_an_event(cast: Cast) -> None:
    with pytest.raises(WrongPassword) as refused:
        check_password(cast.ines, "wrong", ip="192.0.2.7", at=AT)
    assert (refused.value.left, str(refused.value)) == (4, "The password is not right. 4 more tries.")
    event = Event.objects.get()
    assert (event.stream, event.kind, event.by, event.data) == (
        f"user:{cast.ines.pk}",
        "reauthentication_failed",
        cast.ines,
        {"ip": "192.0.2.7"},
    )
    assert "from 192.0.2.7" in [entry.detail for entry in past.of_person(cast.ines)]


def test_after_five_wrong_passwords_not_even_the_right_one_is_looked_at(cast: Cast) -> None:
    for _ in range(4):
        with pytest.raises(WrongPassword):
            check_password(cast.ines, "wrong", ip=None, at=AT)
    with pytest.raises(TooManyAttempts):
        check_password(cast.ines, "wrong", ip=None, at=AT)
    with pytest.raises(TooManyAttempts):
        check_password(cast.ines, PASSWORD, ip=None, at=AT)
    assert Event.objects.count() == 5


def test_the_right_password_gives_all_tries_back(cast: Cast) -> None:
    for _ in range(4):
        with pytest.raises(WrongPassword):
            check_password(cast.ines, "wrong", ip=None, at=AT)
    check_password(cast.ines, PASSWORD, ip=None, at=AT)
    with pytest.raises(WrongPassword) as refused:
        check_password(cast.ines, "wrong", ip=None, at=AT)
    assert refused.value.left == 4


def test_one_persons_wrong_passwords_do_not_count_for_another(cast: Cast) -> None:
    for _ in range(4):
        with pytest.raises(WrongPassword):
            check_password(cast.ines, "wrong", ip=None, at=AT)
    assert check_password(cast.daniel, PASSWORD, ip=None, at=AT) == "password"


def test_somebody_without_a_password_is_told_to_set_one(cast: Cast) -> None:
    cast.ines.set_unusable_password()
    with pytest.raises(NoPassword):
        check_password(cast.ines, PASSWORD, ip=None, at=AT)
