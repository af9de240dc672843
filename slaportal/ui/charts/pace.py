"""How far the quarter has come against its promise: the course, the ideal, what is needed, and the gap by week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from slaportal.ui import words
from slaportal.ui.charts.placing import Room, beside, height_at
from slaportal.ui.charts.scale import Point, Scale, Tick, line, upright
from slaportal.ui.parts import Table

LEFT, RIGHT, TOP, BOTTOM = 34.0, 606.0, 14.0, 214.0
ROOM = Room(LEFT, RIGHT, TOP, BOTTOM - 6)
GAP_LINE, GAP_DOWN, GAP_UP, GAP_WIDTH = 276.0, 24.0, 14.0, 22.0
FEW_DAYS = 0.15  # of the quarter; fewer leave no room for words on the way to the goal
OVER_NEED = 26.0  # how far over the way to the goal its words stand


@dataclass(frozen=True, slots=True)
class PacePoint:
    """What was delivered by the end of a workday (1 is the quarter's first), and how the day is called."""

    day: int
    delivered: int
    label: str


@dataclass(frozen=True, slots=True)
class GapBar:
    """The gap to the ideal at the end of a week, below the line when behind."""

    x: float
    y: float
    height: float
    text_x: float
    text_y: float
    text: str


@dataclass(frozen=True, slots=True)
class Pace:
    """The pace chart, 620 by 320."""

    label: str
    ticks: tuple[Tick, ...]
    dates: tuple[Tick, ...]
    area: str
    actual: str
    ideal: str
    need: str
    now: Point
    now_title: str
    goal: Point
    goal_text: str
    goal_dy: float
    delivered_text: str
    gap_text: str
    words_x: float
    words_y: float
    words_anchor: str
    need_text: str
    need_at: Point
    gaps: tuple[GapBar, ...]
    table: Table


def pace(points: Sequence[PacePoint], *, goal: int, days: int, dates: Sequence[tuple[int, str]]) -> Pace:
    """Draw the course of a quarter of ``days`` workdays towards ``goal`` leads.

    ``points`` are the ends of the weeks so far and, last, today; ``dates`` are workdays (0 to ``days``) to name
    below the line. ideal(d) = goal × d / days; needed a day = what is missing / the days left (the figures of D2).
    """
    course = [PacePoint(0, 0, ""), *points]
    last = course[-1]
    across = Scale(0, days, LEFT, RIGHT)
    scale, ticks = upright(max(goal, last.delivered, 1), parts=5, bottom=BOTTOM, top=TOP)
    places = [Point(across.at(point.day), scale.at(point.delivered)) for point in course]
    now, end = places[-1], Point(RIGHT, scale.at(goal))
    ideal = [goal * point.day / days for point in course]
    behind = ideal[-1] - last.delivered
    left_over = days - last.day
    missing = max(0, goal - last.delivered)
    even, ahead = [Point(LEFT, BOTTOM), end], [now, end] if left_over and missing else []
    delivered_text = _("%(number)s delivered") % {"number": words.number(last.delivered)}
    gap_text = _("ideal %(ideal)s, %(gap)s") % {
        "ideal": words.number(ideal[-1]),
        "gap": _gap_in_words(behind),
    }
    said = beside(now, (delivered_text, gap_text), (places, even, ahead), ROOM)
    return Pace(
        label=_("Delivered leads by workday: %(delivered)s of an ideal %(ideal)s, %(goal)s promised")
        % {
            "delivered": words.number(last.delivered),
            "ideal": words.number(ideal[-1]),
            "goal": words.number(goal),
        },
        ticks=ticks,
        dates=tuple(
            Tick(across.at(day), text, "end" if day >= days else "mid" if day else "") for day, text in dates
        ),
        area=f"{line([Point(LEFT, BOTTOM), *places, Point(now.x, BOTTOM)])}Z",
        actual=line(places),
        ideal=line(even),
        need=line(ahead),
        now=now,
        now_title=_("%(day)s: %(delivered)s delivered, ideal %(ideal)s")
        % {
            "day": last.label,
            "delivered": words.number(last.delivered),
            "ideal": words.number(ideal[-1]),
        },
        goal=end,
        goal_text=words.number(goal),
        # Where the course ends above its goal, the goal is named below the ideal.
        goal_dy=24.0 if now.y < end.y and not left_over else -2.0,
        delivered_text=delivered_text,
        gap_text=gap_text,
        words_x=said.x,
        words_y=said.y,
        words_anchor=said.anchor,
        need_text=_("%(number)s a day needed") % {"number": words.number(missing / left_over, places=1)}
        if missing and left_over > FEW_DAYS * days
        else "",
        need_at=_over_need(now, end, even),
        gaps=_gaps(course[1:], ideal[1:], across),
        table=_table(course[1:], ideal[1:]),
    )


def _over_need(now: Point, end: Point, even: Sequence[Point]) -> Point:
    """Return where the words on the way to the goal stand: over its middle, and over the ideal."""
    x = round((now.x + end.x) / 2, 1)
    need, ideal = (now.y + end.y) / 2, height_at(even, x)
    assert ideal is not None
    return Point(x, round(min(need - OVER_NEED, ideal - OVER_NEED / 2), 1))


def _gap_in_words(behind: float) -> str:
    number = words.number(abs(behind))
    if number == words.number(0):
        return pgettext("pace", "on course")
    pattern = _("%(number)s behind") if behind > 0 else _("%(number)s ahead")
    return pattern % {"number": number}


def _gaps(course: Sequence[PacePoint], ideal: Sequence[float], across: Scale) -> tuple[GapBar, ...]:
    gaps = [point.delivered - target for point, target in zip(course, ideal, strict=True)]
    # One scale for both directions, so that the deepest and the highest bar fit their room.
    unit = min(
        GAP_DOWN / max([1.0, *(-gap for gap in gaps)]),
        GAP_UP / max([1.0, *gaps]),
    )
    bars: list[GapBar] = []
    for point, gap in zip(course, gaps, strict=True):
        height = round(max(1.0, abs(gap) * unit), 1)
        x = round(min(max(LEFT, across.at(point.day) - GAP_WIDTH / 2), RIGHT - GAP_WIDTH), 1)
        if bars and x < bars[-1].x + GAP_WIDTH + 2:
            continue  # today, shortly after the end of a week: the point on the curve says it
        down = gap < 0
        bars.append(
            GapBar(
                x=x,
                y=GAP_LINE if down else round(GAP_LINE - height, 1),
                height=height,
                text_x=round(x + GAP_WIDTH / 2, 1),
                text_y=round(GAP_LINE + height + 12 if down else GAP_LINE - height - 4, 1),
                text=words.number(gap, signed=True),
            )
        )
    return tuple(bars)


def _table(course: Sequence[PacePoint], ideal: Sequence[float]) -> Table:
    rows = [
        (
            point.label,
            words.number(point.delivered),
            words.number(target),
            words.number(point.delivered - target, signed=True),
        )
        for point, target in zip(course, ideal, strict=True)
    ]
    return Table.of(
        _("Delivered leads by week"), (_("By"), _("Delivered"), _("Ideal"), pgettext("pace", "Gap")), rows
    )
