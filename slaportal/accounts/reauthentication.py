"""Asking once more who somebody is at a moment that binds, such as a signature: their password, or a code by e-mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from slaportal.accounts import codes, notices
from slaportal.accounts.models import User
from slaportal.accounts.throttling import count
from slaportal.audit import ledger
from slaportal.errors import Refused

WRONG_ATTEMPTS = 5
WITHIN = timedelta(minutes=15)
#: An account without a password signs in elsewhere; how long ago at most, for a code to be worth anything.
RECENT = timedelta(minutes=30)
CODES = 3  # letters with a code in any quarter of an hour
METHOD = "password"  # how the person proved who they are, for the evidence of a signature
METHOD_CODE = "code by e-mail"


class WrongSecret(Refused):
    """What was given does not prove who the person is; ``left`` tries are left."""

    def __init__(self, said: str, left: int) -> None:
        self.left = left
        if left:
            said += " " + ngettext("%(left)d more try.", "%(left)d more tries.", left) % {"left": left}
        super().__init__(said)


class WrongPassword(WrongSecret):
    """The password does not belong to the person."""

    def __init__(self, left: int) -> None:
        super().__init__(_("The password is not right."), left)


class WrongCode(WrongSecret):
    """The code is not the one that was sent, was used before, or is older than ten minutes."""

    def __init__(self, left: int) -> None:
        super().__init__(
            _("The code is not the one in the newest letter, or it is older than ten minutes."), left
        )


class TooManyAttempts(Refused):
    """Five wrong passwords or codes within a quarter of an hour; nobody is asked again until it has passed."""

    def __init__(self, user: User) -> None:
        if user.has_usable_password():
            said = _("Five wrong passwords. Wait 15 minutes, or set a new password from the sign-in page.")
        else:
            said = _("Five wrong codes. Wait 15 minutes, then ask for a new one.")
        super().__init__(said)


class NoPassword(Refused):
    """The account has no password to ask for."""

    def __init__(self) -> None:
        super().__init__(
            _("Your account has no password yet. Set one from the sign-in page, then come back.")
        )


class SignInAgain(Refused):
    """The person signed in too long ago for a code by e-mail to prove who they are."""

    def __init__(self) -> None:
        super().__init__(
            _("You signed in more than half an hour ago. Sign out and in again, then ask for a code.")
        )


class TooManyCodes(Refused):
    """Three letters with a code within a quarter of an hour are enough."""

    def __init__(self) -> None:
        super().__init__(_("Three codes were sent within 15 minutes. Look into your mail, or wait."))


class HasPassword(Refused):
    """An account with a password is asked for that."""

    def __init__(self) -> None:
        super().__init__(_("Your account has a password; enter that."))


#: The refusals that belong beside the field in which the password or the code is entered.
ABOUT_THE_SECRET = (WrongPassword, WrongCode, TooManyAttempts, NoPassword, SignInAgain)


def prove(user: User, secret: str, *, ip: str | None, at: datetime) -> str:
    """Check a person's password, or the code they were sent where the account has none; return which it was.

    Raises what ``check_password`` and ``check_code`` raise.
    """
    if user.has_usable_password():
        return check_password(user, secret, ip=ip, at=at)
    return check_code(user, secret, ip=ip, at=at)


def check_password(user: User, password: str, *, ip: str | None, at: datetime) -> str:
    """Check a person's password again and return how they proved who they are ("password").

    Raises WrongPassword, TooManyAttempts or NoPassword. A wrong password leaves an event on the person, with the address
    ``ip`` it came from; so this stands before the transaction of what it protects, never inside.
    """
    if not user.is_active or not user.has_usable_password():
        raise NoPassword
    _try(user, lambda: user.check_password(password), WrongPassword, ip=ip, at=at)
    return METHOD


def send_code(user: User, *, at: datetime) -> None:
    """Send a code to somebody whose account has no password and who signed in lately.

    The code is made when the letter goes out, so it is stored nowhere but as a hash. Raises HasPassword, SignInAgain,
    TooManyCodes.
    """
    if user.has_usable_password():
        raise HasPassword
    _signed_in_lately(user, at)
    window = int(at.timestamp() // WITHIN.total_seconds())
    if count(f"codes:{user.pk}:{window}", lasting=int(WITHIN.total_seconds())) > CODES:
        raise TooManyCodes
    with transaction.atomic():
        notices.code_asked(user, at=at)


def check_code(user: User, code: str, *, ip: str | None, at: datetime) -> str:
    """Check the code that was sent to a person and return how they proved who they are ("code by e-mail").

    Raises WrongCode, TooManyAttempts, SignInAgain, NoPassword for a deactivated account; a wrong code leaves an event.
    """
    if not user.is_active:
        raise NoPassword
    _signed_in_lately(user, at)
    _try(user, lambda: codes.use(user, code), WrongCode, ip=ip, at=at)
    return METHOD_CODE


def _signed_in_lately(user: User, at: datetime) -> None:
    if user.last_login is None or user.last_login < at - RECENT:
        raise SignInAgain


def _try(
    user: User,
    is_right: Callable[[], bool],
    wrong: Callable[[int], WrongSecret],
    *,
    ip: str | None,
    at: datetime,
) -> None:
    """Look at what was given, five times at most.

    Each try takes a place in the cache before anything is looked at, and places free themselves after 15 minutes:
    however many requests come at once, no more than five wrong ones are looked at in any 15 minutes.
    """
    places = [f"reauthentication:{user.pk}:{place}" for place in range(WRONG_ATTEMPTS)]
    free = [place for place in places if cache.get(place) is None]
    taken = next((place for place in free if cache.add(place, at, timeout=WITHIN.total_seconds())), None)
    if taken is None:
        raise TooManyAttempts(user)
    if is_right():
        cache.delete_many(places)
        return
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # one at a time on the person's stream of events
        ledger.record(user, "reauthentication_failed", at=at, by=user, data={"ip": ip or ""})
    left = len(free) - 1
    if not left:
        codes.forget(user)
        raise TooManyAttempts(user)
    raise wrong(left)
