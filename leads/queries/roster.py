"""Who is in the rotation of an agreement: its sales people, their turn, their open leads and their absences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db.models import Case, Count, OuterRef, Subquery, When
from django.db.models.functions import Coalesce

from leads.models import Rotation, Stint
from leads.rules.routing import Candidate
from slaportal.accounts.models import Absence, Membership, Side

#: No zone is further from UTC than this, so these days around an instant hold every local date it can be.
_DATE_LINE = timedelta(days=1)


def for_agreement(agreement_id: int, moments: Collection[datetime]) -> list[Candidate]:
    """Return everyone who may be dealt leads of an agreement, for dealing at these moments; two queries.

    Active people with a share in an active sales team that the agreement binds. Open leads are counted only for people
    with a capacity; the absences are those that touch the moments.
    """
    turns = Rotation.objects.filter(team=OuterRef("team"), user=OuterRef("user"))
    open_stints = Stint.objects.filter(owner=OuterRef("user"), ended_at=None).order_by()
    counted = open_stints.values("owner").annotate(number=Count("pk")).values("number")
    places = (
        Membership.objects.filter(
            team__agreements=agreement_id,
            team__side=Side.SALES,
            team__is_active=True,
            user__is_active=True,
            weight__gt=0,
        )
        .order_by("user_id", "team_id")
        .values_list(
            "user_id",
            "team_id",
            "team__name",
            "team__countries",
            "weight",
            "capacity",
            Case(When(capacity__isnull=False, then=Coalesce(Subquery(counted), 0)), default=0),
            "user__time_zone",
            Subquery(turns.values("dealt")),
            Subquery(turns.values("last_at")),
        )
    )
    candidates = [
        Candidate(
            person,
            team,
            name,
            frozenset(countries),
            weight,
            capacity,
            open_leads,
            zone,
            dealt=dealt,
            last_at=last_at,
        )
        for person, team, name, countries, weight, capacity, open_leads, zone, dealt, last_at in places
    ]
    away = _absences({candidate.person_id for candidate in candidates}, moments)
    for candidate in candidates:
        candidate.absences = tuple(away[candidate.person_id])
    return candidates


def _absences(people: set[int], moments: Collection[datetime]) -> defaultdict[int, list[tuple[date, date]]]:
    away: defaultdict[int, list[tuple[date, date]]] = defaultdict(list)
    rows = Absence.objects.filter(
        user_id__in=people,
        starts_on__lte=(max(moments) + _DATE_LINE).date(),
        ends_on__gte=(min(moments) - _DATE_LINE).date(),
    )
    for person, first, last in rows.values_list("user_id", "starts_on", "ends_on"):
        away[person].append((first, last))
    return away
