"""The queue: one list of what is due next, with the promise, the time left and why the lead came (requirement C4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, Version
from leads.models import Clock, Lead, Stint
from leads.queries import faces
from leads.queries.sight import stints_visible_to
from slaportal.accounts.models import Side, User
from slaportal.accounts.roles import Permission, Role, allows, roles_of
from slaportal.ui.clockface import Face

PAGE = 50
#: Pages end here, and counts say "more than": nobody works a list of thousands, and the cost stays the same.
PAGES = 20
COUNTED = PAGE * PAGES

Scope = Literal["mine", "team"]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue. ``face`` is the clock that is due next, None when nothing is; ``section`` where it stands.

    ``clause`` and ``name`` say the promise ("S1", "First response"; for a follow-up "" and "Follow-up").
    """

    stint: Stint
    lead: Lead
    face: Face | None
    clause: str
    name: str
    section: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows."""

    rows: list[Row]
    number: int
    has_next: bool


@dataclass(frozen=True, slots=True)
class Number:
    """A count; ``more`` when there are more than were counted."""

    count: int
    more: bool = False

    def __str__(self) -> str:
        return f"{self.count}+" if self.more else str(self.count)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where a stint stands in a list, for paging through leads: 3 of 14, the one before, the one after."""

    position: int
    of: Number
    previous: int | None
    next: int | None


@dataclass(frozen=True, slots=True)
class Preset:
    """One tab of the queue: what it holds of the open stints (or of the ended ones), and for whom it is."""

    key: str
    label: object
    holds: Callable[[datetime, datetime], Q]
    ended: bool = False
    order: tuple[str, ...] = ("next_due_at", "pk")


def _cadence_behind(at: datetime) -> Q:
    """Touches are missing although the warning of the cadence has passed: four fifths of its time."""
    cadence = Clock.objects.filter(stint=OuterRef("pk"), kind=Clock.Kind.CADENCE, met_at=None, closed_at=None)
    return Q(Exists(cadence.filter(warn_at__lte=at)))


#: A stint is the latest of its lead as long as the lead was not handed over again.
_LATEST = Q(lead__handed_over_at=F("handed_over_at"))

PRESETS: Mapping[str, Preset] = {
    preset.key: preset
    for preset in (
        Preset("all", _("All"), lambda at, tonight: Q()),
        Preset(
            "due_soon", _("Due soon"), lambda at, tonight: Q(next_due_at__gte=at, next_due_at__lt=tonight)
        ),
        Preset("overdue", _("Overdue"), lambda at, tonight: Q(next_due_at__lt=at)),
        Preset("no_attempt", _("No attempt yet"), lambda at, tonight: Q(first_touch_at=None)),
        Preset("cadence_behind", _("Cadence behind"), lambda at, tonight: _cadence_behind(at)),
        Preset("unassigned", _("Unassigned"), lambda at, tonight: Q(owner=None)),
        Preset(
            "returned",
            _("Returned"),
            lambda at, tonight: Q(ended_why=Stint.EndedWhy.RETURNED) & _LATEST,
            ended=True,
            order=("-ended_at", "pk"),
        ),
        Preset(
            "recycled",
            _("Recycled"),
            lambda at, tonight: Q(lead__recycle_on__isnull=False) & _LATEST,
            ended=True,
            order=("lead__recycle_on", "pk"),
        ),
    )
}

_LEAD = (
    "name", "email", "phone", "company", "title", "city", "country", "stage", "formats", "recycle_on", "channel__name",
    "channel__format",
)  # fmt: skip


def rows_for(user: User, *, preset: str = "all", scope: Scope = "mine", at: datetime, page: int = 1) -> Page:
    """Return a page of the queue, what is due first on top; a fixed number of queries. Raises KeyError for no such preset.

    ``mine`` is what a rep owns and what a marketer brought in; ``team`` what the person's teams have, for marketing and
    managers all they may see. Unassigned leads are the team's in both.
    """
    chosen = PRESETS[preset]
    number = min(max(page, 1), PAGES)
    start = (number - 1) * PAGE
    stints = _page(chosen, user, scope, at, start, start + PAGE + 1)
    versions = _versions({stint.version_id for stint in stints})
    clocks = _clocks_due_next(stints)
    tonight = _tonight(user, at)
    rows = [
        _row(stint, versions[stint.version_id], clocks.get(stint.pk), at=at, tonight=tonight)
        for stint in stints[:PAGE]
    ]
    return Page(rows, number, has_next=len(stints) > PAGE and number < PAGES)


