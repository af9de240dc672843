"""The figures laid before a review, read from the document they were frozen in (requirements B7, D4).

They come from the storey above as a document of schema ``slaportal.scorecard.v1``; what stands in it never changes again, so
it is read here as it was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from agreements.models import Review
from agreements.rules import clauses
from agreements.rules.terms import CLAUSES, Clause
from slaportal.ui import words

SCHEMA = "slaportal.scorecard.v1"
MISSED = "missed"
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Kept:
    """One promise as a review sees it: what was promised, what came of it, from how many, and the verdict."""

    side: str
    code: str
    name: str
    promise: str
    actual: str
    n: int
    verdict: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A closed quarter's promises, when they were counted, and the hash of all its figures."""

    version: int
    counted_at: datetime
    digest: str
    kept: tuple[Kept, ...]

    def side(self, side: str) -> tuple[Kept, ...]:
        """Return one side's promises in the order of the document."""
        return tuple(row for row in self.kept if row.side == side)


def evidence(review: Review) -> Evidence | None:
    """Return the figures laid before a review; None before its quarter is closed.

    Raises ValueError for figures of another schema.
    """
    if review.evidence is None:
        return None
    figures = review.evidence["figures"]
    if figures.get("schema") != SCHEMA:
        raise ValueError(f"These figures follow the schema {figures.get('schema')!r}; this reads {SCHEMA}.")
    return Evidence(
        version=figures["version"],
        counted_at=datetime.fromisoformat(figures["counted_at"]),
        digest=review.evidence["digest"],
        kept=tuple(_kept(figure, figures["verdicts"]) for figure in figures["figures"]),
    )


def _kept(figure: Mapping[str, Any], verdicts: Mapping[str, str]) -> Kept:
    clause = Clause.from_document(figure["clause"])
    verdict, pace = verdicts[clause.code], figure["pace"]
    kept, n = figure["count"]["kept"], figure["count"]["n"]
    return Kept(
        side=clause.side,
        code=clause.code,
        name=CLAUSES[clause.kind].name,
        promise=words.number(pace["goal"]) if pace else clauses.promise(clause),
        actual=words.number(pace["actual"]) if pace else _share(kept, n, clause, verdict),
        n=n,
        verdict=verdict,
    )


def _share(kept: int, n: int, clause: Clause, verdict: str) -> str:
    """A share with one decimal; rounding never makes a missed promise look kept."""
    if not n:
        return words.percentage(None)
    share = Decimal(kept) / n
    if verdict == MISSED and (share * 100).quantize(_TENTH, ROUND_HALF_UP) >= clause.target:
        share = (share * 100).quantize(_TENTH, ROUND_DOWN) / 100
    return words.percentage(share)
