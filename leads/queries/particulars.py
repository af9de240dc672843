"""The particulars of a lead in words: budget, authority, need, timeline, the person, the company, each with its source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.rules.criteria import chips
from agreements.rules.criteria.countries import short_name
from agreements.rules.criteria.vocabulary import EXTRA_PREFIX, FACTS, fact
from leads.models import Lead
from leads.rules import facts
from slaportal.accounts import places
from slaportal.ui import words

#: What the page lists of the person and the company, in this order; the rest follows when it is known.
_FIRST = ("title", "seniority", "company", "industry", "employees", "annual_revenue", "hq_country")
_BANT_WORDS = frozenset(word for known in facts.BANT.values() for word in known)
_ELSEWHERE = _BANT_WORDS | {"country", "city", "formats"}

#: What somebody is invited to add, and what to ask for it.
_ASK = {
    "budget": (gettext_lazy("Add an amount"), gettext_lazy("ask: is there a budget, and how much?")),
    "authority": (
        gettext_lazy("Add role and decision maker"),
        gettext_lazy("ask: who signs off the budget?"),
    ),
    "need": (gettext_lazy("Add what they need"), gettext_lazy("ask: what should be different afterwards?")),
    "timeline": (gettext_lazy("Add the months"), gettext_lazy("ask: when should it be in place?")),
}
_BANT_LABELS = {
    "budget": gettext_lazy("Budget"),
    "authority": gettext_lazy("Authority"),
    "need": gettext_lazy("Need"),
    "timeline": gettext_lazy("Timeline"),
}


@dataclass(frozen=True, slots=True)
class Particular:
    """One fact: its name, its value in words, where it comes from, and the word of the vocabulary it is."""

    label: str
    text: str
    source: str
    word: str


@dataclass(frozen=True, slots=True)
class BantFact:
    """One of the four BANT facts: known with its source, or what to add and to ask."""

    key: str
    label: str
    text: str
    source: str
    add: str
    ask: str

    @property
    def is_known(self) -> bool:
        return bool(self.text)


def bant(lead: Lead, *, at: datetime) -> list[BantFact]:
    """Return the four BANT facts, known or not."""
    values = facts.values_of(lead)
    return [_bant(lead, key, values, at) for key in facts.BANT]


def details(lead: Lead, *, at: datetime) -> list[Particular]:
    """Return what is known of the person and the company, beside the contact fields and BANT."""
    values = facts.values_of(lead)
    others = (word for word in FACTS if word not in _FIRST and word not in _ELSEWHERE)
    return list(_known(lead, (*_FIRST, *others), values, at))


def attributes(lead: Lead, *, at: datetime) -> list[Particular]:
    """Return the extra attributes, which no word of the vocabulary names."""
    values = facts.values_of(lead)
    return list(_known(lead, sorted(word for word in values if word.startswith(EXTRA_PREFIX)), values, at))


def place(lead: Lead) -> str:
    """Return where the lead is: "Leeds, UK"; empty when unknown."""
    country = lead.country or lead.hq_country
    return ", ".join(filter(None, (lead.city, short_name(country) if country else "")))


def time_there(lead: Lead, *, at: datetime) -> datetime | None:
    """Return what the clock shows where the lead is, None when that is not known for sure."""
    country = lead.country or lead.hq_country
    return places.wall_time(country, at) if country else None


def amount(lead: Lead, value: Decimal | None) -> str:
    """Say an amount of money in the agreement's currency: "£45,000"; empty for none."""
    return chips.shown(FACTS["budget"], value, currency=lead.agreement.currency) if value is not None else ""


def origin(lead: Lead, words_: Iterable[str], *, at: datetime) -> str:
    """Say where the newest of these facts comes from and since when: "Price-request form, 17 Nov"; empty when unknown."""
    said = [lead.sources[word] for word in words_ if word in lead.sources]
    if not said:
        return ""
    newest: Mapping[str, Any] = max(said, key=lambda source: str(source.get("at", "")))
    if not newest.get("at"):
        return str(newest.get("from", ""))
    day = words.day(datetime.fromisoformat(newest["at"]), zone=words.current_zone(), at=at)
    return f"{newest.get('from', '')}, {day}"


def _known(lead: Lead, names: Sequence[str], values: Mapping[str, Any], at: datetime) -> Iterable[Particular]:
    for name in names:
        text, word = _text(lead, name, values), fact(name)
        # That somebody is no competitor goes without saying.
        if text and word is not None and not (word.group == "exclusion" and values[name] is False):
            yield Particular(word.label, text, origin(lead, [name], at=at), name)


def _text(lead: Lead, name: str, values: Mapping[str, Any]) -> str:
    word = fact(name)
    return chips.shown(word, values.get(name), currency=lead.agreement.currency) if word else ""


def _bant(lead: Lead, key: str, values: Mapping[str, Any], at: datetime) -> BantFact:
    names = facts.BANT[key]
    texts = [text for name in names if (text := _text(lead, name, values))]
    if key == "timeline" and texts:
        texts = [_("within %(months)s months") % {"months": texts[0]}]
    add, ask = _ASK[key]
    return BantFact(
        key=key,
        label=str(_BANT_LABELS[key]),
        text=", ".join(texts),
        source=origin(lead, names, at=at),
        add=str(add),
        ask=str(ask),
    )
