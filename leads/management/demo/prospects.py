"""Who comes in: people and companies made up by chance from a fixed seed, some of whom fit the definition."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from agreements.rules.criteria.dossier import Event
from leads.operations.receiving import Item

FIRST = (
    "Maya Stefan Anouk Tobias Roisin Hamid Owen Elise Katarzyna Ben Callum Ingrid Mateo Freya Jasper Noor Lukas Amelie Declan "
    "Hanna Viktor Saoirse Emil Greta Oscar Ludo Petra Yannick Thea Milan Carys Anton Lotte Ewan Clara Nils Aoife Bram Simone Karl"
).split()
LAST = (
    "Okafor Krol Visser Renner Daly Farouk Pritchard Fontaine Wolny Achterberg Reid Halvorsen Brandvold Ashworth Meijer "
    "Kowalski Lindner Gallagher Novotny Peeters Sørensen Hartmann Whelan Dubois Engel Mulder Fairley Weiss Janssen Doyle "
    "Baumann Costello Vermeer Schreiber Lowry Moreau Kessler Byrne Dekker Frost"
).split()
COMPANY = (
    "Aldermoor Brightwater Rookhope Penhallow Dunmore Kittiwake Otterburn Everspring Castellan Fernhill Skerry Holmbury "
    "Larkfield Thornmere Westerdale Ravensworth Kingsmead Oakhaven Marlstone Silverbeck Greywether Hollin Amberley Northmoor "
    "Rheinfels Waldeck Lindenau Morgenstern Zuiderzee Vlietland Ijsselmeer Montclair Beaurivage Altenburg Hohenwart"
).split()
MAKES = {
    "food": ("Foods", "Dairy", "Seafoods", "Bakeries", "Brewing"),
    "packaging": ("Packaging", "Cartons", "Glassworks", "Films"),
    "pharma": ("Pharma", "Biologics", "Remedies"),
    "machinery": ("Machines", "Engineering", "Conveyors"),
    "retail": ("Stores", "Markets"),
    "construction": ("Homes", "Builders"),
    "consulting": ("Advisors", "Partners"),
}
FITTING = ("food", "packaging", "pharma", "machinery")
TITLES = {
    "fits": (
        "Operations Manager",
        "Quality Director",
        "VP Operations",
        "Production Director",
        "Procurement Manager",
        "Managing Director",
        "Engineering Manager",
        "Head of Maintenance",
        "Validation Manager",
    ),
    "junior": ("Quality Specialist", "Shift Supervisor", "Buyer", "Process Engineer", "Student trainee"),
}
CITIES = {
    "GB": ("Leeds", "Bristol", "Cardiff", "Norwich"),
    "IE": ("Cork", "Galway", "Dublin"),
    "DE": ("Mainz", "Bremen", "Ulm"),
    "NL": ("Utrecht", "Breda", "Zwolle"),
    "FR": ("Lyon", "Nantes"),
    "BE": ("Ghent",),
    "AT": ("Graz",),
}
#: Numbers set aside for stories where there are such; elsewhere the shape of one that is never given out.
PHONES = {
    "GB": "+44 20 7946 0{:03d}",
    "IE": "+353 20 910 {:04d}",
    "DE": "+49 30 23125 {:03d}",
    "NL": "+31 20 700 {:04d}",
    "FR": "+33 1 99 00 {:04d}",
    "BE": "+32 2 555 {:04d}",
    "AT": "+43 1 505 {:04d}",
}
NEEDS = (
    "Two inline checkweighers for the new line. We need figures before the board meets.",
    "Replace metal detectors that fail the retailer’s audit.",
    "X-ray inspection for glass jars, 300 a minute.",
    "Leak testing without stopping the line.",
    "Validation package for a second clean room.",
    "Cut giveaway on the packing line by half.",
    "Label verification for export cartons.",
)
PRODUCTS = ("Checkweighers", "X-ray inspection", "Metal detection", "Leak testing", "Label verification")
GUIDES = (
    "Checkweigher sizing guide",
    "Giveaway calculator",
    "Audit checklist for inspection",
    "X-ray or metal detection?",
)
WEBINARS = ("Inspection without stopping the line", "What auditors ask", "Giveaway: where the money goes")


@dataclass
class Prospect:
    """Somebody who may become a lead, with what would still have to be said for them to qualify (``later``)."""

    payload: dict[str, Any]
    later: dict[str, Any] = field(default_factory=dict)
    fits: bool = False


def prospect(chance: random.Random, number: int) -> Prospect:
    """Make somebody up; about one in five fits the definition, others miss one thing or several, or say little."""
    fits = chance.random() < 0.205
    flaws = (
        set()
        if fits
        else set(
            chance.sample(["industry", "size", "country", "seniority", "bant"], chance.choice((1, 1, 2)))
        )
    )
    industry = chance.choice([key for key in MAKES if key not in FITTING] if "industry" in flaws else FITTING)
    country = chance.choice(
        ("FR", "BE", "AT") if "country" in flaws else ("GB", "GB", "GB", "IE", "DE", "DE", "NL")
    )
    company = f"{chance.choice(COMPANY)} {chance.choice(MAKES[industry])}"
    first, last = chance.choice(FIRST), chance.choice(LAST)
    title = chance.choice(TITLES["junior" if "seniority" in flaws else "fits"])
    bant = {
        "budget": chance.choice((15, 25, 40, 60, 90, 120)) * 1000,
        "authority": chance.choice(("decision_maker", "influencer", "influencer", "gatekeeper")),
        "need": chance.choice(NEEDS),
        "timeline_months": chance.choice((2, 3, 4, 6, 9, 12)),
    }
    said = (3, 4) if fits else (0, 0, 1) if "bant" in flaws else (0, 0, 1, 2, 3)
    known = chance.sample(sorted(bant), chance.choice(said))
    host = f"{company.lower().replace(' ', '-')}.example.com"
    payload: dict[str, Any] = {
        "name": f"{first} {last}",
        "email": f"{first}.{last}.{number}@{host}".lower().replace("ø", "o"),
        "phone": PHONES[country].format(chance.randrange(1000 if country in ("GB", "DE") else 10000)),
        "company": company,
        "title": title,
        "country": country,
        "city": chance.choice(CITIES[country]),
        "hq_country": country,
        "industry": industry,
        "employees": chance.choice((35, 80, 150, 220))
        if "size" in flaws
        else chance.randrange(260, 4800, 10),
        "annual_revenue": chance.randrange(4, 900) * 1_000_000,
        **{key: bant[key] for key in known},
    }
    if chance.random() < 0.02:
        payload["is_competitor"] = True
    if chance.random() < 0.03:
        del payload["country"]
    later = {key: bant[key] for key in ("need", "timeline_months", "budget")} if flaws == {"bant"} else {}
    return Prospect(payload, later, fits)


def events(chance: random.Random, until: datetime, *, interested: bool) -> Iterator[Event]:
    """Yield what somebody did in the weeks before they came in."""
    day = until - timedelta(days=chance.randrange(1, 20))
    for place in range(chance.choice((0, 1, 2, 5, 6) if interested else (0, 1, 2))):
        yield Event("product_page", day + timedelta(minutes=4 * place), chance.choice(PRODUCTS))
    if interested and chance.random() < 0.5:
        yield Event(
            "webinar_attended", until - timedelta(days=chance.randrange(2, 40)), chance.choice(WEBINARS)
        )
    if chance.random() < 0.4:
        for place in range(chance.choice((1, 2))):
            yield Event(
                "high_value_download",
                until - timedelta(days=chance.randrange(1, 25), hours=place),
                chance.choice(GUIDES),
            )
    if chance.random() < 0.5:
        yield Event("email_opened", until - timedelta(days=chance.randrange(1, 30)), "Newsletter")


def item(chance: random.Random, someone: Prospect, *, at: datetime, asks: str = "") -> Item:
    """Write one arrival of somebody: what they did before, and what they asked for when they came."""
    interested = someone.fits or chance.random() < 0.5
    done = list(events(chance, at, interested=interested))
    if asks:
        done.append(Event(asks, at, chance.choice(PRODUCTS)))
    return Item(someone.payload, events=done, at=at)
