"""The home page, made for the role: a rep lands on the queue, others on what needs them and how their promises stand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Protocol

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from slaportal.accounts.access import Open, SignedInRequest, open_to_signed_in
from slaportal.accounts.models import User
from slaportal.accounts.roles import Role, allows, roles_of
from slaportal.ui import administration
from slaportal.ui.navigation import address

SOON = timedelta(days=2)


class Need(Protocol):
    """Something that waits for a person: what, about what, where it is done, the button's verb, an icon, by when."""

    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def action(self) -> str: ...
    @property
    def icon(self) -> str: ...
    @property
    def due(self) -> datetime | None: ...


class Provider(Protocol):
    """A function that ``settings.NEEDS_PROVIDERS`` names, so that the ground need not know the apps above."""

    def __call__(self, user: User, at: datetime, /) -> Iterable[Need]: ...


@open_to_signed_in
@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """Show the page a person starts from."""
    at = timezone.now()
    roles = roles_of(request.user)
    if roles == {Role.REP} and (queue := address("leads:queue")):
        return redirect(queue)
    shown = {
        "at": at,
        "greeting": greeting(at),
        "needs": needs(request.user, at=at),
        "soon": at + SOON,
        "blocks": blocks(request.user),
        "offers": administration.sections(request.user)[:1] if roles == {Role.ADMINISTRATOR} else (),
        "has_role": bool(roles),
    }
    return render(request, "home.html", shown)


def needs(user: User, *, at: datetime) -> list[Need]:
    """Return what waits for a person, the most pressing first and what has no date last."""
    providers: Iterable[Provider] = map(import_string, settings.NEEDS_PROVIDERS)
    found = [need for provider in providers for need in provider(user, at)]
    dated = sorted((need for need in found if need.due), key=attrgetter("due"))
    return dated + [need for need in found if not need.due]


def blocks(user: User) -> list[str]:
    """Return the addresses of the fragments the page loads, as far as the person may see them."""
    return [url for name in settings.HOME_BLOCKS if (url := address(name)) and _may_open(user, url)]


def greeting(at: datetime) -> str:
    """Return the greeting of the hour where the person lives."""
    hour = timezone.localtime(at).hour
    if 4 <= hour < 12:
        return _("Good morning")
    return _("Good afternoon") if 12 <= hour < 18 else _("Good evening")


def _may_open(user: User, url: str) -> bool:
    permission = getattr(resolve(url).func, "permission", None)
    return isinstance(permission, Open) or (permission is not None and allows(user, permission))