def counts(user: User, *, scope: Scope = "mine", at: datetime) -> dict[str, Number]:
    """Return how many leads each preset holds, counting the COUNTED most urgent ones; three statements."""
    tonight = _tonight(user, at)
    open_presets = [preset for preset in PRESETS.values() if not preset.ended and preset.key != "unassigned"]
    urgent = _stints(user, scope).filter(ended_at=None).order_by("next_due_at", "pk")[: COUNTED + 1]
    counted = Stint.objects.filter(pk__in=urgent.values("pk")).aggregate(
        **{preset.key: Count("pk", filter=preset.holds(at, tonight) or None) for preset in open_presets}
    )
    numbers = {key: Number(min(count, COUNTED), count > COUNTED) for key, count in counted.items()}
    for key in ("unassigned", "returned", "recycled"):
        count = _held(PRESETS[key], user, scope, at)[: COUNTED + 1].count()
        numbers[key] = Number(min(count, COUNTED), count > COUNTED)
    return {key: numbers[key] for key in PRESETS}


def neighbours(
    user: User, stint: Stint, *, preset: str = "all", scope: Scope = "mine", at: datetime
) -> Neighbours | None:
    """Return where a stint stands in a list, None when it is not among its first COUNTED; one query."""
    held = _held(PRESETS[preset], user, scope, at).order_by(*PRESETS[preset].order)
    keys = list(held.values_list("pk", flat=True)[: COUNTED + 1])
    if stint.pk not in keys[:COUNTED]:
        return None
    place = keys.index(stint.pk)
    return Neighbours(
        position=place + 1,
        of=Number(min(len(keys), COUNTED), len(keys) > COUNTED),
        previous=keys[place - 1] if place else None,
        next=keys[place + 1] if place + 1 < len(keys) else None,
    )


def _held(preset: Preset, user: User, scope: Scope, at: datetime) -> QuerySet[Stint]:
    """Return the stints of a preset, in no order."""
    stints = _stints(user, "team" if preset.key == "unassigned" else scope)
    return stints.filter(preset.holds(at, _tonight(user, at)), ended_at__isnull=not preset.ended)


def _page(preset: Preset, user: User, scope: Scope, at: datetime, start: int, stop: int) -> list[Stint]:
    """Return stints ``start`` to ``stop`` of a preset in its order; those with nothing due stand at the end.

    Databases disagree where NULL sorts, and sorting by "is NULL" would not use the index: so the two are asked in turn.
    """
    related = _held(preset, user, scope, at).select_related("lead__channel", "owner", "team")
    stints = related.only(
        *_STINT, *(f"lead__{name}" for name in _LEAD), "owner__full_name", "owner__email", "team__name"
    )
    if preset.ended:
        return list(stints.order_by(*preset.order)[start:stop])
    dated = list(stints.filter(next_due_at__isnull=False).order_by(*preset.order)[start:stop])
    if len(dated) == stop - start or preset.key in ("overdue", "due_soon"):
        return dated
    undated = stints.filter(next_due_at=None).order_by("pk")
    before = (
        0 if dated or not start else _held(preset, user, scope, at).filter(next_due_at__isnull=False).count()
    )
    skip = max(start - before, 0) if not dated else 0
    return [*dated, *undated[skip : skip + stop - start - len(dated)]]


_STINT = tuple(
    field.name
    for field in Stint._meta.concrete_fields
    if field.name not in ("why", "evaluation", "qualified_at")
)


def _stints(user: User, scope: Scope) -> QuerySet[Stint]:
    """Return the stints a person has in a scope."""
    if allows(user, Permission.SEE_ALL_LEADS):
        return _of_marketing(user, scope) if _is_in_marketing(user) else Stint.objects.all()
    if scope == "mine":
        return Stint.objects.filter(owner=user)
    return stints_visible_to(user)


def _is_in_marketing(user: User) -> bool:
    return not roles_of(user).isdisjoint({Role.MARKETER, Role.MARKETING_LEADER})


def _of_marketing(user: User, scope: Scope) -> QuerySet[Stint]:
    if scope == "mine":
        return Stint.objects.filter(lead__marketer=user)
    bound = Agreement.teams.through.objects.filter(team__side=Side.MARKETING, team__memberships__user=user)
    return Stint.objects.filter(agreement__in=bound.values("agreement"))


def _tonight(user: User, at: datetime) -> datetime:
    """Return the end of the person's day."""
    tomorrow = at.astimezone(user.zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(0), tzinfo=user.zone)


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
    face = faces.running(min(started_at, due_at), due_at, version, at=at)
    section = "overdue" if due_at < at else "today" if due_at < tonight else "later"
    return Row(stint, stint.lead, face, stint.next_due_clause, faces.name_of(stint.next_due_kind), section)
