"""Counts: how many leads each tab of the queue holds, and each scope, in one statement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Count, DateTimeField, QuerySet, Value

from leads.models import Stint
from leads.queries import presets
from leads.queries.presets import PRESETS, Scope
from slaportal.accounts.models import User
from slaportal.accounts.roles import Place, Role, places_of, roles_of
from slaportal.statements import Parameter, Prepared

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
    asked = _question(user, scope, places_of(user), roles_of(user))
    rows = {part: counted for part, *counted in asked(at=at, tonight=presets.tonight(user, at))}
    every, *parts = rows["all"]
    found = {"all": Number.of(every)} | {key: Number.of(rows[key][0]) for key in _ALONE}
    found |= {key: Number.of(counted) for key, counted in zip(_PARTS, parts, strict=True)}
    scopes: dict[Scope, Number] = {scope: found["all"]}
    scopes |= {other: Number.of(rows[other][0]) for other in presets.scopes_of(user) if other != scope}
    if "mine" in scopes:
        user._open_leads = scopes["mine"].count  # type: ignore[attr-defined]
    return Counts({key: found[key] for key in PRESETS}, scopes)


def open_of(user: User) -> int:
    """Return how many open leads a rep has, up to COUNTED; one query, kept on the instance as the roles are."""
    kept: int | None = getattr(user, "_open_leads", None)
    if kept is None:
        kept = presets.stints_of(user, "mine").filter(ended_at=None).order_by()[:COUNTED].count()
    return kept


@lru_cache(maxsize=1024)
def _question(user: User, scope: Scope, places: tuple[Place, ...], roles: frozenset[Role]) -> Prepared:
    """Return the statement for a person as they stand now, made once: it takes longer to put together than to answer.

    What a person may see follows from their places and roles; when these change, it is another question.
    """
    parts = list(_statements(user, scope))
    return Prepared(lambda: parts[0].union(*parts[1:], all=True))


def _statements(user: User, scope: Scope) -> Iterator[QuerySet[Any, Any]]:
    at, tonight = Parameter("at", DateTimeField()), Parameter("tonight", DateTimeField())

    def held(key: str, scope: Scope) -> QuerySet[Stint]:
        return presets.held_at(PRESETS[key], user, scope, at, tonight)

    yield _counted(
        "all",
        held("all", scope).order_by("next_due_at", "pk"),
        {key: Count("pk", filter=PRESETS[key].holds(at, tonight)) for key in _PARTS},
    )
    for key in _ALONE:
        yield _counted(key, held(key, scope))
    for other in presets.scopes_of(user):
        if other != scope:
            yield _counted(other, held("all", other))


def _counted(
    part: str, stints: QuerySet[Stint], parts: Mapping[str, Count] | None = None
) -> QuerySet[Any, Any]:
    """Count at most COUNTED + 1 of the stints, and among these the parts."""
    among = Stint.objects.filter(pk__in=stints.values("pk")[: COUNTED + 1]).order_by()
    counted: dict[str, Any] = {**(parts or dict.fromkeys(_PARTS, Value(0)))}
    grouped = among.values(part=Value(part)).annotate(n=Count("pk"), **counted)
    return grouped.values_list("part", "n", *_PARTS)
