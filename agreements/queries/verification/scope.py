"""Which agreements a verification looks at, and how much of them it has seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from agreements.models import Agreement
from slaportal.audit import ledger

Row = TypeVar("Row", bound=Model)
Seen = TypeVar("Seen")

#: Rows are streamed in pieces of this size, so a long ledger needs no more memory than a short one.
PIECE = 2000


class Scope:
    """All agreements, or one; counts what was looked at."""

    def __init__(self, agreement: Agreement | None) -> None:
        self.agreement = agreement
        self.looked_at: Counter[str] = Counter()

    def rows(self, rows: QuerySet[Row], path: str = "agreement") -> QuerySet[Row]:
        """Narrow rows to the agreements looked at; ``path`` leads from a row to its agreement."""
        return rows if self.agreement is None else rows.filter(**{path: self.agreement.pk})

    def each(self, name: str, rows: Iterable[Seen]) -> Iterator[Seen]:
        """Pass rows on and count them under a name."""
        for row in rows:
            self.looked_at[name] += 1
            yield row

    @property
    def stream(self) -> str:
        """The stream of the one agreement; empty for all."""
        return ledger.stream_of(self.agreement) if self.agreement else ""


def moment(text: Any) -> datetime | None:
    """Return the moment that a ledger line writes as text, None for anything else."""
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
