"""Finding people, for those who look after them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from slaportal.accounts import queries
from slaportal.accounts.models import User
from slaportal.accounts.roles import Permission, allows
from slaportal.ui.search import ON_PAGE, Found


def find(user: User, text: str) -> list[Found]:
    """Return people whose name, address or title holds the words; only for who may look after people."""
    if not allows(user, Permission.MANAGE_PEOPLE):
        return []
    return [
        Found(
            title=person.full_name,
            text=person.email,
            url=reverse("accounts:person", args=[person.pk]),
            kind=_("People"),
            icon="user",
        )
        for person in queries.people(text=text, active=None)[:ON_PAGE]
    ]
