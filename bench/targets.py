"""What can be measured, by which module, and at which sizes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Sizes:
    """How many leads there are, step by step; how often small things are repeated; how many come, or fall due, at once."""

    leads: tuple[int, ...]
    rounds: int
    rows: int
    lines: int
    due: int


@dataclass(frozen=True)
class Target:
    """A target of the plan. It is measured at every number of leads, at the largest, or once on any database."""

    measure: str
    at: Literal["every size", "largest size", "once"] = "every size"


SIZES: Mapping[str, Sizes] = {
    "small": Sizes(leads=(1_000, 10_000), rounds=21, rows=1_000, lines=3_000, due=1_000),
    "medium": Sizes(leads=(10_000, 100_000), rounds=41, rows=4_000, lines=10_000, due=5_000),
    "full": Sizes(leads=(10_000, 100_000, 1_000_000), rounds=101, rows=10_000, lines=200_000, due=10_000),
}

TARGETS: Mapping[str, Target] = {
    "P1": Target("bench.queue_page.measure"),
    "P3": Target("bench.intake.measure"),
    "P7": Target("bench.sweeping.measure"),
    "P4": Target("bench.importing.measure", at="largest size"),
    "P5": Target("bench.judging.measure", at="once"),
    "P9": Target("bench.business_time.measure", at="once"),
}
