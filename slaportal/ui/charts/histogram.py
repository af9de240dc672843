"""How long answers took: counts by duration, with the limits of the promise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from slaportal.ui import words
from slaportal.ui.charts.scale import Tick, upright
from slaportal.ui.parts import Table

LEFT, RIGHT, TOP, BOTTOM, GAP = 33.0, 449.0, 38.0, 206.0, 10.0

CLASSES = {"best": "b1", "met": "b2", "late": "blate"}


@dataclass(frozen=True, slots=True)
class Bin:
    """How many answers fell into one stretch of time; ``tone`` says within best, within the limit, or late."""

    label: str
    count: int
    tone: Literal["best", "met", "late"] = "met"
    url: str = ""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A limit drawn after the bin number ``after`` (1 is the first)."""

    after: int
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bin, drawn."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    css: str
    label: str
    count: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """The histogram, 460 by 250."""

    label: str
    caption: str
    ticks: tuple[Tick, ...]
    bars: tuple[Bar, ...]
    limits: tuple[Tick, ...]
    is_linked: bool
    table: Table


def histogram(
    bins: Sequence[Bin], *, label: str, caption: str, thresholds: Sequence[Threshold] = ()
) -> Histogram:
    """Draw ``bins`` from the shortest to the longest; ``label`` says the finding, ``caption`` what was measured."""
    scale, ticks = upright(max([1, *(each.count for each in bins)]), parts=3, bottom=BOTTOM, top=TOP)
    step = (RIGHT - LEFT) / max(1, len(bins))
    width = round(step - GAP, 1)
    bars = []
    for place, each in enumerate(bins):
        x, y = round(LEFT + place * step + GAP / 2, 1), scale.at(each.count)
        bars.append(
            Bar(
                x=x,
                y=y,
                width=width,
                height=round(BOTTOM - y, 1),
                middle=round(x + width / 2, 1),
                css=CLASSES[each.tone],
                label=each.label,
                count=words.number(each.count),
                title=_("%(stretch)s: %(count)s leads")
                % {"stretch": each.label, "count": words.number(each.count)},
                url=each.url,
            )
        )
    return Histogram(
        label=label,
        caption=caption,
        ticks=ticks,
        bars=tuple(bars),
        limits=tuple(Tick(round(LEFT + limit.after * step, 1), limit.label) for limit in thresholds),
        is_linked=any(each.url for each in bins),
        table=Table.of(
            caption, (_("Time"), _("Leads")), [(each.label, words.number(each.count)) for each in bins]
        ),
    )
