"""Counts: how many leads each tab of the queue holds, and each scope, in one statement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet, Value

from leads.models import Stint
from leads.queries import presets
from leads.queries.presets import PRESETS, Scope
from slaportal.accounts.models import User

#: Counting ends here and says "more than": nobody works a list of thousands, and the cost stays the same.
COUNTED = 1000

#: Tabs that are parts of "all" are counted among its most urgent leads, the others by themselves.
_PARTS = tuple(
    key for key, preset in PRESETS.items() if not preset.ended and key not in ("all", "unassigned")
)
_ALONE = tuple(key for key in PRESETS if key != "all" and key not in _PARTS)


@dataclass(frozen=True, slots=True)
class Number:
    """A count; ``more`` when there are more than were counted."""

    count: int
    more: bool = False

    @classmethod
    def of(cls, count: int) -> Number:
        return cls(min(count, COUNTED), count > COUNTED)

    def __str__(self) -> str:
        return f"{self.count}+" if self.more else str(self.count)


@dataclass(frozen=True, slots=True)
class Counts:
    """What is in each tab of one scope, and how many open leads each scope has."""

    presets: Mapping[str, Number]
    scopes: Mapping[Scope, Number]


def of(user: User, *, scope: Scope, at: datetime) -> Counts:
    """Count a person's leads, in each tab the COUNTED most urgent ones; one statement."""
    first, *others = _statements(user, scope, at)
    rows = {row.pop("part"): row for row in first.union(*others, all=True)}
    parts = {key: Number.of(rows["all"][key]) for key in _PARTS}
    alone = {key: Number.of(rows[key]["n"]) for key in ("all", *_ALONE)}
    found = alone | parts
    scopes: dict[Scope, Number] = {scope: alone["all"]}
    scopes |= {other: Number.of(rows[other]["n"]) for other in presets.scopes_of(user) if other != scope}
    if "mine" in scopes:
        user._open_leads = scopes["mine"].count  # type: ignore[attr-defined]
    return Counts({key: found[key] for key in PRESETS}, scopes)


def open_of(user: User) -> int:
    """Return how many open leads a rep has, up to COUNTED; one query, kept on the instance as the roles are."""
    kept: int | None = getattr(user, "_open_leads", None)
    if kept is None:
        kept = presets.stints_of(user, "mine").filter(ended_at=None).order_by()[:COUNTED].count()
    return kept


def _statements(user: User, scope: Scope, at: datetime) -> Iterator[QuerySet[Any, Any]]:
    tonight = presets.tonight(user, at)
    yield _counted(
        "all",
        presets.held(PRESETS["all"], user, scope, at).order_by("next_due_at", "pk"),
        {key: Count("pk", filter=PRESETS[key].holds(at, tonight)) for key in _PARTS},
    )
    for key in _ALONE:
        yield _counted(key, presets.held(PRESETS[key], user, scope, at))
    for other in presets.scopes_of(user):
        if other != scope:
            yield _counted(other, presets.held(PRESETS["all"], user, other, at))


def _counted(
    part: str, stints: QuerySet[Stint], parts: Mapping[str, Count] | None = None
) -> QuerySet[Any, Any]:
    """Count at most COUNTED + 1 of the stints, and among these the parts."""
    among = Stint.objects.filter(pk__in=stints.values("pk")[: COUNTED + 1]).order_by()
    counted: dict[str, Any] = {**(parts or dict.fromkeys(_PARTS, Value(0)))}
    return among.values(part=Value(part)).annotate(n=Count("pk"), **counted)
