"""A figure: what something took, what its reference took in the same run, and what was promised of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Count:
    """A number that has a limit of its own, such as queries or kB; without a limit it only informs."""

    value: float
    at_most: float | None = None
    at_least: float | None = None

    @property
    def kept(self) -> bool:
        """Whether it stays within its limit."""
        return (self.at_most is None or self.value <= self.at_most) and (
            self.at_least is None or self.value >= self.at_least
        )


@dataclass(frozen=True)
class Figure:
    """One line of the table: ``ours`` and ``reference`` in nanoseconds, ``at_most`` how many times the reference is allowed.

    ``target`` is the plan's, ``size`` the number of leads around it and ``database`` the kind of it; the course of the run fills
    them in, and leaves the last two empty where they do not matter.
    """

    what: str
    ours: float
    reference: float | None = None
    against: str = ""
    at_most: float | None = None
    target: str = ""
    size: int = 0
    database: str = ""
    counts: Mapping[str, Count] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """How many times the reference it took."""
        return self.ours / self.reference if self.reference else None

    @property
    def kept(self) -> bool:
        """Whether the ratio and every count stay within their limits."""
        in_time = self.at_most is None or self.ratio is None or self.ratio <= self.at_most
        return in_time and all(count.kept for count in self.counts.values())

    def to_document(self) -> dict[str, Any]:
        """Write it as JSON values."""
        return asdict(self) | {"ratio": self.ratio, "kept": self.kept}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Figure:
        """Read what ``to_document`` writes."""
        told = {key: value for key, value in document.items() if key not in ("ratio", "kept", "counts")}
        return cls(**told, counts={name: Count(**count) for name, count in document["counts"].items()})
