"""Asking for the password again at a moment that binds, such as a signature."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from slaportal.accounts.models import User
from slaportal.audit import ledger
from slaportal.errors import Refused

WRONG_ATTEMPTS = 5
WITHIN = timedelta(minutes=15)
METHOD = "password"  # how the person proved who they are, for the evidence of a signature


class WrongPassword(Refused):
    """The password does not belong to the person."""

    def __init__(self, left: int) -> None:
        self.left = left
        said = _("The password is not right.")
        if left:
            said += " " + ngettext("%(left)d more try.", "%(left)d more tries.", left) % {"left": left}
        super().__init__(said)


class TooManyAttempts(Refused):
    """Five wrong passwords within a quarter of an hour; nobody is asked again until it has passed."""

    def __init__(self) -> None:
        super().__init__(
            _("Five wrong passwords. Wait 15 minutes, or set a new password from the sign-in page.")
        )


class NoPassword(Refused):
    """The account has no password to ask for."""

    def __init__(self) -> None:
        super().__init__(
            _("Your account has no password yet. Set one from the sign-in page, then come back.")
        )


def check_password(user: User, password: str, *, ip: str | None, at: datetime) -> str:
    """Check a person's password again and return how they proved who they are ("password").

    Raises WrongPassword, TooManyAttempts or NoPassword. A wrong password leaves an event on the person, with the address
    ``ip`` it came from; so this stands before the transaction of what it protects, never inside.

    Each try takes a place in the cache before the password is looked at, and places free themselves after 15 minutes:
    however many requests come at once, no more than five wrong passwords are looked at in any 15 minutes.
    """
    if not user.is_active or not user.has_usable_password():
        raise NoPassword
    places = [f"reauthentication:{user.pk}:{place}" for place in range(WRONG_ATTEMPTS)]
    free = [place for place in places if cache.get(place) is None]
    taken = next((place for place in free if cache.add(place, at, timeout=WITHIN.total_seconds())), None)
    if taken is None:
        raise TooManyAttempts
    if user.check_password(password):
        cache.delete_many(places)
        return METHOD
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # one at a time on the person's stream of events
        ledger.record(user, "reauthentication_failed", at=at, by=user, data={"ip": ip or ""})
    left = len(free) - 1
    if not left:
        raise TooManyAttempts
    raise WrongPassword(left)
