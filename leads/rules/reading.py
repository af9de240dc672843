"""Turns what came in, word by word, into facts of a lead, naming whatever cannot be read."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from agreements.rules.criteria.addresses import is_email, is_phone
from agreements.rules.criteria.countries import COUNTRIES, IN_A_SENTENCE
from agreements.rules.criteria.vocabulary import EXTRA_PREFIX, FACTS, Type, Word, is_extra_name, token
from leads.rules import facts, spelling
from leads.rules.identity import name_key, phone_key
from leads.rules.spelling import NO_HINTS, Hints, Unreadable

#: What a source may also say about a lead: names in two parts, its own id, its consent, and how it ended.
RECORD = (
    "first_name",
    "last_name",
    "outside_id",
    "consent",
    "created_at",
    "outcome",
    "outcome_at",
    "deal_value",
)
RECORD_LENGTHS = {"outside_id": 120, "consent": 300}


@dataclass(frozen=True, slots=True)
class Trouble:
    """A value that was not taken, or is of no use as it is: where it stood and why, in words for a report."""

    word: str
    text: str
    message: str

    def __str__(self) -> str:
        return self.message


@dataclass(slots=True)
class Reading:
    """What a payload says: facts by word, what else is on record, and what could not be read."""

    facts: dict[str, Any] = field(default_factory=dict)
    record: dict[str, Any] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)


def read(payload: Mapping[str, Any], hints: Hints = NO_HINTS) -> Reading:
    """Read a payload (word → text or value); empty values say nothing. Never raises for what the outside wrote."""
    reading = Reading()
    for word, raw in payload.items():
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            continue
        place = reading.record if word in RECORD else reading.facts
        try:
            place[word] = read_value(word, raw, hints)
        except Unreadable as error:
            reading.troubles.append(Trouble(word, _shortened(str(raw)), str(error)))
    _join_names(reading)
    _look_over(reading, hints)
    return reading


def read_value(word: str, raw: Any, hints: Hints = NO_HINTS) -> Any:
    """Return the value of one word: text is read, a value of the right kind is taken as it is.

    Raises Unreadable with a sentence, also for a word nobody knows.
    """
    if isinstance(raw, str) and "\x00" in raw:
        raise Unreadable("The text holds a null character.")
    if word in RECORD:
        return _RECORD[word](raw, hints)
    if isinstance(raw, list | tuple) and not _takes_several(word):
        raise Unreadable("There is one value too many; this takes a single one.")
    if word in facts.CONTACT:
        return _text(word, raw, facts.LENGTHS[word])
    if word.startswith(EXTRA_PREFIX):
        return _extra(word, raw)
    if word not in FACTS:
        raise Unreadable(f"There is no fact called “{_shortened(word)}”.")
    return _BY_TYPE[FACTS[word].type](FACTS[word], raw, hints)


def _join_names(reading: Reading) -> None:
    parts = [reading.record.pop(part, "") for part in ("first_name", "last_name")]
    if any(parts) and "name" not in reading.facts:
        try:
            reading.facts["name"] = _text("name", " ".join(filter(None, parts)), facts.LENGTHS["name"])
        except Unreadable as error:
            reading.troubles.append(Trouble("name", _shortened(" ".join(parts)), str(error)))


def _takes_several(word: str) -> bool:
    return word in FACTS and FACTS[word].type is Type.SET


def _look_over(reading: Reading, hints: Hints) -> None:
    """Name an address or a number by which nobody can be reached; it is kept as it was written."""
    email, phone = reading.facts.get("email"), reading.facts.get("phone")
    if email and not is_email(email):
        why = f"“{_shortened(email)}” is not a valid e-mail address. It is kept and does not count as one."
        reading.troubles.append(Trouble("email", _shortened(email), why))
    country = reading.facts.get("country") or hints.country
    if phone and not phone_key(phone, country) and not is_phone(phone, country):
        why = f"“{phone}” is not a valid telephone number. It is kept and does not count as one."
        reading.troubles.append(Trouble("phone", phone, why))


# --- one reader for each type --------------------------------------------------------


def _text(word: str, raw: Any, length: int) -> str:
    if isinstance(raw, bool):
        raise Unreadable("Yes or no is no text.")
    text = str(raw).strip()
    if word != "need":
        text = " ".join(text.split())
    if len(text) > length:
        raise Unreadable(f"The text is longer than {length} characters.")
    return text


def _read_text(word: Word, raw: Any, hints: Hints) -> str:
    return _text(word.key, raw, facts.LENGTHS[word.key])


def _number(word: Word, raw: Any, hints: Hints) -> int:
    value = _within(word, _figure(raw, hints))
    if value != int(value):
        raise Unreadable(f"“{_shortened(str(raw))}” is not a whole number.")
    return int(value)


def _money(word: Word, raw: Any, hints: Hints) -> Decimal:
    return Decimal(_within(word, _figure(raw, hints))).quantize(Decimal("0.01"))


def _figure(raw: Any, hints: Hints) -> Decimal:
    """Return a number; only a text has to be read, 1.234 from a program is not one thousand two hundred."""
    if isinstance(raw, bool) or (isinstance(raw, float) and not math.isfinite(raw)):
        raise Unreadable(f"“{raw}” is not a number.")
    if isinstance(raw, int | float | Decimal):
        return Decimal(str(raw))
    return spelling.amount(str(raw), hints)


def _within(word: Word, value: Any) -> Any:
    if not 0 <= value <= word.most:
        raise Unreadable(f"{word.label}: {value} is not between 0 and {word.most:,}.")
    return value


def _yes_no(word: Word, raw: Any, hints: Hints) -> bool:
    return raw if isinstance(raw, bool) else spelling.yes_no(str(raw), hints)


def _country(word: Word, raw: Any, hints: Hints) -> str:
    code = _countries().get(name_key(str(raw)))
    if code is None:
        raise Unreadable(
            f"“{_shortened(str(raw))}” is no country we know; write its name or its two letters."
        )
    return code


def _choice(word: Word, raw: Any, hints: Hints) -> str:
    key = _answers(word.key).get(_answer_key(str(raw)))
    if key is None:
        raise Unreadable(f"“{_shortened(str(raw))}” is no answer for {word.label.lower()}.")
    return key


def _set(word: Word, raw: Any, hints: Hints) -> frozenset[str]:
    parts = raw if isinstance(raw, set | frozenset | list | tuple) else re.split(r"[,;|\n]", str(raw))
    known = _answers(word.key)
    values = {known.get(_answer_key(str(part)), token(str(part))) for part in parts if str(part).strip()}
    strangers = sorted(values - set(known.values())) if not word.free else []
    if strangers:
        raise Unreadable(f"“{_shortened(strangers[0])}” is no answer for {word.label.lower()}.")
    if len(facts.stored_set(values)) > facts.LENGTHS[word.key]:
        raise Unreadable(f"{word.label} takes no more than {facts.LENGTHS[word.key]} characters in all.")
    return frozenset(values)


def _extra(word: str, raw: Any) -> Any:
    if not is_extra_name(word.removeprefix(EXTRA_PREFIX)):
        raise Unreadable(
            f"“{_shortened(word.removeprefix(EXTRA_PREFIX))}” cannot be the name of an attribute."
        )
    if isinstance(raw, bool | int | float):
        return raw
    return _text(word, raw, facts.ATTRIBUTE_LENGTH)


_BY_TYPE: Mapping[Type, Callable[[Word, Any, Hints], Any]] = {
    Type.TEXT: _read_text,
    Type.NUMBER: _number,
    Type.MONEY: _money,
    Type.YESNO: _yes_no,
    Type.COUNTRY: _country,
    Type.CHOICE: _choice,
    Type.ORDER: _choice,
    Type.SET: _set,
}


# --- what else is on record ----------------------------------------------------------

_WON = frozenset("won yes y true 1 closed won customer sold gewonnen deal".split()) | {"closed won"}
_LOST = frozenset("lost no n false 0 verloren".split()) | {"closed lost", "no deal", "not won"}


def _outcome(raw: Any, hints: Hints) -> str:
    word = _answer_key(str(raw))
    if word in _WON:
        return "won"
    if word in _LOST:
        return "lost"
    if word in {"open", "pending", "unknown"}:
        return ""
    raise Unreadable(f"“{_shortened(str(raw))}” says neither won nor lost.")


def _moment(raw: Any, hints: Hints) -> datetime:
    return raw if isinstance(raw, datetime) else spelling.moment(str(raw), hints)


_RECORD: Mapping[str, Callable[[Any, Hints], Any]] = {
    "first_name": lambda raw, hints: _text("name", raw, facts.LENGTHS["name"]),
    "last_name": lambda raw, hints: _text("name", raw, facts.LENGTHS["name"]),
    "outside_id": lambda raw, hints: _text("outside_id", raw, RECORD_LENGTHS["outside_id"]),
    "consent": lambda raw, hints: _text("consent", raw, RECORD_LENGTHS["consent"]),
    "created_at": _moment,
    "outcome": _outcome,
    "outcome_at": _moment,
    "deal_value": lambda raw, hints: _money(FACTS["budget"], raw, hints),
}


# --- other spellings of the answers --------------------------------------------------

_COUNTRY_NAMES = {
    "UK": "GB", "Great Britain": "GB", "England": "GB", "Scotland": "GB", "Wales": "GB", "Northern Ireland": "GB",
    "USA": "US", "U.S.": "US", "U.S.A.": "US", "United States of America": "US", "Deutschland": "DE", "Österreich": "AT",
    "Oesterreich": "AT", "Schweiz": "CH", "Suisse": "CH", "Svizzera": "CH", "España": "ES", "Italia": "IT",
    "Nederland": "NL", "Holland": "NL", "België": "BE", "Belgique": "BE", "Danmark": "DK", "Sverige": "SE", "Norge": "NO",
    "Suomi": "FI", "Polska": "PL", "Česko": "CZ", "Czech Republic": "CZ", "Turkey": "TR", "South Korea": "KR",
    "Republic of Ireland": "IE", "Éire": "IE", "Brasil": "BR", "México": "MX",
}  # fmt: skip
_OTHER_ANSWERS: Mapping[str, Mapping[str, str]] = {
    "gender": {"f": "female", "w": "female", "woman": "female", "m": "male", "man": "male", "d": "non_binary"},
    "education": {
        "illiterate": "none", "high school": "secondary", "basic 4y": "secondary", "basic 6y": "secondary",
        "basic 9y": "secondary", "a levels": "secondary", "professional course": "vocational",
        "apprenticeship": "vocational", "bsc": "bachelor", "ba": "bachelor", "university degree": "bachelor",
        "msc": "master", "ma": "master", "mba": "master", "phd": "doctorate", "dr": "doctorate",
    },
    "seniority": {
        "vp": "vice_president", "junior": "entry", "ceo": "c_level", "owner": "c_level", "executive": "c_level",
        "head": "director", "c level": "c_level", "c suite": "c_level", "staff": "specialist",
    },
    "industry": {
        "pharmaceuticals": "pharma", "pharmaceutical": "pharma", "biotech": "life_sciences", "biotechnology": "life_sciences",
        "food and beverage": "food", "food beverage": "food", "food production": "food", "it": "it_services",
        "information technology": "it_services", "finance": "banking", "financial services": "banking",
        "manufacturing": "machinery", "mechanical engineering": "machinery", "medtech": "medical_devices",
        "government": "public_sector", "telecommunications": "telecoms", "consulting": "professional_services",
    },
    "authority": {"decides": "decision_maker", "decision": "decision_maker", "influences": "influencer"},
}  # fmt: skip


def _answer_key(text: str) -> str:
    return name_key(text.replace("_", " "))


@cache
def _answers(word_key: str) -> Mapping[str, str]:
    """Every spelling of a word's answers → the answer's key."""
    answers = {_answer_key(other): key for other, key in _OTHER_ANSWERS.get(word_key, {}).items()}
    for choice in FACTS[word_key].options:
        answers |= {_answer_key(choice.key): choice.key, _answer_key(choice.label): choice.key}
    return answers


@cache
def _countries() -> Mapping[str, str]:
    """Every spelling of a country → its code."""
    names = {name_key(name): code for names in (COUNTRIES, IN_A_SENTENCE) for code, name in names.items()}
    names |= {name_key(name): code for name, code in _COUNTRY_NAMES.items()}
    return names | {code.casefold(): code for code in COUNTRIES}


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
