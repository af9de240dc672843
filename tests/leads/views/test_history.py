"""The history of a lead over HTTP: what it tells, who reads it, how it is taken along."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leads.models import Activity, Channel, Stint
from leads.operations import answering, following_up
from leads.queries import story
from slaportal.audit.models import Event
from slaportal.audit.timeline import Change, Entry, Wish
from tests.factories import leads, moments
from tests.factories.people import Cast
from tests.leads.views.conftest import SignIn

pytestmark = pytest.mark.usefixtures("story_time")
LATER = moments.NOW + timedelta(minutes=5)


def address(stint: Stint, page: str = "history") -> str:
    return reverse(f"leads:{page}", args=[stint.lead_id])


def lines(stint: Stint, viewer: object, wish: Wish = Wish(), *, size: int = 200) -> tuple[Entry, ...]:  # noqa: B008
    strands = story.whole(stint.lead, viewer, at=moments.NOW + timedelta(days=1))  # type: ignore[arg-type]
    return story.page(strands, wish, size=size).entries


def test_a_corrected_fact_says_from_what_to_what_and_why(maya: Stint, cast: Cast) -> None:
    following_up.edit_facts(
        maya.lead, {"budget": "£80k"}, why="They said so on the phone", at=LATER, by=cast.daniel
    )
    changed = next(entry for entry in lines(maya, cast.daniel) if entry.note == "They said so on the phone")
    assert changed.who == "Daniel Osei"
    assert changed.changes == (Change("budget", "60,000", "80,000"),)


def test_an_arrival_tells_what_it_changed_in_its_own_line(maya: Stint, cast: Cast, form: Channel) -> None:
    arrived = [entry for entry in lines(maya, cast.daniel) if entry.kind == "arrival"]
    assert [entry.what for entry in arrived] == ["Came in through Price request"]


@pytest.mark.postgres
def test_a_plan_and_its_end_with_a_touch_stand_in_the_history(maya: Stint, cast: Cast) -> None:
    following_up.plan(
        maya, next_step="Ask Leeds", follow_up_at=LATER + timedelta(hours=1), at=LATER, by=cast.priya
    )
    following_up.log(
        maya, kind="call", outcome="reached", at=LATER + timedelta(hours=1), by=cast.priya, note="Yes"
    )
    planned = [entry for entry in lines(maya, cast.daniel) if entry.what == "changed the plan"]
    assert [(entry.changes[0].before, entry.changes[0].after) for entry in planned] == [
        ("Ask Leeds", "none"),
        ("none", "Ask Leeds"),
    ]
    assert planned[0].note == "Done with a touch"
    assert {entry.who for entry in planned} == {"Priya Raman"}


def test_what_was_taken_back_says_when_and_by_whom(maya: Stint, cast: Cast) -> None:
    touch = following_up.log(maya, kind="call", outcome="no_answer", at=LATER, by=cast.priya)
    following_up.undo(touch, at=LATER + timedelta(seconds=20), by=cast.priya)
    accepted = answering.accept(maya, at=LATER + timedelta(seconds=30), by=cast.priya)
    answering.undo(accepted, at=LATER + timedelta(seconds=50), by=cast.priya)
    back = [entry for entry in lines(maya, cast.daniel) if entry.what.startswith("took back")]
    assert [(entry.who, entry.what) for entry in back] == [
        ("Priya Raman", "took back: accepted"),
        ("Priya Raman", "took back: called, no answer"),
    ]


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("wish", "whats"),
    [
        (Wish(topic="touch", text="voicemail"), ["called, voicemail left"]),
        (Wish(topic="touch", text="leeds"), ["called, voicemail left"]),
        (Wish(topic="touch", text="meeting"), []),
        (Wish(topic="handoff"), ["Handed over to Priya Raman"]),
        (Wish(family="notice"), ["New lead: Maya Okafor, Aldermoor Foods plc"]),
        (Wish(topic="activity", text="download"), []),
        (Wish(topic="activity", text="asked price"), ["Asked for a price"]),
        (Wish(topic="change", text="meets"), ["Meets the definition"]),
    ],
)
def test_a_filter_finds_by_what_the_lines_say(maya: Stint, cast: Cast, wish: Wish, whats: list[str]) -> None:
    owner = (
        following_up.give(maya, cast.priya, at=LATER, by=cast.daniel, why="x")
        if maya.owner != cast.priya
        else maya
    )
    following_up.log(owner, kind="call", outcome="voicemail", note="Leeds line", at=LATER, by=cast.priya)
    found = [entry.what for entry in lines(maya, cast.daniel, wish)]
    if wish.topic == "handoff":
        found = [what for what in found if what.endswith("Priya Raman")]
        whats = [found[0]]
    if wish.family == "notice":
        found = [what for what in found if what.startswith("New lead")]
    assert found == whats


def test_a_page_asks_the_same_however_long_the_history_is(maya: Stint, cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.daniel)
    counts = []
    for number in (1, 3, 300):
        missing = range(Activity.objects.filter(lead=maya.lead).count(), number)
        Activity.objects.bulk_create(
            Activity(
                lead=maya.lead,
                kind="page_view",
                at=moments.NOW - timedelta(days=each),
                recorded_at=moments.NOW,
            )
            for each in missing
        )
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address(maya)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]


@pytest.mark.postgres
def test_page_by_page_a_lead_has_the_same_history(maya: Stint, cast: Cast) -> None:
    for number in range(5):
        following_up.log(maya, kind="call", outcome="no_answer", at=LATER, by=cast.priya, note=str(number))
    strands = story.whole(maya.lead, cast.daniel, at=LATER)
    whole = {entry.place for entry in story.timeline.page(strands, size=500).entries}
    seen, after = [], None
    while True:
        read = story.timeline.page(strands, after=after, size=3)
        seen += [entry.place for entry in read.entries]
        after = read.older
        if after is None:
            break
    assert len(seen) == len(set(seen)) and set(seen) == whole


@pytest.mark.parametrize(
    ("who", "reads", "exports"),
    [
        ("priya", 200, 403),
        ("daniel", 200, 200),
        ("ines", 200, 200),
        ("helen", 200, 200),
        ("ruth", 200, 403),
        ("lena", 404, 403),
        ("alex", 403, 404),
    ],
)
def test_a_history_is_read_by_whoever_may_see_the_lead(
    maya: Stint, cast: Cast, sign_in: SignIn, who: str, reads: int, exports: int
) -> None:
    browser = sign_in(getattr(cast, who))
    assert browser.get(address(maya)).status_code == reads
    answer = browser.post(address(maya, "history_export"), {"format": "json"})
    assert answer.status_code == exports
    assert Event.objects.filter(kind="history.exported").count() == (exports == 200)


def test_an_export_is_on_record_with_its_lead(maya: Stint, cast: Cast, sign_in: SignIn) -> None:
    with time_machine.travel(LATER, tick=False):
        answer = sign_in(cast.daniel).post(
            address(maya, "history_export"), {"format": "json", "topic": "handoff"}
        )
        exported = json.loads(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    line = Event.objects.get(kind="history.exported")
    assert line.data["subject"] == f"the lead Maya Okafor, {maya.lead.reference}"
    assert line.data["filter"] == "About: Handoffs"
    assert line.data["lines"] == len(exported["entries"]) == 1


def test_the_lead_page_shows_the_newest_and_leads_to_all(maya: Stint, cast: Cast, sign_in: SignIn) -> None:
    said = sign_in(cast.daniel).get(address(maya, "detail")).content.decode()
    assert address(maya) in said
    assert "Came in through Price request" in said


def test_a_lead_is_taken_from_somebody_with_a_reason_alone(maya: Stint, cast: Cast, sign_in: SignIn) -> None:
    other = next(person for person in (cast.priya, cast.tom, cast.marcus) if person != maya.owner)
    with pytest.raises(following_up.SaysNotWhy, match="Say in a few words why"):
        following_up.give(maya, other, at=LATER, by=cast.daniel, why=" ")
    browser = sign_in(cast.daniel)
    give = address(maya, "give")
    assert browser.post(give, {"to": other.pk, "why": ""}).status_code == 422
    with time_machine.travel(LATER, tick=False):
        browser.post(give, {"to": other.pk, "why": "Speaks Dutch"})
    assert Stint.objects.get(lead=maya.lead, ended_at=None).why["reason"] == "Speaks Dutch"
    assert any(entry.note == "Speaks Dutch" for entry in lines(maya, cast.daniel))


def test_another_lead_has_another_history(maya: Stint, form: Channel, cast: Cast) -> None:
    other = leads.handed_over(form, leads.OTHERS[0])
    assert not {entry.place for entry in lines(maya, cast.daniel)} & {
        entry.place for entry in lines(other, cast.daniel)
    }
