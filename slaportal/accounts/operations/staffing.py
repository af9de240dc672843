"""Entering people, changing what is known of them, and letting them go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from slaportal.accounts import notices
from slaportal.accounts.models import Membership, Team, User
from slaportal.audit.history import remember
from slaportal.errors import Refused

OWN = frozenset({"full_name", "job_title", "time_zone", "mail", "digest_hour"})
CHANGEABLE = OWN | {"email", "is_manager", "is_administrator"}


class EmailTaken(Refused):
    """Two people cannot sign in with one address."""

    def __init__(self, email: str) -> None:
        super().__init__(_("Somebody already signs in with %(email)s.") % {"email": email})


class LastAdministrator(Refused):
    """Somebody has to be able to look after people."""

    def __init__(self) -> None:
        super().__init__(_("This is the last administrator. Make somebody else administrator first."))


class NotYourself(Refused):
    """Nobody locks themselves out."""

    def __init__(self) -> None:
        super().__init__(_("Ask another administrator to deactivate you."))


def add(
    *,
    email: str,
    full_name: str,
    team: Team | None = None,
    role: str = Membership.Role.MEMBER,
    at: datetime,
    by: User | None,
    **fields: Any,
) -> User:
    """Enter somebody new, optionally in a team, and send them the way in; raises EmailTaken.

    ``fields`` are those of ``CHANGEABLE``. The letter goes through the outbox: it is written here and sent until it arrives.
    """
    email = email.strip().lower()
    with transaction.atomic():
        _refuse_taken(email)
        person = User(email=email, full_name=full_name, date_joined=at, **_only(CHANGEABLE, fields))
        person.set_unusable_password()
        remember(person, at=at, by=by, why="")
        if team is not None:
            remember(Membership(user=person, team=team, role=role), at=at, by=by, why="")
        notices.invited(person, at=at, by=by)
    return person


def change(person: User, changes: Mapping[str, Any], *, why: str, at: datetime, by: User | None) -> bool:
    """Change fields of ``CHANGEABLE`` and return whether anything was different; raises EmailTaken, LastAdministrator."""
    wanted = _only(CHANGEABLE, changes)
    if "email" in wanted:
        wanted["email"] = wanted["email"].strip().lower()
    with transaction.atomic():
        kept = User.objects.select_for_update().get(pk=person.pk)
        different = {name: value for name, value in wanted.items() if getattr(kept, name) != value}
        if not different:
            return False
        if "email" in different:
            _refuse_taken(different["email"])
            EmailAddress.objects.filter(user=kept).delete()  # the old address is no way in any more
        if different.get("is_administrator") is False:
            _refuse_without_administrator(besides=kept)
        for name, value in different.items():
            setattr(kept, name, value)
            setattr(person, name, value)
        remember(kept, at=at, by=by, why=why)
    return True


def deactivate(person: User, *, why: str, at: datetime, by: User | None) -> None:
    """Let somebody go: they cannot sign in, get no leads and no letters; what they did stays theirs.

    Raises NotYourself and LastAdministrator. Their sessions end with their next click, since only active people are let in.
    """
    if by is not None and by.pk == person.pk:
        raise NotYourself
    with transaction.atomic():
        _refuse_without_administrator(besides=person)
        _set_active(person, False, why=why, at=at, by=by)


def bring_back(person: User, *, why: str, at: datetime, by: User | None) -> None:
    """Let somebody in again who was deactivated; their places in teams were kept."""
    with transaction.atomic():
        _set_active(person, True, why=why, at=at, by=by)


def set_password(person: User, password: str, *, at: datetime) -> None:
    """Give a person the password they chose; the history says that they did, the password itself is in no history."""
    with transaction.atomic():
        person.set_password(password)
        remember(person, at=at, by=person, why=_("chose a new password"))


def send_new_password(person: User, *, at: datetime, by: User | None) -> None:
    """Send an active person a link with which they choose a new password."""
    if person.is_active:
        notices.new_password_asked(person, at=at, by=by)


def _set_active(person: User, active: bool, *, why: str, at: datetime, by: User | None) -> None:
    kept = User.objects.select_for_update().get(pk=person.pk)
    if kept.is_active != active:
        kept.is_active = person.is_active = active
        remember(kept, at=at, by=by, why=why)


def _only(allowed: frozenset[str], given: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(given) - allowed:
        raise TypeError(f"Not for changing: {', '.join(sorted(unknown))}")
    return dict(given)


def _refuse_taken(email: str) -> None:
    if User.objects.filter(email__iexact=email).exists():
        raise EmailTaken(email)


def _refuse_without_administrator(*, besides: User) -> None:
    """Refuse when nobody else is administrator; holds the others' rows, so that two cannot leave at once."""
    administrators = User.objects.select_for_update().filter(is_administrator=True, is_active=True)
    keys = {administrator.pk for administrator in administrators.order_by("pk")}
    if keys == {besides.pk}:
        raise LastAdministrator
