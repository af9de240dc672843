"""Who is in the rotation of an agreement: its sales people, their turn, their open leads and their absences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db.models import BigIntegerField, Count, DateField

from leads.models import Stint
from leads.rules.routing import Candidate
from slaportal.accounts.models import Absence, Membership, Side, User
from slaportal.statements import Parameter, Prepared

#: No zone is further from UTC than this, so these days around an instant hold every local date it can be.
_DATE_LINE = timedelta(days=1)


_PERSON = ("id", "email", "full_name", "time_zone", "is_active", "mail", "digest_hour")
_places = Prepared(
    lambda: (
        Membership.objects.filter(
            team__agreements=Parameter("agreement", BigIntegerField()),
            team__side=Side.SALES,
            team__is_active=True,
            user__is_active=True,
            weight__gt=0,
        )
        .order_by("pk")
        .values_list(
            "pk",
            "team_id",
            "team__name",
            "team__countries",
            "weight",
            "capacity",
            "rotation__dealt",
            "rotation__last_at",
            *(f"user__{name}" for name in _PERSON),
        )
    )
)
_away = Prepared(
    lambda: (
        Absence.objects.filter(
            starts_on__lte=Parameter("last", DateField()), ends_on__gte=Parameter("first", DateField())
        )
        .order_by()
        .values_list("user_id", "starts_on", "ends_on")
    )
)


def for_agreement(
    agreement_id: int, moments: Collection[datetime]
) -> tuple[list[Candidate], dict[int, User]]:
    """Return everyone who may be dealt leads of an agreement, for dealing at these moments, and the people by key; two queries.

    Active people with a share in an active sales team that the agreement binds, with the absences that touch the moments.
    Where somebody has a capacity a third query counts the open leads of these people.
    """
    candidates, people = [], {}
    for pk, team, name, countries, weight, capacity, dealt, last_at, *person in _places(
        agreement=agreement_id
    ):
        user = people[person[0]] = User.from_db(None, _PERSON, person)
        candidates.append(
            Candidate(
                pk,
                user.pk,
                team,
                name,
                frozenset(countries),
                weight,
                capacity,
                zone=user.time_zone,
                dealt=dealt,
                last_at=last_at,
            )
        )
    away = _absences(moments)
    limited = {candidate.person_id for candidate in candidates if candidate.capacity is not None}
    open_leads = open_leads_of(limited) if limited else {}
    for candidate in candidates:
        candidate.absences = tuple(away[candidate.person_id])
        candidate.open_leads = open_leads.get(candidate.person_id, 0)
    return candidates, people


def open_leads_of(people: Collection[int]) -> dict[int, int]:
    """Return how many leads each of these people has; one query."""
    running = Stint.objects.filter(owner__in=people, ended_at=None).order_by().values_list("owner")
    return dict(running.annotate(number=Count("pk")))


def _absences(moments: Collection[datetime]) -> defaultdict[int, list[tuple[date, date]]]:
    away: defaultdict[int, list[tuple[date, date]]] = defaultdict(list)
    first, last = (min(moments) - _DATE_LINE).date(), (max(moments) + _DATE_LINE).date()
    for person, starts_on, ends_on in _away(first=first, last=last):
        away[person].append((starts_on, ends_on))
    return away
