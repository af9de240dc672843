"""Who somebody is: normal forms of addresses, numbers and names, and in which order they tell that two leads are one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import phonenumbers

#: Endings that say what kind of company it is, not which.
_LEGAL_FORMS = frozenset(
    "inc incorporated llc llp lp ltd limited plc corp corporation co company gmbh mbh ag kg kgaa ohg ug se sa sarl sas spa "
    "srl bv nv ab as oy aps pty kft sro doo sl slu".split()
)

_BETWEEN_WORDS = re.compile(r"[\W_]+")
_ADDRESS = re.compile(r"^[^\s@]+@[^\s@]+\.[^\s@]+$")

#: How a lead is recognised, strongest first. ``joined`` of an arrival is one of these.
ORDER = ("outside_id", "email", "phone", "person")


@dataclass(frozen=True, slots=True)
class Keys:
    """The normal forms of one lead or arrival; None where nothing is known. ``name`` alone identifies nobody."""

    outside_id: str | None = None
    email: str | None = None
    phone: str | None = None
    person: str | None = None
    name: str | None = None

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return the known keys, strongest first."""
        return tuple((kind, key) for kind in ORDER if (key := getattr(self, kind)))


def email_key(email: str) -> str | None:
    """Return the form in which two spellings of one address are equal; None for what is none.

    Were "none" a key, everybody whose source writes "none" would be one lead.
    """
    key = unicodedata.normalize("NFKC", email).strip().casefold()
    return key if _ADDRESS.match(key) else None


@lru_cache(maxsize=4096)
def phone_key(phone: str, country: str = "") -> str | None:
    """Return a number as E.164, such as ``+442079460142``; ``country`` reads numbers written without theirs.

    None for what is no possible number, or for a national number while the country is unknown.
    """
    if not phone.strip():
        return None
    try:
        number = phonenumbers.parse(phone, country or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def name_key(name: str) -> str:
    """Return a person's name without case, accents, double spaces and punctuation; the empty text without letters."""
    letters = name
    if not name.isascii():
        bare = unicodedata.normalize("NFKD", name)
        letters = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return " ".join(_BETWEEN_WORDS.sub(" ", letters).split()).casefold()


def company_key(company: str) -> str:
    """Return a company's name without its legal form: ``Aldermoor Foods plc`` and ``ALDERMOOR FOODS`` are one."""
    words = name_key(company.replace("&", " and ")).split()
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    return " ".join(words)


def keys_of(
    *,
    outside_id: str = "",
    name: str = "",
    email: str = "",
    phone: str = "",
    company: str = "",
    country: str = "",
) -> Keys:
    """Return the keys of what is known about somebody; ``country`` reads a national telephone number."""
    person, firm = name_key(name), company_key(company)
    return Keys(
        outside_id=outside_id.strip() or None,
        email=email_key(email),
        phone=phone_key(phone, country),
        person=f"{person} | {firm}" if person and firm else None,
        name=person or None,
    )


class HasKeys(Protocol):
    """A lead, as far as recognising it is concerned."""

    outside_id: str
    name: str
    email: str
    phone: str
    company: str
    country: str
    hq_country: str
    outside_key: str | None
    email_key: str | None
    phone_key: str | None
    person_key: str | None


def set_keys(lead: HasKeys, country: str = "") -> None:
    """Work out a lead's keys from its facts; ``country`` reads a national telephone number when the lead's is unknown."""
    keys = keys_of(
        outside_id=lead.outside_id,
        name=lead.name,
        email=lead.email,
        phone=lead.phone,
        company=lead.company,
        country=lead.country or lead.hq_country or country,
    )
    lead.outside_key, lead.email_key = keys.outside_id, keys.email
    lead.phone_key, lead.person_key = keys.phone, keys.person


#: A known outside id or e-mail address that differs says "somebody else", whatever the weaker keys say.
DECISIVE = ("outside_id", "email")


def matches(arriving: Keys, known: Keys) -> str | None:
    """Return by which key an arrival is the known lead, or None when it is somebody else.

    Two addresses behind one switchboard, and two people of one name with different addresses, stay two leads. A shared
    telephone number joins only when the names do not differ; one person may well have two numbers.
    """
    for kind in ORDER:
        left, right = getattr(arriving, kind), getattr(known, kind)
        if left is None or right is None:
            continue
        if left == right:
            shared_line = kind == "phone" and arriving.name and known.name and arriving.name != known.name
            if not shared_line:
                return kind
        elif kind in DECISIVE:
            return None
    return None


def first_match(arriving: Keys, known: Iterable[tuple[Keys, int]]) -> tuple[int, str] | None:
    """Return the position of the lead an arrival belongs to and by which key: the strongest, then the first given."""
    found = [(ORDER.index(kind), place, kind) for keys, place in known if (kind := matches(arriving, keys))]
    if not found:
        return None
    _, place, kind = min(found)
    return place, kind


class Crowd:
    """Known leads by their keys, so that recognising an arrival costs the same among ten as among ten thousand."""

    def __init__(self, known: Iterable[Keys]) -> None:
        self._known = list(known)
        self._places: dict[tuple[str, str], list[int]] = {}
        for place, keys in enumerate(self._known):
            for pair in keys.pairs():
                self._places.setdefault(pair, []).append(place)

    def find(self, arriving: Keys) -> tuple[int, str] | None:
        """Return the place of the lead an arrival belongs to and by which key, as :func:`first_match` among all of them."""
        places = {place for pair in arriving.pairs() for place in self._places.get(pair, ())}
        return first_match(arriving, ((self._known[place], place) for place in sorted(places)))
