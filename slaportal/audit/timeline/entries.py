"""One line of an account, and the place it stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: So many people are named who were told the same; the others are counted.
_NAMED = 3
_TOKEN = re.compile(r"(\d{1,17})\.(\d{1,3})\.(\d{1,18})")


class Place(NamedTuple):
    """Where a line stands: later moments first, then later strands, then the line written last."""

    at: datetime
    strand: int
    key: int

    @property
    def token(self) -> str:
        """The place as it stands in an address."""
        return f"{(self.at - _EPOCH) // timedelta(microseconds=1)}.{self.strand}.{self.key}"

    @classmethod
    def of(cls, token: str) -> Place | None:
        """Read a token; None for what is none."""
        found = _TOKEN.fullmatch(token)
        if found is None:
            return None
        micros, strand, key = map(int, found.groups())
        try:
            return cls(_EPOCH + timedelta(microseconds=micros), strand, key)
        except OverflowError:
            return None


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was changed: its name, the value before and the one after, in words."""

    name: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """An event of the ledger in words; ``url`` leads to what it is about."""

    what: str
    detail: str = ""
    note: str = ""
    kind: str = ""
    icon: str = "point"
    changes: tuple[Change, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the account: who did what when, what it changed from and to, why, and where it is seen.

    ``whom`` are those who were told, ``what`` is then the news. ``family`` is change, event or notice. ``is_silent`` marks
    a line that was written without a difference and a reason: a page leaves it out, an export keeps it.
    """

    at: datetime
    who: str
    what: str
    detail: str = ""
    note: str = ""
    kind: str = ""
    icon: str = "point"
    changes: tuple[Change, ...] = ()
    url: str = ""
    whom: tuple[str, ...] = ()
    family: str = ""
    is_silent: bool = False
    place: Place | None = field(default=None, compare=False, repr=False)

    @property
    def sentence(self) -> str:
        """What was done, or who was told what."""
        if not self.whom:
            return self.what
        few = self.whom if len(self.whom) <= _NAMED + 1 else self.whom[:_NAMED]
        names = ", ".join(few)
        if others := len(self.whom) - len(few):
            names = _("%(names)s and %(count)d others") % {"names": names, "count": others}
        return _("told %(people)s: %(news)s") % {"people": names, "news": self.what}

    @property
    def before(self) -> str:
        """What it changed from, all of it in one text."""
        return _joined(self.changes, "before")

    @property
    def after(self) -> str:
        """What it changed to."""
        return _joined(self.changes, "after")


def name_of(person: Any) -> str:
    """Name who did it; nobody is the portal itself."""
    return str(person) if person is not None else _("The portal")


def _joined(changes: tuple[Change, ...], side: str) -> str:
    values = [(change.name, str(getattr(change, side))) for change in changes]
    if len(values) == 1:
        return values[0][1]
    return "; ".join(f"{name}: {value}" for name, value in values if value)
