"""The small trend on a clause card, with the promise dashed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from slaportal.ui import words
from slaportal.ui.charts.scale import Point, Scale, line

LEFT, RIGHT, TOP, BOTTOM = 3.0, 93.0, 3.0, 23.0


@dataclass(frozen=True, slots=True)
class Sparkline:
    """``path`` of the figures, the last one as ``end``, the promise from ``promise_from`` to ``promise_to``."""

    path: str
    end: Point | None
    promise_from: Point | None
    promise_to: Point | None
    label: str


def sparkline(
    values: Sequence[float | None], promise: float | Sequence[float] | None = None, *, places: int = 0
) -> Sparkline | None:
    """Draw ``values`` by week; None is a week that was not measured. Nothing measured draws nothing (None).

    ``promise`` is one level, or one figure a week (the ideal course of a volume). ``places`` are the decimals
    of the figures in the words.
    """
    measured = [value for value in values if value is not None]
    if not measured:
        return None
    levels = [promise] if isinstance(promise, int | float) else list(promise or ())
    across = Scale(0, max(1, len(values) - 1), LEFT, RIGHT)
    upward = Scale(min(measured + levels), max(measured + levels), BOTTOM, TOP)
    points = [
        None if value is None else Point(across.at(at), upward.at(value)) for at, value in enumerate(values)
    ]
    flat = len(levels) == 1
    return Sparkline(
        path=line(points),
        end=[point for point in points if point][-1],
        promise_from=Point(0 if flat else LEFT, upward.at(levels[0])) if levels else None,
        promise_to=Point(96 if flat else RIGHT, upward.at(levels[-1])) if levels else None,
        label=_("Trend over %(weeks)d weeks: %(figures)s")
        % {
            "weeks": len(values),
            "figures": ", ".join(
                _("not measured") if value is None else words.number(value, places=places) for value in values
            ),
        },
    )
