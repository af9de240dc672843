"""The page about the JSON API, for whoever writes the program: made from the schemas that the API itself reads by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from ninja import Schema

from agreements.rules.criteria.required import REQUIRED
from agreements.rules.criteria.vocabulary import EVENTS, FACTS, GROUPS, Word
from leads.api.leads import EventIn, LeadIn, LeadOut, TroubleOut
from slaportal.accounts.access import open_to_everyone

_CONTACT = ("name", "email", "phone")
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a document: its name, whether it has to be there, and what it is."""

    name: str
    is_required: bool
    about: str


@open_to_everyone
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show how a program brings leads."""
    shown = {
        "address": settings.PUBLIC_URL + reverse("api:leads"),
        "schema": reverse("api:openapi-json"),
        "documents": [
            ("lead", list(_members(LeadIn))),
            ("event", list(_members(EventIn))),
            ("answer", list(_members(LeadOut))),
            ("trouble", list(_members(TroubleOut))),
        ],
        "contact": [(key, REQUIRED[key].label) for key in _CONTACT],
        "groups": [
            (title, [(word, _answers(word)) for word in FACTS.values() if word.group == key])
            for key, title in GROUPS.items()
            if any(word.group == key for word in FACTS.values())
        ],
        "events": EVENTS.values(),
    }
    return render(request, "leads/api.html", shown)


def _members(schema: type[Schema]) -> Iterator[Member]:
    for name, field in schema.model_fields.items():
        yield Member(name, field.is_required(), field.description or "")


def _answers(word: Word) -> str:
    """List the answers a word takes, the first of them where there are many."""
    keys = [str(choice.key) for choice in word.options]
    return ", ".join(keys[:_SHOWN]) + (" …" if len(keys) > _SHOWN else "")
