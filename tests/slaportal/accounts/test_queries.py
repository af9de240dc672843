"""Who is here, who leads whom, and whose absences somebody may enter."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from slaportal.accounts import queries
from slaportal.accounts.models import User
from slaportal.accounts.operations import absenting, staffing
from tests.factories.people import Cast

AT = datetime(2026, 11, 17, 10, 42, tzinfo=UTC)


def test_people_are_found_by_every_word_in_name_address_or_title(cast: Cast) -> None:
    assert list(queries.people(text="sales dev ra")) == [cast.lena, cast.priya]
    assert list(queries.people(text="alex.novak@")) == [cast.alex]


def test_those_who_left_stand_apart(cast: Cast) -> None:
    staffing.deactivate(cast.tom, why="", at=AT, by=cast.alex)
    assert cast.tom not in queries.people()
    assert list(queries.people(active=False)) == [cast.tom]
    assert queries.people(active=None).count() == 10


def test_a_leader_leads_the_people_of_their_teams(cast: Cast) -> None:
    assert set(queries.led_by(cast.daniel)) == set(cast.reps)
    assert list(queries.led_by(cast.priya)) == []
    assert list(queries.leaders_of(cast.ruth)) == [cast.ines]
    assert list(queries.leaders_of(cast.ines)) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [("priya", {"priya"}), ("ines", {"ines", "ruth"}), ("helen", {"helen"})],
)
def test_absences_are_entered_for_oneself_and_for_those_one_leads(
    cast: Cast, name: str, expected: set[str]
) -> None:
    assert set(queries.absences_planned_by(getattr(cast, name))) == {getattr(cast, who) for who in expected}


def test_an_administrator_enters_absences_for_all(cast: Cast) -> None:
    assert queries.absences_planned_by(cast.alex).count() == User.objects.count()


def test_absences_that_are_over_are_left_out(cast: Cast) -> None:
    for person, first, last in [(cast.tom, 2, 6), (cast.priya, 23, 27), (cast.lena, 16, 17)]:
        absenting.plan(
            person, starts_on=date(2026, 11, first), ends_on=date(2026, 11, last), at=AT, by=cast.daniel
        )
    rows = queries.absences(User.objects.all(), ending_from=date(2026, 11, 17))
    assert [absence.user for absence in rows] == [cast.lena, cast.priya]


def test_lists_ask_the_same_number_of_questions_however_long_they_are(cast: Cast) -> None:
    counts = []
    for people in (queries.people(text="priya"), queries.people()):
        with CaptureQueriesContext(connection) as asked:
            for person in people:
                [place.team.name for place in person.memberships.all()]
        counts.append(len(asked))
    assert counts == [2, 2]
    with CaptureQueriesContext(connection) as asked:
        assert [(team.name, team.size) for team in queries.teams()] == [
            ("Demand", 2),
            ("Sales, Continent", 3),
            ("Sales, UK and Ireland", 4),
        ]
    assert len(asked) == 2
