"""The password, or a code by e-mail, asked for again at a moment that binds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache

from slaportal.accounts import codes, past
from slaportal.accounts.models import User
from slaportal.accounts.reauthentication import (
    HasPassword,
    NoPassword,
    SignInAgain,
    TooManyAttempts,
    TooManyCodes,
    WrongCode,
    WrongPassword,
    check_code,
    check_password,
    prove,
    send_code,
)
from slaportal.audit.models import Event
from slaportal.notifications import delivering
from slaportal.notifications.models import Notice
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


# --- accounts without a password


@pytest.fixture
def ines(cast: Cast) -> User:
    """Ines signs in elsewhere and did so ten minutes ago."""
    cast.ines.set_unusable_password()
    cast.ines.last_login = AT - timedelta(minutes=10)
    cast.ines.save()
    return cast.ines


def code_sent() -> str:
    """Send what waits and return the code of the letter."""
    delivering.deliver(clock=lambda: AT + timedelta(seconds=10))
    found = re.search(r"^\d{6}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    return found[0]


def test_a_code_by_e_mail_proves_it_beside_a_recent_sign_in(ines: User) -> None:
    send_code(ines, at=AT)
    assert prove(ines, code_sent(), ip="192.0.2.7", at=AT) == "code by e-mail"
    assert mail.outbox[-1].to == [ines.email]


def test_the_code_is_stored_nowhere_and_shown_under_no_bell(ines: User) -> None:
    send_code(ines, at=AT)
    code = code_sent()
    notice = Notice.objects.get()
    assert code not in f"{notice.subject} {notice.body}"
    assert code not in str(cache.get(f"code:{ines.pk}"))


def test_a_code_is_good_once_and_the_next_one_takes_its_place(ines: User) -> None:
    first = codes.make(ines)
    second = codes.make(ines)
    with pytest.raises(WrongCode):
        check_code(ines, first if first != second else "x", ip=None, at=AT)
    assert check_code(ines, f" {second[:3]} {second[3:]} ", ip=None, at=AT) == "code by e-mail"
    with pytest.raises(WrongCode, match="not the one in the newest letter"):
        check_code(ines, second, ip=None, at=AT)


def test_a_code_is_good_for_ten_minutes(ines: User) -> None:
    with time_machine.travel(AT, tick=False) as clock:
        code = codes.make(ines)
        clock.shift(timedelta(minutes=10, seconds=1))
        with pytest.raises(WrongCode):
            check_code(ines, code, ip=None, at=AT)


def test_five_wrong_codes_end_it_and_the_right_one_is_good_no_more(ines: User) -> None:
    code = codes.make(ines)
    for _ in range(4):
        with pytest.raises(WrongCode):
            check_code(ines, "wrong", ip=None, at=AT)
    with pytest.raises(TooManyAttempts, match="Five wrong codes"):
        check_code(ines, "wrong", ip=None, at=AT)
    with pytest.raises(TooManyAttempts):
        check_code(ines, code, ip=None, at=AT)
    assert not codes.use(ines, code)
    assert Event.objects.filter(kind="reauthentication_failed").count() == 5


def test_a_code_wants_a_recent_sign_in(ines: User) -> None:
    late = AT + timedelta(minutes=20, seconds=1)
    with pytest.raises(SignInAgain, match="Sign out and in again"):
        send_code(ines, at=late)
    with pytest.raises(SignInAgain):
        check_code(ines, codes.make(ines), ip=None, at=late)
    ines.last_login = None
    with pytest.raises(SignInAgain):
        send_code(ines, at=AT)


def test_three_letters_with_a_code_are_enough_for_a_while(ines: User) -> None:
    for _ in range(3):
        send_code(ines, at=AT)
    with pytest.raises(TooManyCodes, match="Look into your mail"):
        send_code(ines, at=AT)


def test_an_account_with_a_password_is_asked_for_it(cast: Cast) -> None:
    with pytest.raises(HasPassword):
        send_code(cast.ines, at=AT)
    assert prove(cast.ines, PASSWORD, ip=None, at=AT) == "password"


def test_a_deactivated_account_proves_nothing(ines: User) -> None:
    ines.is_active = False
    with pytest.raises(NoPassword):
        check_code(ines, codes.make(ines), ip=None, at=AT)
