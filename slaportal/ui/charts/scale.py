"""From figures to places on the paper: straight scales, round steps, lines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from slaportal.ui import words

STEPS = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from figures (``low`` to ``high``) to places (``start`` to ``end``)."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return the place of ``value`` to a tenth of a unit; the middle when every figure is the same."""
        if self.high == self.low:
            return round((self.start + self.end) / 2, 1)
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: its place, its words, how they are anchored ("" left, mid, end)."""

    place: float
    label: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the paper."""

    x: float
    y: float


def round_step(highest: float, parts: int) -> int:
    """Return the smallest round step (1, 2, 5, 10, 20 …) of which at most ``parts`` reach ``highest``."""
    least = max(1.0, highest / parts)
    size = 10 ** math.floor(math.log10(least))
    return int(next(step * size for step in STEPS if step * size >= least))


def upright(highest: float, *, parts: int, bottom: float, top: float) -> tuple[Scale, tuple[Tick, ...]]:
    """Return a scale from 0 at ``bottom`` to a round figure at ``top``, with its ticks."""
    step = round_step(highest, parts)
    count = max(1, math.ceil(highest / step))
    scale = Scale(0, count * step, bottom, top)
    return scale, tuple(Tick(scale.at(at * step), words.number(at * step)) for at in range(count + 1))


def line(points: Sequence[Point | None]) -> str:
    """Return the path through the points; None leaves a gap."""
    parts = []
    pen = "M"
    for point in points:
        if point is None:
            pen = "M"
            continue
        parts.append(f"{pen}{point.x} {point.y}")
        pen = "L"
    return "".join(parts)
