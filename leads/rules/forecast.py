"""What a definition would have brought: the past twelve months under it, criterion by criterion (requirement A10)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import rfc8785
from pydantic import TypeAdapter

from leads.rules.pace import whole

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Month:
    """The leads that came in during one month: how many would have qualified, and of those how many were accepted and won."""

    first: date
    leads: int
    qualified: int
    accepted: int
    won: int


@dataclass(frozen=True, slots=True)
class Step:
    """A criterion on the way: ``before`` leads came to it, ``after`` passed it; ``only`` fail nothing else."""

    id: str
    text: str
    before: int
    after: int
    only: int


@dataclass(frozen=True, slots=True)
class Met:
    """A criterion inside a group, by itself: how many leads meet it; an exclusion is met by those it keeps out."""

    id: str
    leads: int
    excludes: bool = False


@dataclass(frozen=True, slots=True)
class Rival:
    """Another version of the same agreement on the same leads."""

    number: int
    qualified: int
    accepted: int
    won: int
    a_quarter: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """One run of a draft on past leads. ``fingerprint`` says of which definition, ``known`` how many leads have which fact."""

    fingerprint: str
    ran_at: datetime
    months: tuple[Month, ...]
    steps: tuple[Step, ...]
    met: tuple[Met, ...]
    known: Mapping[str, int]
    rival: Rival | None

    @property
    def leads(self) -> int:
        """How many past leads the definition was run on."""
        return sum(month.leads for month in self.months)

    @property
    def qualified(self) -> int:
        """How many of them would have qualified."""
        return sum(month.qualified for month in self.months)

    @property
    def a_quarter(self) -> int:
        """Qualified leads in three months, on average over the months since the first lead came in."""
        return a_quarter(self.months, self.qualified)

    @property
    def measured_months(self) -> int:
        """How many months there were leads in, counted from the first."""
        return measured_months(self.months)

    @property
    def hurdles(self) -> tuple[Step, ...]:
        """The criteria that alone keep the most leads out: without the first, so many more would qualify."""
        return tuple(sorted((step for step in self.steps if step.only), key=lambda step: -step.only)[:3])

    def holds_for(self, definition: Mapping[str, Any], *, at: datetime) -> bool:
        """Whether the run is of this definition and of the same day."""
        return self.fingerprint == fingerprint(definition) and self.ran_at.date() == at.date()

    def to_document(self) -> dict[str, Any]:
        """Write the run as JSON-ready values."""
        document: dict[str, Any] = _ADAPTER.dump_python(self, mode="json")
        return document

    @classmethod
    def from_document(cls, raw: Mapping[str, Any]) -> Forecast:
        """Read a run written by ``to_document``; raises ValueError on anything else."""
        return _ADAPTER.validate_python(raw)


_ADAPTER = TypeAdapter(Forecast)


def fingerprint(definition: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a definition in canonical form, so that a run is known to be of this one."""
    return hashlib.sha256(rfc8785.dumps(dict(definition))).hexdigest()


def measured_months(months: Sequence[Month]) -> int:
    """Return how many months passed since leads first came in."""
    first = next((place for place, month in enumerate(months) if month.leads), len(months))
    return len(months) - first


def a_quarter(months: Sequence[Month], qualified: int) -> int:
    """Return qualified leads in three months, on average over the months since leads first came in."""
    measured = measured_months(months)
    return whole(Decimal(qualified * 3) / measured) if measured else 0


def past_months(today: date) -> tuple[date, ...]:
    """Return the first day of each of the twelve whole months before today's, and of today's own, in order."""
    found = [today.replace(day=1)]
    while len(found) <= MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return tuple(reversed(found))
