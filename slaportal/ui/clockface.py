"""What one clock shows: its state, its words, how much of its ring is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.utils.translation import gettext as _

from slaportal.ui import words

State = Literal["run", "warn", "late", "met", "metlate", "pause", "wait"]

ZERO = timedelta(0)


@dataclass(frozen=True, slots=True)
class Face:
    """A clock face. ``text`` says the time in words; ``left`` is set only while the clock runs, for the browser to tick.

    ``day`` is how long a day is in the clock's time, ``warn`` the rest at which it turns amber, ``closes`` the
    instant at which business time next stops (None for wall time).
    """

    state: State
    text: str
    part: float = 0.0
    left: timedelta | None = None
    total: timedelta = ZERO
    warn: timedelta = ZERO
    day: timedelta = words.CALENDAR_DAY
    closes: datetime | None = None


def running(
    left: timedelta,
    *,
    total: timedelta,
    warn: timedelta = ZERO,
    day: timedelta = words.CALENDAR_DAY,
    closes: datetime | None = None,
) -> Face:
    """Return the face of a clock that nobody has answered; below zero it is late."""
    state: State = "late" if left < ZERO else "warn" if left <= warn else "run"
    part = max(0.0, min(1.0, left / total)) if total else 0.0
    return Face(state, words.left(left, day=day), part, left, total, warn, day, closes)


def met(took: timedelta, *, late_by: timedelta = ZERO, day: timedelta = words.CALENDAR_DAY) -> Face:
    """Return the face of a clock that was answered; a late answer stays late (requirement C7)."""
    if late_by > ZERO:
        return Face("metlate", words.met(took, late_by=late_by, day=day))
    return Face("met", words.met(took, day=day))


def late(by: timedelta, *, day: timedelta = words.CALENDAR_DAY) -> Face:
    """Return the face of a clock that ended unanswered: late for good, no longer ticking."""
    return Face("late", words.left(-by, day=day))


def paused(until: str = "") -> Face:
    """Return the face of a paused clock; ``until`` is a word such as "Thu"."""
    return Face("pause", _("Paused until %(until)s") % {"until": until} if until else _("Paused"))


def waiting(opens: str = "") -> Face:
    """Return the face of a clock that does not run yet; ``opens`` is a word such as "Mon 09:00"."""
    return Face("wait", _("Opens %(when)s") % {"when": opens} if opens else _("Not started"))
