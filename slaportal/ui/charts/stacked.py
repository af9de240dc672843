"""What a definition would have brought, month by month: qualified, of those accepted, of those won, and the promise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from slaportal.ui import words
from slaportal.ui.charts.scale import Tick, upright
from slaportal.ui.parts import Table

LEFT, RIGHT, TOP, BOTTOM = 26.0, 312.0, 26.0, 146.0
BAR = 0.68  # of the room of a month
NAMED = 7  # up to so many months each is named, beyond it every second


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the past under a definition: qualified ≥ accepted ≥ won."""

    label: str
    qualified: int
    accepted: int
    won: int


@dataclass(frozen=True, slots=True)
class Column:
    """One month, drawn as three bars from the same foot."""

    x: float
    width: float
    middle: float
    tops: tuple[tuple[str, float, float], ...]  # class, y, height: from the longest to the shortest
    label: str
    title: str


@dataclass(frozen=True, slots=True)
class Stacked:
    """The forecast chart, 312 by 168."""

    label: str
    ticks: tuple[Tick, ...]
    columns: tuple[Column, ...]
    promise: float | None
    promise_text: str
    qualified: str
    accepted: str
    won: str
    table: Table


def stacked(months: Sequence[Month], *, promise: float | None = None) -> Stacked:
    """Draw ``months`` in order; ``promise`` is leads a month, drawn as a line when there is one."""
    highest = max([1.0, promise or 0.0, *(float(month.qualified) for month in months)])
    scale, ticks = upright(highest, parts=2, bottom=BOTTOM, top=TOP)
    step = (RIGHT - LEFT - 4) / max(1, len(months))
    width = round(min(28.0, step * BAR), 1)
    columns = []
    for place, month in enumerate(months):
        x = round(LEFT + 4 + place * step, 1)
        layers = (("b3", month.qualified), ("b2", month.accepted), ("b1", month.won))
        columns.append(
            Column(
                x=x,
                width=width,
                middle=round(x + width / 2, 1),
                tops=tuple(
                    (css, scale.at(count), round(BOTTOM - scale.at(count), 1))
                    for css, count in layers
                    if count
                ),
                label=month.label if len(months) <= NAMED or place % 2 == 0 else "",
                title=_("%(month)s: %(qualified)s qualified, %(accepted)s accepted, %(won)s won")
                % {
                    "month": month.label,
                    "qualified": words.number(month.qualified),
                    "accepted": words.number(month.accepted),
                    "won": words.number(month.won),
                },
            )
        )
    named = words.number(promise) if promise is not None else ""
    return Stacked(
        label=_("Forecast by month: qualified, accepted and won, with the promise of %(promise)s")
        % {"promise": named}
        if named
        else _("Forecast by month: qualified, accepted and won"),
        ticks=ticks,
        columns=tuple(columns),
        promise=None if promise is None else scale.at(promise),
        promise_text=_("Promise, %(promise)s a month") % {"promise": named} if named else "",
        qualified=words.number(sum(month.qualified for month in months)),
        accepted=words.number(sum(month.accepted for month in months)),
        won=words.number(sum(month.won for month in months)),
        table=Table.of(
            _("Forecast by month"),
            (_("Month"), _("Qualified"), _("Accepted"), _("Won")),
            [
                (
                    month.label,
                    *(words.number(count) for count in (month.qualified, month.accepted, month.won)),
                )
                for month in months
            ],
        ),
    )
