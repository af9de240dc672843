"""The worksheet: the queue as a screen, its tabs with counts, its sections, and every line in ready words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.queries import counts, next_step, queue
from leads.queries.counts import Counts, Number
from leads.queries.next_step import NextStep
from leads.queries.presets import PRESETS, Preset, Scope
from leads.queries.queue import Row
from slaportal.accounts.models import User
from slaportal.ui import words
from slaportal.ui.clockface import Face
from slaportal.ui.parts import Slice

#: Chips of one line, together; the rest is a number.
CHIPS, CHIP_LETTERS = 2, 30


@dataclass(frozen=True, slots=True)
class Line:
    """One lead of the queue in words.

    ``below`` names the promise, ``who`` the person, ``more`` how many chips are left. ``standing`` is "met" once there was
    contact and "taken" once the lead is accepted, which changes what can be done with it.
    """

    row: Row
    face: Face
    below: str
    who: str
    chips: Sequence[str]
    more: int
    source: str
    step: NextStep
    standing: str


@dataclass(frozen=True, slots=True)
class Section:
    """Lines that stand under one heading; ``count`` is how many there are on all pages, None when nobody counted."""

    key: str
    label: str
    count: Number | None
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Worksheet:
    """Everything the queue shows."""

    preset: Preset
    scope: Scope
    counts: Counts
    page: Slice[Row]
    sections: Sequence[Section]
    is_narrowed: bool

    @property
    def marks(self) -> list[tuple[int, int, str]]:
        """The touches that the rows show, for drawing each of them once."""
        stints = [row.stint for row in self.page.rows]
        calls = [(stint.calls_done, stint.calls_promised, "call") for stint in stints]
        return calls + [(stint.emails_done, stint.emails_promised, "email") for stint in stints]


_SECTIONS: Mapping[str, str | Promise] = {
    "overdue": gettext_lazy("Overdue"),
    "today": gettext_lazy("Due today"),
    "later": gettext_lazy("Later"),
}


def of(
    user: User, *, preset: str, scope: Scope, only: Q | None = None, page: int = 1, at: datetime
) -> Worksheet:
    """Return one page of the queue with its tabs; a fixed number of queries. ``only`` narrows the lines, not the counts."""
    chosen = PRESETS[preset]
    found = queue.rows_for(user, preset=preset, scope=scope, only=only, page=page, at=at)
    numbers = counts.of(user, scope=scope, at=at)
    shown = section_counts(numbers) if preset == "all" and only is None else {}
    lines = [line(row, at=at, names_owner=scope == "team") for row in found.rows]
    return Worksheet(chosen, scope, numbers, found, _sections(chosen, lines, shown), only is not None)


def section_counts(numbers: Counts) -> dict[str, Number]:
    """Return how many open leads stand in each section, from the counts of the tabs."""
    every, late, today = (numbers.presets[key] for key in ("all", "overdue", "due_soon"))
    return {
        "overdue": late,
        "today": today,
        "later": Number(every.count - late.count - today.count, every.more),
    }


def line(row: Row, *, at: datetime, names_owner: bool) -> Line:
    """Put one row into words."""
    stint, lead = row.stint, row.lead
    chips = _chips(stint.chips)
    face, below = (row.face, f"{row.clause} {row.name}".strip()) if row.face else _standing_still(row, at)
    return Line(
        row=row,
        face=face,
        below=below,
        who=", ".join(filter(None, (lead.title, lead.company))) or lead.email or lead.phone,
        chips=chips,
        more=len(stint.chips) - len(chips),
        source=_source(row, at, names_owner),
        step=next_step.of(stint, aims_at_best=row.aims_at_best, at=at),
        standing="taken" if stint.accepted_at else "met" if stint.first_contact_at else "",
    )


def _standing_still(row: Row, at: datetime) -> tuple[Face, str]:
    """Say of a lead for which nothing runs how it stands: sent back, resting until a day, or with nothing due."""
    stint, lead = row.stint, row.lead
    if stint.ended_at is None:
        return Face("wait", _("Nothing is due")), lead.get_stage_display()
    ended = words.day(stint.ended_at, zone=words.current_zone(), at=at)
    said = f"{stint.get_ended_why_display()} {ended}"
    if lead.recycle_on is None:
        return Face("wait", said), _("from %(person)s") % {"person": stint.owner} if stint.owner else ""
    return Face("pause", _("Until %(day)s") % {"day": date_format(lead.recycle_on, "j M")}), said


def _chips(reasons: Sequence[str]) -> list[str]:
    """Return the first reason, and the next one that fits beside it."""
    first = list(reasons[:1])
    fitting = (reason for reason in reasons[1:] if len(first[0]) + len(reason) <= CHIP_LETTERS)
    return [*first, *(reason for reason, _place in zip(fitting, range(CHIPS - 1), strict=False))]


def _source(row: Row, at: datetime, names_owner: bool) -> str:
    source = row.lead.channel.name
    if localtime(row.stint.handed_over_at).date() == localtime(at).date():
        source = f"{source}, {words.time_of_day(row.stint.handed_over_at, zone=words.current_zone())}"
    if not names_owner:
        return source
    return f"{row.stint.owner or _('Nobody')} · {source}"


def _sections(preset: Preset, lines: Iterable[Line], numbers: Mapping[str, Number]) -> list[Section]:
    if preset.ended:
        ended = list(lines)
        return [Section("later", str(preset.label), None, ended)] if ended else []
    return [
        Section(key, str(_SECTIONS[key]), numbers.get(key), list(same))
        for key, same in groupby(lines, attrgetter("row.section"))
    ]
