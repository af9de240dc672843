"""Where each word of the vocabulary lives on a lead, and how its value is stored there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from agreements.rules.criteria.vocabulary import EXTRA_PREFIX, FACTS, Type, Word, token

#: Word → column of the lead. Extra attributes (``extra:NAME``) live together in ATTRIBUTES.
COLUMNS: Mapping[str, str] = {
    # format
    "formats": "formats",
    # company
    "company": "company",
    "employees": "employees",
    "annual_revenue": "annual_revenue",
    "industry": "industry",
    "hq_country": "hq_country",
    "divisions": "divisions",
    "products_sold": "products_sold",
    "markets": "markets",
    "rankings": "rankings",
    "business_model": "business_model",
    # person
    "title": "title",
    "seniority": "seniority",
    "age": "age",
    "gender": "gender",
    "education": "education",
    "certificates": "certificates",
    "experience_years": "experience_years",
    "income": "income",
    "specialities": "specialities",
    "country": "country",
    "city": "city",
    # situation
    "pain_points": "pain_points",
    "buying_signals": "buying_signals",
    "contact_me": "contact_me",
    # bant
    "budget": "budget",
    "authority": "authority",
    "decision_maker": "decision_maker",
    "need": "need",
    "timeline_months": "timeline_months",
    # exclusion
    "is_competitor": "is_competitor",
    "is_student": "is_student",
    "is_customer": "is_customer",
    "free_mail": "free_mail",
}
ATTRIBUTES = "attributes"

#: Who somebody is and how to reach them: no words of a definition, but of the required information.
CONTACT = ("name", "email", "phone")

#: How many characters a lead keeps of a text, or of all tokens of a set together with their commas.
LENGTHS: Mapping[str, int] = {
    "name": 200,
    "email": 254,
    "phone": 60,
    "formats": 300,
    "company": 200,
    "markets": 500,
    "rankings": 300,
    "title": 200,
    "certificates": 300,
    "specialities": 300,
    "city": 120,
    "pain_points": 500,
    "buying_signals": 500,
    "decision_maker": 200,
    "need": 5000,
}
ATTRIBUTE_LENGTH = 1000

#: The four BANT facts, each known when any of its words is. One known fact makes a lead a prospect.
BANT: Mapping[str, tuple[str, ...]] = {
    "budget": ("budget",),
    "authority": ("authority", "decision_maker"),
    "need": ("need",),
    "timeline": ("timeline_months",),
}

_EMPTY: Mapping[Type, Any] = {Type.TEXT: "", Type.CHOICE: "", Type.COUNTRY: "", Type.SET: ""}


class HoldsFacts(Protocol):
    """A lead, as far as facts are concerned."""

    attributes: dict[str, Any]


def tokens(stored: str) -> frozenset[str]:
    """Return the set that is stored as ``",a,b,"``."""
    return frozenset(stored.strip(",").split(",")) if stored else frozenset()


def stored_set(values: Any) -> str:
    """Return the one text a set is stored as; the empty text for the empty set."""
    kept = sorted({token(str(value)) for value in values} - {""})
    return f",{','.join(kept)}," if kept else ""


def _to_column(word: Word) -> Callable[[Any], Any]:
    if word.type is Type.SET:
        return stored_set
    if word.type is Type.ORDER:
        return word.rank
    return lambda value: value


def _from_column(word: Word) -> Callable[[Any], Any]:
    if word.type is Type.SET:
        return tokens
    if word.type is Type.ORDER:
        return {choice.rank: choice.key for choice in word.options}.get
    return lambda stored: stored


_IN = {key: _to_column(FACTS[key]) for key in COLUMNS}
_OUT = tuple((key, column, _from_column(FACTS[key])) for key, column in COLUMNS.items())
_UNKNOWN = {key: _EMPTY.get(FACTS[key].type) for key in COLUMNS}


def values_of(lead: HoldsFacts) -> dict[str, Any]:
    """Return every known fact of a lead as a definition judges it; unknown ones are missing.

    Numbers are int or Decimal, scales and choices their keys, sets frozensets of tokens, yes / no bool. The contact
    fields are included, for the required information.
    """
    values: dict[str, Any] = {}
    for key, column, read in _OUT:
        stored = getattr(lead, column)
        if stored is not None and stored != "":
            values[key] = read(stored)
    for key in CONTACT:
        if stored := getattr(lead, key):
            values[key] = stored
    for name, value in lead.attributes.items():
        values[EXTRA_PREFIX + name] = value
    return values


def write(lead: HoldsFacts, word: str, value: Any) -> bool:
    """Put a fact on a lead, None for unknown, and say whether that changed anything; the caller saves.

    Raises KeyError for a word nobody knows.
    """
    if word.startswith(EXTRA_PREFIX):
        return _write_attribute(lead, word.removeprefix(EXTRA_PREFIX), value)
    if word in CONTACT:
        column, stored = word, value or ""
    else:
        column = COLUMNS[word]
        stored = _UNKNOWN[word] if value is None else _IN[word](value)
    if getattr(lead, column) == stored:
        return False
    setattr(lead, column, stored)
    return True


def _write_attribute(lead: HoldsFacts, name: str, value: Any) -> bool:
    if lead.attributes.get(name) == value:
        return False
    others = {key: kept for key, kept in lead.attributes.items() if key != name}
    lead.attributes = others if value is None else {**others, name: value}
    return True


def bant_known(lead: HoldsFacts) -> tuple[str, ...]:
    """Return which of budget, authority, need and timeline are known."""
    return tuple(
        fact
        for fact, words in BANT.items()
        if any(getattr(lead, COLUMNS[word]) not in (None, "") for word in words)
    )


def column_of(word: str) -> str:
    """Return the lead's column of a word, ATTRIBUTES for an extra attribute; raises KeyError for an unknown word."""
    return ATTRIBUTES if word.startswith(EXTRA_PREFIX) else COLUMNS[word]
