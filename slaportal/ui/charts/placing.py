"""Where words stand beside a point of a chart, so that no line runs through them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from slaportal.ui.charts.scale import Point

#: Room a letter takes at the size of chart words, from a line of words to the next, and around them.
LETTER, NEXT_LINE, AIR = 6.0, 15.0, 12.0
#: How far words reach above the line they stand on, and stay away from what is above or below them.
RISE, CLEAR = 9.0, 6.0
#: What the last digit of a sum may be off by: a place just under a band touches it.
_NOTHING = 1e-6


@dataclass(frozen=True, slots=True)
class Room:
    """The paper that words may cover."""

    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where the first of the words stands, and how it is anchored ("" left, end)."""

    x: float
    y: float
    anchor: str


def beside(point: Point, said: Sequence[str], lines: Sequence[Sequence[Point]], room: Room) -> Place:
    """Return the nearest free place beside ``point`` for lines of words, one below the other.

    Below the point is tried before above it, and the right before the left. Where nothing is free the words stand at the
    point, inside the room.
    """
    width = max(map(len, said)) * LETTER
    tall = NEXT_LINE * (len(said) - 1)
    sides = []
    if point.x + AIR + width <= room.right:
        sides.append((Place(point.x + AIR, 0, ""), point.x, point.x + AIR + width))
    if point.x - AIR - width >= room.left:
        sides.append((Place(point.x - AIR, 0, "end"), point.x - AIR - width, point.x))
    bands = {
        side: [(point.y, point.y), *(band for course in lines if (band := _band(course, since, until)))]
        for side, since, until in sides
    }
    for below in (True, False):
        for side, found in bands.items():
            for y in _beyond(point, found, tall, below=below):
                if room.top + RISE <= y and y + tall <= room.bottom and _is_free(y, tall, found):
                    return Place(round(side.x, 1), round(y, 1), side.anchor)
    x, anchor = (sides[0][0].x, sides[0][0].anchor) if sides else (point.x, "")
    y = min(max(point.y, room.top + RISE), room.bottom - tall)
    return Place(round(x, 1), round(y, 1), anchor)


def height_at(course: Sequence[Point], x: float) -> float | None:
    """Return how high a line that runs from left to right is at ``x``; None before its begin and after its end."""
    for begin, end in pairwise(course):
        if begin.x <= x <= end.x:
            return (
                begin.y + (end.y - begin.y) * (x - begin.x) / (end.x - begin.x) if end.x > begin.x else end.y
            )
    return None


def _band(course: Sequence[Point], since: float, until: float) -> tuple[float, float] | None:
    """Between which heights a line runs on its way from ``since`` to ``until``; None where it does not come by."""
    heights = [height for x in (since, until) if (height := height_at(course, x)) is not None]
    heights += [corner.y for corner in course if since <= corner.x <= until]
    return (min(heights), max(heights)) if heights else None


def _beyond(point: Point, bands: Sequence[tuple[float, float]], tall: float, *, below: bool) -> list[float]:
    """The places just under the bands, or just over them, from the point on."""
    if below:
        return sorted(low + CLEAR + RISE for _high, low in bands if low >= point.y)
    return sorted((high - CLEAR - tall for high, _low in bands if high <= point.y), reverse=True)


def _is_free(y: float, tall: float, bands: Sequence[tuple[float, float]]) -> bool:
    top, bottom = y - RISE - CLEAR, y + tall + CLEAR
    return all(low <= top + _NOTHING or high >= bottom - _NOTHING for high, low in bands)
