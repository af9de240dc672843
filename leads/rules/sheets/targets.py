"""What a column of a file can be read as, and which headers suggest it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from agreements.rules.criteria.vocabulary import EVENTS, EXTRA_PREFIX, FACTS, GROUPS, Type
from leads.rules.identity import name_key
from leads.rules.sheets.columns import Column

SKIP = "skip"
EXTRA = "extra"
EVENT_PREFIX = "event:"

NUMBER, DATE, TEXT, YES_OR_DATE, OUTCOME, KIND = "number", "date", "text", "yes or date", "outcome", "kind"


@dataclass(frozen=True, slots=True)
class Target:
    """One thing a column can be. ``reads`` says what its values are: numbers and dates need to know how they are written;
    ``is_whole`` that a number has no decimals."""

    key: str
    label: str
    group: str
    reads: str = TEXT
    is_whole: bool = False


_WHO = "Who it is"
_END = "How it came and ended"
_ROW = "One event in each row"
_DONE = "What they did, a column each: when, how often, or yes"

_READS = {Type.NUMBER: NUMBER, Type.MONEY: NUMBER}
_WHO_KEYS = (
    ("outside_id", "Their number in your system"),
    ("email", "E-mail"),
    ("phone", "Telephone"),
    ("name", "Name"),
    ("first_name", "First name"),
    ("last_name", "Last name"),
)
_EVENT_TARGETS = (
    Target("event_kind", "What they did", _ROW, KIND),
    Target("event_at", "When they did it", _ROW, DATE),
    Target("event_detail", "Detail, such as the page", _ROW),
    Target("event_amount", "Amount, such as seconds", _ROW, NUMBER, is_whole=True),
)
_TARGETS = (
    *(Target(key, label, _WHO) for key, label in _WHO_KEYS),
    *(
        Target(word.key, word.label, GROUPS[group], _READS.get(word.type, TEXT), word.type is Type.NUMBER)
        for group in GROUPS
        for word in FACTS.values()
        if word.group == group
    ),
    Target("created_at", "When it came", _END, DATE),
    Target("consent", "Consent given", _END),
    Target("outcome", "Outcome, won or lost", _END, OUTCOME),
    Target("outcome_at", "When it was won or lost", _END, DATE),
    Target("deal_value", "Value of the deal", _END, NUMBER),
    *(Target(EVENT_PREFIX + word.key, word.label, _DONE, YES_OR_DATE) for word in EVENTS.values()),
    *_EVENT_TARGETS,
)
#: What a column of leads, or of behaviour, can be; extra attributes and leaving out come on top.
TARGETS: Mapping[str, Mapping[str, Target]] = {
    "leads": {target.key: target for target in _TARGETS},
    "events": {
        target.key: target
        for target in _TARGETS
        if target.key in ("outside_id", "email") or target in _EVENT_TARGETS
    },
}
#: At least one of these has to be there, or a row says nothing of whom it is about.
IDENTIFYING: Mapping[str, tuple[str, ...]] = {
    "leads": ("outside_id", "email", "phone", "name", "first_name", "last_name", "company"),
    "events": ("outside_id", "email"),
}
#: What differs from row to row, and cannot be given for a whole file.
OF_ONE_ROW = frozenset({*IDENTIFYING["leads"], "outcome"})
#: The parts of one event that a row tells.
ONE_EVENT = frozenset(target.key for target in _EVENT_TARGETS)

_HEADERS: Mapping[str, str] = {
    "outside_id": "id, lead id, crm id, external id, outside id, record id, contact id, customer id, lead number, reference",
    "email": "e mail, email, mail, email address, e mail address, business email, work email, e mail adresse, courriel",
    "phone": "phone, telephone, tel, phone number, telephone number, mobile, mobile phone, direct phone, telefon, mobil",
    "name": "name, full name, contact name, lead name, person, attendee, nom complet",
    "first_name": "first name, firstname, given name, forename, vorname, prenom",
    "last_name": "last name, lastname, surname, family name, nachname, nom",
    "company": "company, company name, organisation, organization, account, account name, employer, firm, firma, unternehmen",
    "title": "title, job title, position, role, jobtitle, function, titel, funktion, poste",
    "employees": "employees, number of employees, no of employees, company size, headcount, staff, mitarbeiter",
    "annual_revenue": "annual revenue, revenue, turnover, sales volume, umsatz, jahresumsatz",
    "industry": "industry, sector, branche, secteur",
    "hq_country": "headquarters, hq country, headquarters country, hq",
    "country": "country, country code, land, pays",
    "city": "city, town, stadt, ort, ville",
    "gender": "gender, sex, geschlecht",
    "age": "age, alter",
    "timeline_months": "timeline, timeline months, timeframe, time frame",
    "need": "need, message, comment, comments, enquiry, inquiry, request, note, notes, nachricht",
    "contact_me": "contact me, would you like sales to contact you, please contact me",
    "is_customer": "existing customer, is customer, customer",
    "is_competitor": "competitor, is competitor",
    "is_student": "student, is student",
    "created_at": "created at, created, created on, date created, date added, lead date, registered, registered at, date",
    "outcome": "outcome, result, won lost, deal outcome, converted, won",
    "outcome_at": "outcome date, closed at, close date, closed on, date won, date closed",
    "deal_value": "deal value, deal size, deal amount, amount won, contract value",
    "consent": "consent, opt in, optin, gdpr consent, marketing consent",
    "event_kind": "event, event kind, event type, activity, activity type, action, behaviour, behavior",
    "event_at": "event at, event date, activity date, happened at, when, timestamp, event time",
    "event_detail": "detail, details, page, url, asset, event name, activity name",
    "event_amount": "seconds, duration seconds, event amount, time spent",
    "event:webinar_attended": "webinar, webinar attended, attended webinar, webinar date",
    "event:demo_requested": "demo requested, demo request, demo",
    "event:price_requested": "price requested, price request, quote requested",
    "event:trial_requested": "trial requested, trial",
    "event:event_attended": "event attended, trade fair, booth visit",
}


def suggest(column: Column, kind: str) -> str:
    """Return what a column probably is by its header and its values: a target's key, or EXTRA when nothing speaks for one."""
    found = _headers(kind).get(name_key(column.key.replace("_", " ")), "")
    if found and TARGETS[kind][found].reads == DATE and column.looks not in ("date", ""):
        found = ""
    if not found and column.looks == "email" and "mail" in column.key.casefold():
        found = "email"
    return found or (EXTRA if kind == "leads" else SKIP)


