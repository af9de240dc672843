"""What the two databases write differently when they make rows by themselves: series of numbers and moments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Dialect:
    """The spelling of one kind of database."""

    numbers: str  # a table "series" with the numbers n from 1 to %(last)d
    moment: str  # a literal
    earlier: str  # a moment, some seconds before it


_DIALECTS: Mapping[str, Dialect] = {
    "sqlite": Dialect(
        numbers="(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {last}) SELECT n FROM s) series",
        moment="'{moment:%Y-%m-%d %H:%M:%S}'",
        earlier="strftime('%Y-%m-%d %H:%M:%S', {moment}, '-' || ({seconds}) || ' seconds')",
    ),
    "postgresql": Dialect(
        numbers="generate_series(1, {last}) AS series(n)",
        moment="TIMESTAMPTZ '{moment:%Y-%m-%d %H:%M:%S}+00'",
        earlier="({moment} - ({seconds}) * INTERVAL '1 second')",
    ),
}


def numbers(vendor: str, last: int) -> str:
    """Return a table called series, whose column n counts from 1 to ``last``."""
    return _DIALECTS[vendor].numbers.format(last=last)


def literal(vendor: str, moment: datetime) -> str:
    """Return a moment, to the second."""
    return _DIALECTS[vendor].moment.format(moment=moment.astimezone(UTC))


def earlier(vendor: str, moment: datetime, seconds: str) -> str:
    """Return a moment and go back from it by an expression in seconds."""
    return _DIALECTS[vendor].earlier.format(moment=literal(vendor, moment), seconds=seconds)


def pick(number: str, among: Sequence[int]) -> str:
    """Return one of these values for each number, in turn."""
    cases = " ".join(f"WHEN {place} THEN {value}" for place, value in enumerate(among))
    return f"CASE ({number}) % {len(among)} {cases} END"
