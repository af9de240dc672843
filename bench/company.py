"""The company that is measured: the demo's people and agreement in force, and one channel for leads that fit it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from agreements.models import Agreement, Version
from agreements.rules import quarters
from agreements.rules.criteria.dossier import Event
from leads.management.demo import contract, people
from leads.management.demo.people import Company
from leads.models import Channel
from leads.operations import channelling


@dataclass(frozen=True)
class World:
    """Who is there, and by what leads are judged; ``now`` is the moment everything is measured at."""

    company: Company
    agreement: Agreement
    version: Version
    channel: Channel
    now: datetime


def found(*, now: datetime) -> World:
    """Make the company in an empty database, through the operations; its agreement has been in force since last quarter."""
    first = quarters.before(quarters.of(now.astimezone(contract.ZONE).date()))
    start = contract.instant(quarters.first_day(first), 0)
    company = people.settle(at=start - timedelta(days=30))
    agreement = contract.instruments(company, first=first, now=now)
    channel = channelling.add(
        agreement=agreement,
        name="Price-request form",
        slug="price-request",
        kind=Channel.Kind.WEB_FORM,
        format="price_request",
        at=start,
        by=company.marketing_leader,
    )
    return World(company, agreement, agreement.versions.get(), channel, now)


def somebody(number: int) -> dict[str, Any]:
    """Return what a form says of somebody who fits the definition and tells everything it asks for."""
    return {
        "name": f"Maya Okafor {number}",
        "email": f"maya.{number}@aldermoor.example.com",
        "phone": f"+44 20 {number:08d}",
        "company": "Aldermoor Foods plc",
        "title": "VP Operations",
        "country": ("GB", "DE")[number % 2],
        "city": "Leeds",
        "hq_country": "GB",
        "industry": "food",
        "employees": "1240",
        "annual_revenue": "210000000",
        "budget": "60000",
        "authority": "decision_maker",
        "need": "Two inline checkweighers for the new line.",
        "timeline_months": "3",
    }


def visits(at: datetime) -> Iterator[Event]:
    """Yield what somebody did before they came."""
    for place in range(5):
        yield Event("product_page", at - timedelta(days=2, minutes=4 * place), "Checkweighers")
    yield Event("high_value_download", at - timedelta(days=5), "Checkweigher sizing guide")
