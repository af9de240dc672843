"""The figures of one quarter as one value: what the dashboard shows, a scorecard freezes and an export writes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import rfc8785
from pydantic import TypeAdapter

from leads.rules.compliance import Count, Figure, Said, Verdict, sentence
from leads.rules.pace import Pace

SCHEMA = "slaportal.scorecard.v1"
PREFIX = b"slaportal.scorecard.v1\n"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Answers that took up to ``minutes`` business minutes, and longer than the stretch before; None is late or never."""

    minutes: int | None
    count: int
    within_best: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of the funnel and how many leads reached it."""

    key: str
    count: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why leads were returned (``kind`` says of which sort) or disqualified (``kind`` is empty), and how often."""

    key: str
    label: str
    count: int
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """What became of the leads of one channel: handed over, and accepted of those decided."""

    channel: int
    name: str
    handed_over: int
    accepted: Count


@dataclass(frozen=True, slots=True)
class Rep:
    """One rep's quarter; ``person`` is None for leads that nobody had."""

    person: int | None
    name: str
    handed_over: int
    accepted: int
    returned: int
    found_ready: int
    response: Count
    median: int | None
    cadence: Count


@dataclass(frozen=True, slots=True)
class Effort:
    """Touches made in the cadences that ended: ``done`` counts up to what was promised, ``attempts`` counts all."""

    leads: int
    done: int
    promised: int
    attempts: int

    @property
    def depth(self) -> Decimal | None:
        """``Σ min(done, promised) / Σ promised``."""
        return Count(self.done, self.promised).share

    @property
    def attempts_a_lead(self) -> Decimal | None:
        """Touches for each lead whose cadence ended (requirement D3)."""
        return Decimal(self.attempts) / self.leads if self.leads else None


@dataclass(frozen=True, slots=True)
class QuarterFigures:
    """One agreement's quarter. ``version`` gave the promises; ``others`` were in force earlier in the same quarter.

    ``first`` and ``last`` are the local dates in force within the quarter. ``weeks`` are its weeks by their first day,
    ``week_ends`` the workdays over at the end of each, ``months`` the workdays over before the first workday of each later
    month. ``day_minutes`` is how long a business day is.
    """

    quarter: str
    version: int
    others: tuple[int, ...]
    first: date
    last: date
    counted_at: datetime
    closed: bool
    figures: tuple[Figure, ...]
    weeks: tuple[date, ...]
    week_ends: tuple[int, ...]
    months: tuple[tuple[int, date], ...]
    day_minutes: int
    stretches: tuple[Stretch, ...]
    funnel: tuple[Step, ...]
    returns: tuple[Reason, ...]
    disqualifications: tuple[Reason, ...]
    sources: tuple[Source, ...]
    reps: tuple[Rep, ...]
    effort: Effort | None

    def side(self, side: str) -> tuple[Figure, ...]:
        """Return one side's figures in the order of the document."""
        return tuple(figure for figure in self.figures if figure.clause.side == side)

    def figure(self, code: str) -> Figure | None:
        """Return the figure of the clause with a code such as "S1"; None where nothing of the kind was promised."""
        return next((figure for figure in self.figures if figure.clause.code == code), None)

    def sentence(self, side: str) -> tuple[Said, ...]:
        """Say how a side stands."""
        return sentence(self.side(side), closed=self.closed)

    @property
    def day(self) -> timedelta:
        """How long a business day is, for durations in words."""
        return timedelta(minutes=self.day_minutes)

    @property
    def pace(self) -> Pace | None:
        """The pace of the volume promised; None where no volume was promised."""
        return next((figure.pace for figure in self.figures if figure.pace), None)

    def kept(self, side: str) -> Count:
        """Count the promises kept of those measured."""
        measured = [f for f in self.side(side) if f.verdict is not Verdict.NOT_MEASURED]
        return Count(sum(f.verdict is Verdict.KEPT for f in measured), len(measured))

    def to_document(self) -> dict[str, Any]:
        """Write the figures as JSON-ready values, every clause with its verdict as it stands."""
        return {
            "schema": SCHEMA,
            **_ADAPTER.dump_python(self, mode="json"),
            "verdicts": {figure.clause.code: str(figure.verdict) for figure in self.figures},
        }

    @classmethod
    def from_document(cls, raw: Mapping[str, Any]) -> QuarterFigures:
        """Read figures written by ``to_document``; raises ValueError on anything else."""
        if raw.get("schema") != SCHEMA:
            raise ValueError(f"These figures follow the schema {raw.get('schema')!r}; this reads {SCHEMA}.")
        return _ADAPTER.validate_python({key: raw[key] for key in raw if key not in ("schema", "verdicts")})


_ADAPTER = TypeAdapter(QuarterFigures)


def digest(document: Mapping[str, Any]) -> str:
    """Return the SHA-256 of figures in canonical form (RFC 8785), in hexadecimal; one set of figures, one number."""
    return hashlib.sha256(PREFIX + rfc8785.dumps(dict(document))).hexdigest()


#: What is known of a lead today, not what happened: it may be learnt or corrected later and is not counted again.
NOT_REPLAYED = ("prospect",)
#: What something is called may change without any figure changing.
NAMES = ("name", "label")


def differences(frozen: Mapping[str, Any], counted: Mapping[str, Any]) -> tuple[str, ...]:
    """Name every place where figures counted again differ from frozen ones: ``figures[5].count.kept: 109 → 108``."""
    return tuple(_differences(frozen, counted, ""))


def _differences(frozen: Any, counted: Any, place: str) -> Iterator[str]:
    if isinstance(frozen, Mapping) and isinstance(counted, Mapping):
        if frozen.get("key") in NOT_REPLAYED and frozen.get("key") == counted.get("key"):
            return
        for key in sorted({*frozen, *counted} - set(NAMES)):
            yield from _differences(frozen.get(key), counted.get(key), f"{place}.{key}")
    elif isinstance(frozen, list) and isinstance(counted, list) and len(frozen) == len(counted):
        for at, (was, now) in enumerate(zip(frozen, counted, strict=True)):
            yield from _differences(was, now, f"{place}[{at}]")
    elif frozen != counted:
        yield f"{place.lstrip('.')}: {frozen} → {counted}"
