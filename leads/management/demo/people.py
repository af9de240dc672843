"""The people and teams of the demo company; every name is made up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password

from slaportal.accounts.models import Membership, Side, Team, User
from slaportal.accounts.operations import staffing, teaming
from slaportal.accounts.operations.teaming import Seat

_LEADER = Membership.Role.LEADER
ISLANDS = ("GB", "IE")
CONTINENT = ("DE", "NL", "BE", "FR", "AT", "CH")


@dataclass(frozen=True)
class Company:
    """Who is who."""

    administrator: User
    manager: User
    marketing_leader: User
    sales_leader: User
    marketers: tuple[User, ...]
    reps: tuple[User, ...]
    marketing: Team
    sales: tuple[Team, ...]

    @property
    def teams(self) -> tuple[Team, ...]:
        """All teams, the ones the agreements bind."""
        return (self.marketing, *self.sales)


_REPS_OF_THE_ISLANDS = (
    "Priya Raman",
    "Tom Hallett",
    "Marcus Webb",
    "Orla Brennan",
    "Gareth Pugh",
    "Amina Yusuf",
)
_REPS_OF_THE_CONTINENT = (
    "Lena Brandt",
    "Sofia Duarte",
    "Jonas Keller",
    "Femke de Wit",
    "Luc Marchand",
    "Nadia Rossi",
)


def settle(*, at: datetime) -> Company:
    """Enter everybody, found the teams and seat them, as an administrator would."""
    administrator = _person("Alex Novak", "Revenue systems", at=at, by=None, is_administrator=True)
    manager = _person("Helen Strand", "Chief Revenue Officer", at=at, by=administrator, is_manager=True)
    marketing_leader = _person("Ines Marchetti", "Head of Marketing", at=at, by=administrator)
    sales_leader = _person("Daniel Osei", "VP Sales", at=at, by=administrator)
    marketers = tuple(
        _person(name, "Marketing manager", at=at, by=administrator)
        for name in ("Ruth Adeyemi", "Kit Sandford")
    )
    islanders = tuple(_person(name, "Sales rep", at=at, by=administrator) for name in _REPS_OF_THE_ISLANDS)
    continentals = tuple(
        _person(name, "Sales rep", zone="Europe/Berlin", at=at, by=administrator)
        for name in _REPS_OF_THE_CONTINENT
    )
    marketing = _team("Demand", Side.MARKETING, (), marketing_leader, marketers, at=at, by=administrator)
    islands = _team(
        "Sales, UK and Ireland", Side.SALES, ISLANDS, sales_leader, islanders, at=at, by=administrator
    )
    continent = _team(
        "Sales, Continent", Side.SALES, CONTINENT, sales_leader, continentals, at=at, by=administrator
    )
    _let_in()
    return Company(
        administrator,
        manager,
        marketing_leader,
        sales_leader,
        marketers,
        (*islanders, *continentals),
        marketing,
        (islands, continent),
    )


def _person(
    name: str, title: str, *, zone: str = "Europe/London", at: datetime, by: User | None, **marks: Any
) -> User:
    return staffing.add(
        email=f"{name.lower().replace(' ', '.')}@example.com",
        full_name=name,
        job_title=title,
        time_zone=zone,
        at=at,
        by=by,
        **marks,
    )


def _team(
    name: str,
    side: Side,
    countries: tuple[str, ...],
    leader: User,
    members: tuple[User, ...],
    *,
    at: datetime,
    by: User,
) -> Team:
    team = teaming.found(name=name, side=side, countries=countries, at=at, by=by)
    seats = [
        Seat(leader, _LEADER, weight=0),
        *(Seat(member, weight=2 if place == 0 else 1) for place, member in enumerate(members)),
    ]
    teaming.change(team, name=name, side=side, countries=countries, seats=seats, why="", at=at, by=by)
    return team


def _let_in() -> None:
    """Give everybody the demo password; the hash is worked out once, since each takes a noticeable time."""
    User.objects.update(password=make_password(settings.DEMO_PASSWORD))
