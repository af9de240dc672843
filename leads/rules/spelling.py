"""Reading numbers, amounts of money, yes / no and dates the way people write them, never guessing in silence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo


class Unreadable(ValueError):
    """A text that does not say a value of this kind; ``str()`` of it tells a person why."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known about how a source writes: its decimal sign, the order of its dates, its country and its zone."""

    decimal: Literal[".", ","] | None = None
    dates: Literal["dmy", "mdy"] | None = None
    country: str = ""
    zone: str = "UTC"


NO_HINTS = Hints()

YES = frozenset("yes y true t 1 x ja j oui si sí on ✓ ✔ wahr vrai checked".split())
NO = frozenset("no n false f 0 nein nee non off falsch faux - unchecked".split())

_SCALES = {
    "": 1, "k": 10**3, "tsd": 10**3, "thousand": 10**3, "m": 10**6, "mm": 10**6, "mn": 10**6, "mio": 10**6,
    "million": 10**6, "millions": 10**6, "b": 10**9, "bn": 10**9, "billion": 10**9, "mrd": 10**9,
}  # fmt: skip
_CURRENCY = r"(?:[£$€¥]|chf|eur|usd|gbp|us\$|sek|nok|dkk|pln)"
_UNIT = r"(?:people|employees|staff|mitarbeiter|years?|yrs?|months?|mths?|jahre|monate)"
_DIGITS = r"\d[\d.,'’\u00a0\u202f ]*"
_SCALE = r"(?:thousand|millions?|billion|tsd|mio|mrd|mm|mn|bn|[kmb])"
_ONE = re.compile(
    rf"^(?:over|more than|at least|>=?|≥|~|ca\.?)?\s*{_CURRENCY}?\s*(?P<sign>[-−])?(?P<digits>{_DIGITS})\s*"
    rf"(?P<scale>{_SCALE})?\.?\s*\+?\s*{_CURRENCY}?\s*{_UNIT}?\s*\+?$",
    re.IGNORECASE,
)
_RANGE = re.compile(
    rf"^{_CURRENCY}?\s*(?P<low>{_DIGITS}?)\s*(?P<scale>{_SCALE})?\s*{_CURRENCY}?\s*(?:-|–|—|to|bis|\.\.\.?)\s*"
    rf"{_CURRENCY}?\s*\d[\d.,'’\u00a0\u202f ]*\s*(?P<high_scale>{_SCALE})?\s*{_CURRENCY}?\s*{_UNIT}?$",
    re.IGNORECASE,
)


def amount(text: str, hints: Hints = NO_HINTS) -> Decimal:
    """Read a number or an amount of money: ``1,850``, ``1.850,50``, ``£40k``, ``2 Mio``, ``51-200``, ``10,000+``.

    A range counts with its lower end, so that nobody qualifies by the end that may not be true. Raises Unreadable.
    """
    text = " ".join(text.split())
    if found := _RANGE.match(text):
        scale = found["scale"] or found["high_scale"] or ""
        return _digits(found["low"], text, hints) * _SCALES[scale.lower()]
    if found := _ONE.match(text):
        value = _digits(found["digits"], text, hints) * _SCALES[(found["scale"] or "").lower()]
        return -value if found["sign"] else value
    if re.match(r"^(<|≤|under|up to|less than)", text, re.IGNORECASE):
        raise Unreadable(f"“{text}” says only an upper end; write a number or a range.")
    raise Unreadable(f"“{text}” is not a number.")


def _digits(written: str, text: str, hints: Hints) -> Decimal:
    """Read digits with their decimal sign and their thousands."""
    bare = re.sub(r"['’\u00a0\u202f ]", "", written).rstrip(".,")
    signs = [sign for sign in bare if sign in ".,"]
    if not signs:
        return Decimal(bare)
    decimal = hints.decimal or _decimal_sign(bare, signs)
    whole, _, fraction = bare.partition(decimal) if bare.count(decimal) == 1 else (bare, "", "")
    thousands = "," if decimal == "." else "."
    groups = whole.split(thousands)
    if any(sign in fraction for sign in ".,") or decimal in whole or not _well_grouped(groups):
        raise Unreadable(f"“{text}” mixes points and commas in a way that is no number.")
    return Decimal("".join(groups) + (f".{fraction}" if fraction else ""))


def _decimal_sign(bare: str, signs: list[str]) -> str:
    """Which sign is the decimal one: the last of two kinds; a single one before exactly three digits groups thousands."""
    last = signs[-1]
    other = "," if last == "." else "."
    if len(set(signs)) == 2:
        return last
    groups_of_three = all(len(group) == 3 for group in bare.split(last)[1:])
    starts_with_zero = bare.split(last)[0] in ("", "0")
    return other if len(signs) > 1 or (groups_of_three and not starts_with_zero) else last


def _well_grouped(groups: list[str]) -> bool:
    return len(groups) == 1 or (0 < len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:]))


def whole(text: str, hints: Hints = NO_HINTS) -> int:
    """Read a whole number; raises Unreadable for one with a fraction."""
    value = amount(text, hints)
    if value != int(value):
        raise Unreadable(f"“{text.strip()}” is not a whole number.")
    return int(value)


def yes_no(text: str, hints: Hints = NO_HINTS) -> bool:
    """Read yes or no in the usual ways and languages; raises Unreadable."""
    word = text.strip().casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise Unreadable(f"“{text.strip()}” is neither yes nor no.")


_DAY = re.compile(
    r"^(?P<a>\d{1,4})(?P<sep>[-./ ])(?P<b>\d{1,2})(?P=sep)(?P<c>\d{1,4})"
    r"(?:[T ,]+(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:\.\d+)?)?\s*(?P<half>[ap]m)?)?$",
    re.IGNORECASE,
)


def moment(text: str, hints: Hints = NO_HINTS) -> datetime:
    """Read a date, with or without a time, in the hints' zone: ``2017.10.20``, ``31/12/2024 14:05``, ISO 8601.

    Raises Unreadable, and also for a date such as 03/04/2024 while nothing says whether days or months come first.
    """
    text = text.strip()
    zone = ZoneInfo(hints.zone)
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        read = _written_moment(text, hints)
    return read if read.tzinfo else read.replace(tzinfo=zone)


def day(text: str, hints: Hints = NO_HINTS) -> date:
    """Read a date; raises Unreadable."""
    return moment(text, hints).date()


def _written_moment(text: str, hints: Hints) -> datetime:
    found = _DAY.match(text)
    if not found:
        raise Unreadable(f"“{text}” is not a date.")
    first, second, third = (int(found[part]) for part in "abc")
    if len(found["a"]) == 4:
        year, month, day_of_month = first, second, third
    else:
        year = third if len(found["c"]) == 4 else 2000 + third
        day_of_month, month = _day_and_month(first, second, text, hints)
    hour = int(found["hour"] or 0)
    if found["half"]:
        hour = hour % 12 + (12 if found["half"].lower() == "pm" else 0)
    try:
        clock = time(hour, int(found["minute"] or 0), int(found["second"] or 0))
        return datetime.combine(date(year, month, day_of_month), clock)
    except ValueError as error:
        raise Unreadable(f"“{text}” is not a date of the calendar.") from error


def _day_and_month(first: int, second: int, text: str, hints: Hints) -> tuple[int, int]:
    if first > 12 or first == second:
        return first, second
    if second > 12:
        return second, first
    if hints.dates is None:
        raise Unreadable(f"“{text}” could be read in two ways; say whether the day or the month comes first.")
    return (first, second) if hints.dates == "dmy" else (second, first)
