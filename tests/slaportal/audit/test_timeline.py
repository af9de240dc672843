"""What was edited and what happened reads as one account, newest first, page by page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from slaportal.accounts.models import Membership, Side, Team
from slaportal.audit import ledger, timeline
from slaportal.audit.history import forget, remember
from slaportal.audit.models import Event
from slaportal.audit.timeline import CHANGE, EVENT, PORTAL, Change, Entry, Place, Said, Strand, Wish
from tests.factories.people import Cast

AT = datetime(2026, 7, 1, 8, 0, tzinfo=UTC)


def hours(number: float) -> datetime:
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


def strands(team: Team) -> list[Strand]:
    """Its history and its ledger."""
    return [timeline.history(Team.history.filter(id=team.pk)), timeline.ledger_of(team)]


def walk(team: Team, wish: Wish, *, size: int) -> list[Entry]:
    """Read an account page by page to its end."""
    entries: list[Entry] = []
    after = None
    while True:
        page = timeline.page(strands(team), wish, after=after, size=size)
        entries += page.entries
        after = page.older
        if after is None:
            return entries


def test_edits_and_events_stand_together_newest_first(team: Team) -> None:
    assert timeline.of(team) == [
        Entry(at=hours(3), who="The portal", what="territory published", icon="point", family=EVENT),
        Entry(
            at=hours(1),
            who="Daniel Osei",
            what="changed name, territory",
            note="Sweden came in",
            icon="pencil",
            changes=(Change("name", "North", "Nordics"), Change("territory", "none", "NO, SE")),
            family=CHANGE,
        ),
        Entry(at=hours(0), who="Alex Novak", what="created this", icon="plus", family=CHANGE),
    ]


def test_from_and_to_of_several_fields_say_which_is_which(team: Team) -> None:
    renamed = timeline.of(team)[1]
    assert (renamed.before, renamed.after) == (
        "name: North; territory: none",
        "name: Nordics; territory: NO, SE",
    )


def test_an_app_says_its_own_events(team: Team) -> None:
    def say(event: Event) -> Said:
        return Said(
            what="published the territory",
            detail=f"{event.data['countries']} countries",
            icon="map",
            kind="good",
            url="/somewhere/",
        )

    assert timeline.of(team, say=say)[0] == Entry(
        at=hours(3),
        who="The portal",
        what="published the territory",
        detail="2 countries",
        icon="map",
        kind="good",
        url="/somewhere/",
        family=EVENT,
    )


def test_strands_tell_what_belongs_to_the_subject(cast: Cast, team: Team) -> None:
    place = Membership(user=cast.tom, team=team, weight=1)
    remember(place, by=cast.alex, at=hours(4))
    place.weight, place.role = 2, Membership.Role.LEADER
    remember(place, by=cast.alex, at=hours(5))
    forget(place, by=cast.alex, why="Moved on", at=hours(6))
    places = timeline.history(
        Membership.history.filter(team_id=team.pk), about=lambda row: row.user.full_name
    )
    told = [(entry.what, entry.changes, entry.note) for entry in timeline.of(team, also=[places])[:3]]
    assert told == [
        ("removed Tom Hallett", (), "Moved on"),
        (
            "changed Tom Hallett",
            (Change("role", "Member", "Leader"), Change("share of the rotation", "1", "2")),
            "",
        ),
        ("added Tom Hallett", (), ""),
    ]


def test_an_account_is_narrowed_to_a_person_or_a_time_and_cut(cast: Cast, team: Team) -> None:
    assert [entry.at for entry in timeline.of(team, by=cast.daniel)] == [hours(1)]
    assert [entry.at for entry in timeline.of(team, by=cast.alex)] == [hours(0)]
    assert [entry.at for entry in timeline.of(team, since=hours(1))] == [hours(3), hours(1)]
    assert [entry.at for entry in timeline.of(team, limit=1)] == [hours(3)]


@pytest.mark.parametrize(
    ("wish", "moments"),
    [
        (Wish(), [3, 1, 0]),
        (Wish(family=CHANGE), [1, 0]),
        (Wish(family=EVENT), [3]),
        (Wish(family="notice"), []),
        (Wish(person=PORTAL), [3]),
        (Wish(since=hours(0.5), until=hours(3)), [1]),
        (Wish(text="sweden"), [1]),
        (Wish(text="sweden daniel"), [1]),
        (Wish(text="sweden alex"), []),
        (Wish(topic="none-such"), []),
    ],
)
def test_a_filter_leaves_out_what_it_says(team: Team, wish: Wish, moments: list[float]) -> None:
    assert [entry.at for entry in walk(team, wish, size=10)] == [hours(number) for number in moments]


@pytest.mark.postgres
def test_page_by_page_it_is_the_same_account_even_where_all_happened_at_one_moment(
    cast: Cast, team: Team
) -> None:
    for number in range(7):
        team.name = f"Nordics {number}"
        remember(team, by=cast.daniel, at=hours(5))
        ledger.record(team, f"published_{number}", at=hours(5), by=None)
    whole = walk(team, Wish(), size=100)
    assert [entry.what for entry in whole[:3]] == ["published 6", "published 5", "published 4"]
    assert [entry.after for entry in whole[7:9]] == ["Nordics 6", "Nordics 5"]
    assert len(whole) == 17
    for size in (1, 2, 3, 5):
        assert walk(team, Wish(), size=size) == whole


def test_a_line_that_changed_nothing_is_kept_for_an_export_alone(team: Team) -> None:
    exported = [entry for chunk in timeline.every(strands(team)) for entry in chunk]
    assert [entry.is_silent for entry in exported] == [False, True, False, False]
    assert timeline.count(strands(team)) == len(exported)


def test_an_export_is_read_in_pieces_to_its_end(
    cast: Cast, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("slaportal.audit.timeline.paging.CHUNK", 2)
    chunks = list(timeline.every(strands(team), after=Place(hours(3), 0, 0)))
    assert [len(chunk) for chunk in chunks] == [2, 1]


def test_a_page_asks_the_same_however_long_the_account_is(cast: Cast, team: Team) -> None:
    counts = []
    for lines in (1, 3, 300):
        while Team.history.filter(id=team.pk).count() < lines:
            team.name = f"Nordics {Team.history.count()}"
            remember(team, by=cast.daniel, at=hours(10 + Team.history.count()))
        with CaptureQueriesContext(connection) as asked:
            page = timeline.page(strands(team), size=50)
        counts.append(len(asked))
        assert len(page.entries) <= 50
    assert counts == [3, 3, 3]


@pytest.mark.parametrize("token", ["", "x", "1.2", "1.2.3.4", "-1.0.1"])
def test_an_address_without_a_place_begins_at_the_newest(token: str) -> None:
    assert Place.of(token) is None


def test_a_place_is_read_back_from_its_token() -> None:
    place = Place(hours(1) + timedelta(microseconds=7), 3, 812)
    assert Place.of(place.token) == place


def test_a_strand_without_a_topic_or_a_search_is_left_out_by_both(team: Team) -> None:
    plain = Strand(rows=Event.objects.filter(stream=ledger.stream_of(team)), tell=lambda rows: [])
    assert not plain.narrowed(Wish(text="published")).exists()
    assert not plain.narrowed(Wish(topic="x")).exists()
    assert plain.narrowed(Wish(family=EVENT)).exists()
    assert plain.topics == {} and plain.families == {EVENT: Q()}
