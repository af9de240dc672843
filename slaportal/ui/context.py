"""What every page knows of the shell around it, worked out only when a page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.module_loading import import_string

from slaportal.accounts.models import User
from slaportal.notifications.models import Notice
from slaportal.ui import navigation
from slaportal.ui.navigation import Entry

THEMES = ("light", "dark", "auto")
THEME_COOKIE = "theme"
UNREAD_SHOWN = 100


@dataclass(frozen=True, slots=True)
class InForce:
    """An agreement in force, as the side bar names it: "Instruments, Europe", "v3, since 1 Jul 2026"."""

    label: str
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What an app above puts into the shell: agreements in force, and numbers beside entries by address name."""

    in_force: tuple[InForce, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


class Provider(Protocol):
    """A function that ``settings.SHELL_PROVIDERS`` names, so that the ground need not know the apps above."""

    def __call__(self, user: User, *, at: datetime) -> Offer: ...


class Shell:
    """The shell of one request; every part is asked for at most once, and not at all by a fragment."""

    def __init__(self, request: HttpRequest, *, at: datetime) -> None:
        self._request = request
        self._at = at

    @property
    def _user(self) -> User | AnonymousUser:
        return getattr(self._request, "user", None) or AnonymousUser()

    @property
    def theme(self) -> str:
        """Light, dark or auto, as the person's cookie says."""
        chosen = self._request.COOKIES.get(THEME_COOKIE, "")
        return chosen if chosen in THEMES else "auto"

    @cached_property
    def _offers(self) -> tuple[Offer, ...]:
        if not isinstance(self._user, User):
            return ()
        providers: Iterable[Provider] = map(import_string, getattr(settings, "SHELL_PROVIDERS", ()))
        return tuple(provider(self._user, at=self._at) for provider in providers)

    @cached_property
    def in_force(self) -> tuple[InForce, ...]:
        """The agreements in force that the person sees."""
        return tuple(agreement for offer in self._offers for agreement in offer.in_force)

    @cached_property
    def main(self) -> tuple[Entry, ...]:
        """The entries of the side bar, with their numbers."""
        counts = {name: number for offer in self._offers for name, number in offer.counts.items()}
        return navigation.entries(navigation.MAIN, self._user, path=self._request.path, counts=counts)

    @property
    def phone(self) -> tuple[Entry, ...]:
        """The tabs at the bottom of a phone."""
        return self.main[: navigation.PHONE_PLACES]

    @cached_property
    def more(self) -> tuple[Entry, ...]:
        """The settings at the foot of the side bar."""
        return navigation.entries(navigation.MORE, self._user, path=self._request.path)

    @cached_property
    def person(self) -> tuple[Entry, ...]:
        """The entries of the person's menu."""
        return navigation.entries(navigation.PERSON, self._user)

    @cached_property
    def unread(self) -> int:
        """How many notices the person has not read, counted up to 100."""
        if not isinstance(self._user, User):
            return 0
        return Notice.objects.filter(recipient=self._user, read_at=None)[:UNREAD_SHOWN].count()

    @cached_property
    def search_url(self) -> str:
        """Where the search form leads; nothing where there is no search."""
        return navigation.address(navigation.SEARCH)

    @cached_property
    def notices_url(self) -> str:
        """Where the bell leads."""
        return navigation.address(navigation.NOTICES)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give every template its ``shell`` and the moment the page is made, ``at``, unless its view gave one."""
    now = timezone.now()
    return {"shell": Shell(request, at=now), "at": now}