@cache
def _headers(kind: str) -> Mapping[str, str]:
    """Every header we know → the target it suggests; for behaviour "date" is when it happened."""
    known = {
        name_key(header): key
        for key, headers in _HEADERS.items()
        if key in TARGETS[kind]
        for header in headers.split(",")
    }
    for key, target in TARGETS[kind].items():
        known.setdefault(name_key(key.removeprefix(EVENT_PREFIX).replace("_", " ")), key)
        known.setdefault(name_key(target.label), key)
    if kind == "events":
        known |= {
            "date": "event_at",
            "time": "event_at",
            "kind": "event_kind",
            "type": "event_kind",
            "amount": "event_amount",
        }
    return known


@cache
def _event_names() -> Mapping[str, str]:
    """Every spelling of a behaviour → its key."""
    names = {
        "webinar": "webinar_attended", "attended": "event_attended", "event": "event_attended", "pageview": "page_view",
        "page visit": "page_view", "visit": "page_view", "pricing page": "price_page", "price page": "price_page",
        "whitepaper": "high_value_download", "white paper": "high_value_download", "open": "email_opened",
        "opened": "email_opened", "click": "email_clicked", "clicked": "email_clicked", "demo": "demo_requested",
        "demo request": "demo_requested", "trial": "trial_requested", "price request": "price_requested",
        "quote": "price_requested", "quote request": "price_requested", "form": "form_submitted",
        "form submission": "form_submitted", "contact request": "contact_requested", "contact me": "contact_requested",
    }  # fmt: skip
    for word in EVENTS.values():
        names |= {
            name_key(spelling.replace("_", " ")): word.key for spelling in (word.key, word.label, word.plural)
        }
    return names


def tells_event(target: str) -> bool:
    """Whether a target says something of what somebody did."""
    return target in ONE_EVENT or target.startswith(EVENT_PREFIX)


def event_named(text: str) -> str:
    """Return the kind of behaviour a text names, empty when it names none."""
    return _event_names().get(name_key(text.replace("_", " ")), "")


def label_of(target: str, kind: str = "leads") -> str:
    """Return how a target is called on a page; the name of an extra attribute for one."""
    known = TARGETS[kind].get(target)
    return known.label if known else target.removeprefix(EXTRA_PREFIX)


def grouped(kind: str) -> Sequence[tuple[str, tuple[Target, ...]]]:
    """Return the targets under their headings, in the order people look for them."""
    groups: dict[str, list[Target]] = {}
    for target in TARGETS[kind].values():
        groups.setdefault(target.group, []).append(target)
    return [(group, tuple(targets)) for group, targets in groups.items()]
