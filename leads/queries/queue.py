"""The queue: one list of what is due next, with the promise, the time left and why the lead came (requirement C4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from agreements.models import Version
from leads.models import Clock, Lead, Stint
from leads.queries import faces, presets
from leads.queries.counts import COUNTED, Number
from leads.queries.presets import PRESETS, Preset, Scope
from leads.queries.sight import stints_visible_to
from leads.rules import clock as rules
from slaportal.accounts.models import User
from slaportal.ui.clockface import Face
from slaportal.ui.parts import Slice

PAGE = 50
#: Pages end where counting ends: nobody works a list of thousands, and the cost stays the same.
PAGES = COUNTED // PAGE


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue. ``face`` is the clock that is due next, None when nothing is; ``section`` where it stands.

    ``clause`` and ``name`` say the promise ("S1", "First response"; for a follow-up "" and "Follow-up"); ``aims_at_best``
    that the best target is still ahead.
    """

    stint: Stint
    lead: Lead
    face: Face | None
    clause: str
    name: str
    section: str
    aims_at_best: bool = False


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where a stint stands in a list: 3 of 14, and the keys of the leads before and after it."""

    position: int
    of: Number
    previous: int | None
    next: int | None


_LEAD = (
    "name", "email", "phone", "company", "title", "city", "country", "stage", "formats", "recycle_on", "channel__name",
    "channel__format",
)  # fmt: skip


def rows_for(
    user: User,
    *,
    preset: str = "all",
    scope: Scope = "mine",
    only: Q | None = None,
    at: datetime,
    page: int = 1,
) -> Slice[Row]:
    """Return a page of the queue, what is due first on top; a fixed number of queries. Raises KeyError for no such preset.

    ``only`` narrows it down further, by a condition on stints.
    """
    number = min(max(page, 1), PAGES)
    start = (number - 1) * PAGE
    stints = _page(PRESETS[preset], user, scope, only, at, start, start + PAGE + 1)
    return Slice(_rows(stints[:PAGE], user, at), number, has_next=len(stints) > PAGE and number < PAGES)


def row_of(lead_id: int, user: User, *, at: datetime) -> Row | None:
    """Return the line of one lead that is with sales, None when it is not or the person may not see it."""
    return next(
        iter(_rows(list(_shown(stints_visible_to(user).filter(lead=lead_id, ended_at=None))), user, at)), None
    )


def neighbours(
    user: User, stint: Stint, *, preset: str = "all", scope: Scope = "mine", at: datetime
) -> Neighbours | None:
    """Return where a stint stands in a list, None when it is not among its first COUNTED; one query."""
    listed = presets.held(PRESETS[preset], user, scope, at).order_by(*PRESETS[preset].order)
    found = list(listed.values_list("pk", "lead_id", "next_due_at")[: COUNTED + 1])
    if not PRESETS[preset].ended:
        found.sort(key=lambda row: row[2] is None)
    keys = [key for key, _lead, _due in found]
    if stint.pk not in keys[:COUNTED]:
        return None
    place = keys.index(stint.pk)
    return Neighbours(
        position=place + 1,
        of=Number.of(len(keys)),
        previous=found[place - 1][1] if place else None,
        next=found[place + 1][1] if place + 1 < len(found) else None,
    )


def _page(
    preset: Preset, user: User, scope: Scope, only: Q | None, at: datetime, start: int, stop: int
) -> list[Stint]:
    """Return stints ``start`` to ``stop`` of a preset in its order; those with nothing due stand at the end.

    Databases disagree where NULL sorts, and sorting by "is NULL" would not use the index: so the two are asked in turn.
    """
    held = presets.held(preset, user, scope, at).filter(only or Q())
    stints = _shown(held)
    if preset.ended:
        return list(stints.order_by(*preset.order)[start:stop])
    dated = list(stints.filter(next_due_at__isnull=False).order_by(*preset.order)[start:stop])
    if len(dated) == stop - start or preset.key in ("overdue", "due_soon"):
        return dated
    undated = stints.filter(next_due_at=None).order_by("pk")
    before = 0 if dated or not start else held.filter(next_due_at__isnull=False).count()
    skip = max(start - before, 0) if not dated else 0
    return [*dated, *undated[skip : skip + stop - start - len(dated)]]


def _shown(stints: QuerySet[Stint]) -> QuerySet[Stint]:
    """Read with the stints what a line shows, and nothing else."""
    return stints.select_related("lead__channel", "owner", "team").only(
        *_STINT, *(f"lead__{name}" for name in _LEAD), "owner__full_name", "owner__email", "team__name"
    )


def _rows(stints: Sequence[Stint], user: User, at: datetime) -> list[Row]:
    versions = _versions({stint.version_id for stint in stints})
    clocks = _clocks_due_next(stints)
    tonight = presets.tonight(user, at)
    return [
        _row(stint, versions[stint.version_id], clocks.get(stint.pk), at=at, tonight=tonight)
        for stint in stints
    ]


_STINT = tuple(
    field.name
    for field in Stint._meta.concrete_fields
    if field.name not in ("why", "evaluation", "qualified_at")
)


def _versions(keys: set[int]) -> dict[int, Version]:
    versions = (
        Version.objects.filter(pk__in=keys).select_related("agreement").defer("document", "text", "forecast")
    )
    return {version.pk: version for version in versions}


def _clocks_due_next(stints: Sequence[Stint]) -> dict[int, Clock]:
    """Return for each stint the running clock that is due next; one query."""
    keys = [stint.pk for stint in stints if stint.ended_at is None]
    running = Clock.objects.filter(
        stint__in=keys, met_at=None, closed_at=None, kind=F("stint__next_due_kind")
    )
    return {clock.stint_id: clock for clock in running if clock.stint_id is not None}


def _row(stint: Stint, version: Version, clock: Clock | None, *, at: datetime, tonight: datetime) -> Row:
    stint.version = version
    due_at = stint.next_due_at
    if due_at is None or stint.ended_at is not None:
        return Row(stint, stint.lead, None, "", "", "later")
    started_at = clock.started_at if clock is not None else stint.status_at or stint.started_at
    aims_at_best = clock is not None and clock.best_at == rules.due_next(clock, at)
    face = faces.running(min(started_at, due_at), due_at, version, at=at)
    section = "overdue" if due_at < at else "today" if due_at < tonight else "later"
    name = faces.name_of(stint.next_due_kind)
    return Row(stint, stint.lead, face, stint.next_due_clause, name, section, aims_at_best)
