"""Teams are founded and seated; each place remembers when it really changed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from slaportal.accounts.models import Membership, Side, Team
from slaportal.accounts.operations import teaming
from slaportal.accounts.operations.teaming import Seat
from tests.factories.people import Cast

AT = datetime(2026, 11, 17, 10, 42, tzinfo=UTC)
LEADER = Membership.Role.LEADER


def change(team: Team, cast: Cast, **what: object) -> None:
    """Change a team, keeping what is not said."""
    kept = {"name": team.name, "side": team.side, "countries": team.countries, "why": "Reorganised"}
    teaming.change(team, **(kept | what), at=AT, by=cast.alex)  # type: ignore[arg-type]


def test_a_team_is_founded_with_its_territory(cast: Cast) -> None:
    team = teaming.found(name="Sales, Nordics", side=Side.SALES, countries=["NO", "SE"], at=AT, by=cast.alex)
    assert Team.objects.get(pk=team.pk).countries == ["NO", "SE"]
    assert (team.history.get().history_user, team.history.get().history_date) == (cast.alex, AT)


def test_two_teams_have_two_names(cast: Cast) -> None:
    with pytest.raises(teaming.NameTaken, match="already a team called demand"):
        teaming.found(name="demand", side=Side.MARKETING, at=AT, by=cast.alex)
    with pytest.raises(teaming.NameTaken):
        change(cast.islands, cast, name="Demand")


def test_places_become_exactly_those_wanted_and_only_differences_are_written(cast: Cast) -> None:
    lines = {
        person: Membership.history.filter(user_id=person.pk, team_id=cast.islands.pk).count()
        for person in cast.reps
    }
    change(
        cast.islands,
        cast,
        seats=[
            Seat(cast.daniel, LEADER, weight=0),
            Seat(cast.priya, weight=2, capacity=30),
            Seat(cast.tom),
            Seat(cast.lena),
        ],
    )
    places = {
        place.user: (place.role, place.weight, place.capacity) for place in cast.islands.memberships.all()
    }
    assert places == {
        cast.daniel: (LEADER, 0, None),
        cast.priya: ("member", 2, 30),
        cast.tom: ("member", 1, None),
        cast.lena: ("member", 1, None),
    }
    now = {
        person: Membership.history.filter(user_id=person.pk, team_id=cast.islands.pk).count()
        for person in cast.reps
    }
    assert {person: now[person] - lines[person] for person in cast.reps} == {
        cast.priya: 1,
        cast.tom: 0,
        cast.marcus: 1,
        cast.lena: 1,
        cast.sofia: 0,
    }
    taken_out = Membership.history.filter(user_id=cast.marcus.pk).order_by("history_id").last()
    assert (taken_out.history_type, taken_out.history_user, taken_out.history_change_reason) == (
        "-",
        cast.alex,
        "Reorganised",
    )


def test_nobody_sits_twice_and_then_nothing_is_changed(cast: Cast) -> None:
    with pytest.raises(teaming.SeatedTwice, match="Priya Raman is in the list twice"):
        change(cast.islands, cast, name="Sales, Isles", seats=[Seat(cast.priya), Seat(cast.priya, LEADER)])
    cast.islands.refresh_from_db()
    assert (cast.islands.name, cast.islands.memberships.count()) == ("Sales, UK and Ireland", 4)


def test_without_seats_the_places_stay(cast: Cast) -> None:
    change(cast.islands, cast, countries=["GB"])
    assert cast.islands.memberships.count() == 4
