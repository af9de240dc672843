"""Founding teams, and saying who is in them with what share of the leads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from slaportal.accounts.models import Membership, Team, User
from slaportal.audit.history import forget, remember
from slaportal.errors import Refused


@dataclass(frozen=True)
class Seat:
    """One person's place in a team as it is wanted; ``capacity`` None means no limit of open leads."""

    person: User
    role: str = Membership.Role.MEMBER
    weight: int = 1
    capacity: int | None = None


class NameTaken(Refused):
    """Two teams cannot have one name."""

    def __init__(self, name: str) -> None:
        super().__init__(_("There is already a team called %(name)s.") % {"name": name})


class SeatedTwice(Refused):
    """A person has one place in a team."""

    def __init__(self, person: User) -> None:
        super().__init__(_("%(person)s is in the list twice.") % {"person": person})


def found(*, name: str, side: str, countries: Sequence[str] = (), at: datetime, by: User | None) -> Team:
    """Make a team of one side with its territory (ISO codes; none means everywhere); raises NameTaken."""
    with transaction.atomic():
        _refuse_taken(name)
        team = Team(name=name, side=side, countries=list(countries))
        remember(team, at=at, by=by, why="")
    return team


def change(
    team: Team,
    *,
    name: str,
    side: str,
    countries: Sequence[str],
    is_active: bool = True,
    seats: Iterable[Seat] | None = None,
    why: str,
    at: datetime,
    by: User | None,
) -> None:
    """Change a team and, when ``seats`` are given, make its places exactly these; raises NameTaken, SeatedTwice.

    Only what differs is written, so the history of every place says when it really changed.
    """
    with transaction.atomic():
        kept = Team.objects.select_for_update().get(pk=team.pk)
        wanted = {"name": name, "side": side, "countries": list(countries), "is_active": is_active}
        if name != kept.name:
            _refuse_taken(name)
        if any(getattr(kept, field) != value for field, value in wanted.items()):
            for field, value in wanted.items():
                setattr(kept, field, value)
            remember(kept, at=at, by=by, why=why)
        if seats is not None:
            _seat(kept, tuple(seats), why=why, at=at, by=by)


def _seat(team: Team, seats: tuple[Seat, ...], *, why: str, at: datetime, by: User | None) -> None:
    """Make the places of a team exactly ``seats``."""
    wanted: dict[int, Seat] = {}
    for seat in seats:
        if seat.person.pk in wanted:
            raise SeatedTwice(seat.person)
        wanted[seat.person.pk] = seat
    kept = {place.user_id: place for place in Membership.objects.filter(team=team)}
    for person, place in kept.items():
        if person not in wanted:
            forget(place, at=at, by=by, why=why)
    for person, seat in wanted.items():
        place = kept.get(person) or Membership(team=team, user=seat.person, weight=-1)
        if (place.role, place.weight, place.capacity) != (seat.role, seat.weight, seat.capacity):
            place.role, place.weight, place.capacity = seat.role, seat.weight, seat.capacity
            remember(place, at=at, by=by, why=why)


def _refuse_taken(name: str) -> None:
    if Team.objects.filter(name__iexact=name).exists():
        raise NameTaken(name)
