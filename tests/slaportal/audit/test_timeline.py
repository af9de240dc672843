"""What was edited and what happened reads as one account, newest first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from slaportal.accounts.models import Membership, Side, Team
from slaportal.audit import ledger, timeline
from slaportal.audit.history import forget, remember
from slaportal.audit.models import Event
from slaportal.audit.timeline import Entry, Said, Strand
from tests.factories.people import Cast

AT = datetime(2026, 7, 1, 8, 0, tzinfo=UTC)


def hours(number: int) -> datetime:
    return AT + timedelta(hours=number)


@pytest.fixture
def team(cast: Cast) -> Team:
    """A team founded at eight, renamed and widened at nine, untouched at ten, with an event at eleven."""
    made = Team(name="North", side=Side.SALES)
    remember(made, by=cast.alex, at=hours(0))
    made.name, made.countries = "Nordics", ["NO", "SE"]
    remember(made, by=cast.daniel, why="Sweden came in", at=hours(1))
    remember(made, by=cast.daniel, at=hours(2))
    ledger.record(made, "territory_published", at=hours(3), by=None, data={"countries": 2})
    return made


def test_edits_and_events_stand_together_newest_first(team: Team) -> None:
    assert timeline.of(team) == [
        Entry(at=hours(3), who="The portal", what="territory published", icon="point"),
        Entry(
            at=hours(1),
            who="Daniel Osei",
            what="changed name, territory",
            detail="name: North → Nordics; territory: none → NO, SE",
            note="Sweden came in",
            icon="pencil",
        ),
        Entry(at=hours(0), who="Alex Novak", what="created this", icon="plus"),
    ]


def test_an_app_says_its_own_events(team: Team) -> None:
    def say(event: Event) -> Said:
        return Said(
            what="published the territory",
            detail=f"{event.data['countries']} countries",
            icon="map",
            kind="good",
        )

    assert timeline.of(team, say=say)[0] == Entry(
        at=hours(3),
        who="The portal",
        what="published the territory",
        detail="2 countries",
        icon="map",
        kind="good",
    )


def test_strands_tell_what_belongs_to_the_subject(cast: Cast, team: Team) -> None:
    place = Membership(user=cast.tom, team=team, weight=1)
    remember(place, by=cast.alex, at=hours(4))
    place.weight, place.role = 2, Membership.Role.LEADER
    remember(place, by=cast.alex, at=hours(5))
    forget(place, by=cast.alex, why="Moved on", at=hours(6))
    places = Strand(Membership.history.filter(team_id=team.pk), about=lambda row: row.user.full_name)
    assert [(entry.what, entry.detail, entry.note) for entry in timeline.of(team, also=[places])[:3]] == [
        ("removed Tom Hallett", "", "Moved on"),
        ("changed Tom Hallett", "role: Member → Leader; share of the rotation: 1 → 2", ""),
        ("added Tom Hallett", "", ""),
    ]


def test_an_account_is_narrowed_to_a_person_or_a_time_and_cut(cast: Cast, team: Team) -> None:
    assert [entry.at for entry in timeline.of(team, by=cast.daniel)] == [hours(1)]
    assert [entry.at for entry in timeline.of(team, by=cast.alex)] == [hours(0)]
    assert [entry.at for entry in timeline.of(team, since=hours(1))] == [hours(3), hours(1)]
    assert [entry.at for entry in timeline.of(team, limit=1)] == [hours(3)]


def test_a_long_account_asks_no_more_than_a_short_one(cast: Cast, team: Team) -> None:
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            timeline.of(team)
        counts.append(len(asked))
        for number in range(5):
            team.name = f"Nordics {number}"
            remember(team, by=cast.daniel, at=hours(10 + number))
    assert counts == [2, 2]
