"""How numbers, money, dates and lists are written in English."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

SYMBOLS = {"EUR": "€", "GBP": "£", "JPY": "¥", "USD": "$"}
_SCALES = ((Decimal(10**9), "billion", "bn"), (Decimal(10**6), "million", "m"), (Decimal(10**3), "", "k"))
_SPELLED = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip


def number(value: object) -> str:
    """Write a number with thousands separated: ``5,000``, ``2.5``."""
    if not isinstance(value, int | float | Decimal):
        return str(value)
    exact = Decimal(str(value))
    return f"{int(exact):,}" if exact == exact.to_integral_value() else f"{exact.normalize():,f}"


def money(value: object, currency: str = "") -> str:
    """Write an amount in full: ``£20,000``, ``$300 million``, ``CHF 1.5 million``."""
    if not isinstance(value, int | float | Decimal):
        return _priced(str(value), currency)
    amount = Decimal(value)
    for scale, name, _ in _SCALES:
        if name and abs(amount) >= scale and amount % (scale / 1000) == 0:
            return _priced(f"{number(amount / scale)} {name}", currency)
    return _priced(number(amount), currency)


def short_money(value: object, currency: str = "") -> str:
    """Write an amount for a small space, rounded to three figures: ``£40k``, ``$1.25m``."""
    if not isinstance(value, int | float | Decimal):
        return _priced(str(value), currency)
    amount = Decimal(value)
    for scale, _, letter in _SCALES:
        if abs(amount) >= scale:
            places = max(0, 2 - (amount / scale).adjusted())
            rounded = (amount / scale).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
            return _priced(f"{number(rounded)}{letter}", currency)
    return _priced(number(amount), currency)


def _priced(text: str, currency: str) -> str:
    symbol = SYMBOLS.get(currency)
    if symbol:
        return f"-{symbol}{text[1:]}" if text.startswith("-") else f"{symbol}{text}"
    return f"{currency} {text}".strip()


def spelled(count: int) -> str:
    """Write a small count as a word, a larger one in figures: ``five``, ``25``."""
    return _SPELLED[count] if 0 <= count < len(_SPELLED) else number(count)


def times(count: int) -> str:
    """Write how often: ``once``, ``twice``, ``three times``."""
    return {1: "once", 2: "twice"}.get(count, f"{spelled(count)} times")


def points(count: int) -> str:
    """Write a score: ``1 point``, ``50 points``."""
    return f"{number(count)} point{'' if abs(count) == 1 else 's'}"


def duration(seconds: int) -> str:
    """Write a span of seconds in the largest unit that fits exactly: ``5 minutes``, ``90 seconds``."""
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")):
        if seconds >= size and seconds % size == 0:
            return f"{number(seconds // size)} {name if seconds == size else name + 's'}"
    return f"{number(seconds)} seconds"


def listed(parts: Sequence[str], word: str) -> str:
    """Join parts as a sentence does: ``food, packaging or medicines``."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def day(at: datetime, zone: str, seen_from: datetime) -> str:
    """Write the date of an instant in a zone: ``16 Nov``, with its year when that is another than today's."""
    local = at.astimezone(ZoneInfo(zone))
    text = f"{local.day} {local:%b}"
    return text if local.year == seen_from.astimezone(ZoneInfo(zone)).year else f"{text} {local.year}"


def moment(at: datetime, zone: str, seen_from: datetime) -> str:
    """Write an instant in a zone: ``17 Nov 10:29``."""
    return f"{day(at, zone, seen_from)} {at.astimezone(ZoneInfo(zone)):%H:%M}"


def shortened(text: str, longest: int) -> str:
    """Cut a text that is too long for its place."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def quoted(text: object) -> str:
    """Write somebody's own words in quotation marks, on one line."""
    return "“" + "".join(char if char.isprintable() else " " for char in str(text)) + "”"


def sentence_case(text: str) -> str:
    """Write the first letter as a capital, past any mark before it."""
    for index, char in enumerate(text):
        if char.isalnum():
            return text[:index] + char.upper() + text[index + 1 :]
        if char in "“‘(":
            return text
    return text
