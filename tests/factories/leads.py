"""Leads of the cast's agreement, brought in the way the doors do it: a channel, what a qualified lead says, an arrival."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from agreements.models import Agreement
from agreements.rules.criteria.dossier import Event
from leads.models import Channel, Stint
from leads.operations import receiving
from leads.operations.receiving import Received
from slaportal.accounts.models import User
from tests.factories import moments

#: Maya Okafor, who meets "industrial" as soon as she asks for a price: what the form says of her.
MAYA: dict[str, Any] = {
    "name": "Maya Okafor",
    "email": "maya.okafor@aldermoor.example.com",
    "phone": "+44 20 7946 0142",
    "company": "Aldermoor Foods plc",
    "title": "VP Operations",
    "country": "United Kingdom",
    "hq_country": "GB",
    "industry": "Food",
    "employees": "1,850",
    "budget": "£60k",
    "need": "Two inline checkweighers for the new Leeds line.",
}

#: Like Maya, and nobody else: who to be when a test needs several qualified leads.
OTHERS = ("Stefan Krol", "Anouk Visser", "Tobias Renner", "Roisin Daly", "Hamid Farouk", "Owen Pritchard")


def payload(name: str = "Maya Okafor", **changes: Any) -> dict[str, Any]:
    """Return what a qualified lead of this name says; ``changes`` replace single facts, None leaves one out."""
    first, last = name.lower().split(" ", 1)
    somebody = MAYA | {
        "name": name,
        "email": f"{first}.{last.replace(' ', '')}@{last.replace(' ', '')}.example.com",
    }
    if name != MAYA["name"]:
        somebody |= {"company": f"{name.split()[-1]} Works", "phone": None}
    else:
        somebody["email"] = MAYA["email"]
    return {word: value for word, value in (somebody | changes).items() if value is not None}


def channel(agreement: Agreement, **changes: Any) -> Channel:
    """Make a hosted form that asks for a price; ``changes`` are fields of the channel."""
    fields = {
        "name": "Price request",
        "slug": "price-request",
        "kind": Channel.Kind.WEB_FORM,
        "format": "price_request",
        "created_at": moments.IN_FORCE,
    }
    return Channel.objects.create(agreement=agreement, **fields | changes)


def arrive(
    channel: Channel,
    name: str = "Maya Okafor",
    *,
    at: datetime = moments.NOW,
    by: User | None = None,
    **changes: Any,
) -> Received:
    """Let somebody qualified arrive; ``changes`` replace single facts."""
    return receiving.receive(channel, payload(name, **changes), at=at, by=by)


def handed_over(
    channel: Channel, name: str = "Maya Okafor", *, at: datetime = moments.NOW, **changes: Any
) -> Stint:
    """Let somebody qualified arrive, and return the stint it begins."""
    stint = arrive(channel, name, at=at, **changes).stint
    assert stint is not None
    return Stint.objects.select_related("lead", "owner", "team", "version", "agreement").get(pk=stint.pk)


def event(kind: str, at: datetime, detail: str = "", amount: int = 1) -> Event:
    """Return one thing a lead did."""
    return Event(kind, at, detail, amount)
