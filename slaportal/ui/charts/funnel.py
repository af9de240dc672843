"""How many got how far, on a logarithmic scale so that the few at the end can still be seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from slaportal.ui import words


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the lead flow: its name, how many reached it, where those leads are listed."""

    label: str
    count: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One stage, drawn: ``width`` in percent of the longest bar, ``of_before`` as a share of the stage above."""

    label: str
    count: str
    url: str
    width: str
    of_before: str


@dataclass(frozen=True, slots=True)
class Funnel:
    """The funnel, a table with a bar in every row."""

    rows: tuple[Row, ...]


def funnel(stages: Sequence[Stage]) -> Funnel:
    """Draw ``stages`` from the top; the share of the stage above is left out where that stage is empty."""
    longest = math.log1p(max((stage.count for stage in stages), default=0))
    rows = []
    before: Stage | None = None
    for stage in stages:
        share = stage.count / before.count if before and before.count else None
        rows.append(
            Row(
                label=stage.label,
                count=words.number(stage.count),
                url=stage.url,
                width=f"{math.log1p(stage.count) / longest * 100 if longest else 0:.0f}",
                of_before="" if share is None else words.percentage(share),
            )
        )
        before = stage
    return Funnel(tuple(rows))
