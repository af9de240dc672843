"""Presets: what each tab of the queue holds, and whose leads a scope covers (requirement C4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement
from leads.models import Clock, Stint
from leads.queries.sight import stints_visible_to
from slaportal.accounts.models import Side, User
from slaportal.accounts.roles import Permission, Role, allows, roles_of
from slaportal.statements import Parameter

Scope = Literal["mine", "team"]
#: A moment, or its place in a question that is asked at other moments too.
Moment = datetime | Parameter

_MARKETING = frozenset({Role.MARKETER, Role.MARKETING_LEADER})


@dataclass(frozen=True, slots=True)
class Preset:
    """One tab of the queue: what it holds of the open stints (or of the ended ones), and in which order."""

    key: str
    label: str | Promise
    holds: Callable[[Moment, Moment], Q]
    ended: bool = False
    order: tuple[str, ...] = ("next_due_at", "pk")


def _cadence_behind(at: Moment) -> Q:
    """Touches are missing although the warning of the cadence has passed: four fifths of its time."""
    cadence = Clock.objects.filter(stint=OuterRef("pk"), kind=Clock.Kind.CADENCE, met_at=None, closed_at=None)
    return Q(Exists(cadence.filter(warn_at__lte=at)))


#: A stint is the latest of its lead as long as the lead was not handed over again.
_LATEST = Q(lead__handed_over_at=F("handed_over_at"))

#: After these endings a lead may rest until a day.
_RESTING = (Stint.EndedWhy.DISQUALIFIED, Stint.EndedWhy.RECYCLED)

#: ``holds`` takes the moment and the end of the person's day.
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
            lambda at, tonight: Q(ended_why__in=_RESTING, lead__recycle_on__isnull=False) & _LATEST,
            ended=True,
            order=("lead__recycle_on", "pk"),
        ),
    )
}


def scopes_of(user: User) -> tuple[Scope, ...]:
    """Return the scopes that differ for a person, the one they start with first; managers have all leads and no own."""
    if roles_of(user).isdisjoint(_MARKETING | {Role.REP, Role.SALES_LEADER}):
        return ("team",)
    if roles_of(user).isdisjoint({Role.REP, Role.MARKETER}):
        return ("team", "mine")
    return ("mine", "team")


def held(preset: Preset, user: User, scope: Scope, at: datetime) -> QuerySet[Stint]:
    """Return the stints of a preset in no order. Unassigned leads are the team's in both scopes."""
    return held_at(preset, user, scope, at, tonight(user, at))


def held_at(preset: Preset, user: User, scope: Scope, at: Moment, tonight: Moment) -> QuerySet[Stint]:
    """Return the same for a moment and an end of the day that are given."""
    stints = stints_of(user, "team" if preset.key == "unassigned" else scope)
    return stints.filter(preset.holds(at, tonight), ended_at__isnull=not preset.ended).order_by()


def stints_of(user: User, scope: Scope) -> QuerySet[Stint]:
    """Return the stints a person has in a scope.

    ``mine`` is what a rep owns and what a marketer brought in; ``team`` what the person's teams have, for marketing and
    managers all they may see.
    """
    if allows(user, Permission.SEE_ALL_LEADS):
        return (
            _of_marketing(user, scope) if not roles_of(user).isdisjoint(_MARKETING) else Stint.objects.all()
        )
    if scope == "mine":
        return Stint.objects.filter(owner=user)
    return stints_visible_to(user)


def tonight(user: User, at: datetime) -> datetime:
    """Return the end of the person's day."""
    tomorrow = at.astimezone(user.zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(0), tzinfo=user.zone)


def _of_marketing(user: User, scope: Scope) -> QuerySet[Stint]:
    if scope == "mine":
        return Stint.objects.filter(lead__marketer=user)
    bound = Agreement.teams.through.objects.filter(team__side=Side.MARKETING, team__memberships__user=user)
    return Stint.objects.filter(agreement__in=bound.values("agreement"))
