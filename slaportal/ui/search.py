"""The search over leads, agreements and, for administrators, people: as a list while typing, and as a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from slaportal.accounts.access import SignedInRequest, open_to_signed_in
from slaportal.accounts.models import User

SHORTEST = 2
ON_PAGE = 50
WHILE_TYPING = 6


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found: its name, what tells it from its namesakes, where it is, and what kind of thing it is."""

    title: str
    text: str
    url: str
    kind: str
    icon: str


class Provider(Protocol):
    """A function that ``settings.SEARCH_PROVIDERS`` names: the best ``ON_PAGE`` things the person may see."""

    def __call__(self, user: User, text: str, /) -> Iterable[Found]: ...


@open_to_signed_in
@require_safe
def search(request: SignedInRequest) -> HttpResponse:
    """Answer a search: with a list for the search field, or with a page."""
    text = " ".join(request.GET.get("q", "").split())
    typing = request.headers.get("HX-Request") == "true"
    limit = WHILE_TYPING if typing else ON_PAGE
    shown = {"text": text, "groups": find(request.user, text, limit=limit), "too_short": len(text) < SHORTEST}
    return render(request, "search.html#found" if typing else "search.html", shown)


def find(user: User, text: str, *, limit: int) -> list[tuple[str, list[Found]]]:
    """Return what was found, by kind, at most ``limit`` of each app; nothing for less than two letters."""
    if len(text) < SHORTEST:
        return []
    providers: Iterable[Provider] = map(import_string, settings.SEARCH_PROVIDERS)
    groups: dict[str, list[Found]] = {}
    for provider in providers:
        for thing in islice(provider(user, text), limit):
            groups.setdefault(thing.kind, []).append(thing)
    return list(groups.items())
