"""The history of an agreement over HTTP: filters, pages, fragments, exports, and who reads what."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import Agreement, Version
from agreements.operations import drafting
from agreements.queries import history, terms_of
from slaportal.audit import ledger, timeline
from slaportal.audit.history import remember
from slaportal.audit.models import Event
from slaportal.audit.timeline import Change, Wish
from slaportal.notifications.models import Delivery
from tests.factories import agreements, moments
from tests.factories.people import Cast


@pytest.fixture(autouse=True)
def story_time() -> Iterator[time_machine.Traveller]:
    """Stand still at Tuesday 17 November 2026, 10:42 in London."""
    with time_machine.travel(moments.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def amended(cast: Cast, in_force: Version) -> Version:
    """Version 2, drafted on version 1, that asks for a quicker response."""
    draft = drafting.amend(in_force.agreement, at=moments.NOW - timedelta(hours=2), by=cast.ines)
    clauses = tuple(
        replace(clause, target=Decimal(90)) if clause.kind == "response" else clause
        for clause in terms_of(draft).clauses
    )
    return agreements.edit(
        draft,
        {"clauses": clauses},
        by=cast.ines,
        at=moments.NOW - timedelta(hours=1),
        why="Nobody kept 95 %.",
    )


def page_of(browser: Client, agreement: Agreement, **query: str) -> str:
    address = reverse("agreements:history", args=[agreement.slug])
    answer = browser.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def signed_in(person: object) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def test_an_edit_says_from_what_to_what_and_why(cast: Cast, amended: Version) -> None:
    strands = history.strands_of(amended.agreement, cast.ines)
    edit = timeline.page(strands, Wish(family="change", topic="text"), size=1).entries[0]
    assert edit.what == "edited version 2"
    assert edit.changes == (Change("S1 First response, target", "95\u00a0%", "90\u00a0%"),)
    assert edit.note == "Nobody kept 95 %."
    assert edit.url == reverse("agreements:version", args=[amended.agreement.slug, 2])
    said = page_of(signed_in(cast.ines), amended.agreement)
    assert "<del>95\u00a0%</del>" in said and "<ins>90\u00a0%</ins>" in said and "Nobody kept 95 %." in said


def test_what_the_ledger_tells_is_not_told_again_by_the_models_history(cast: Cast, amended: Version) -> None:
    lines = [
        entry.sentence
        for entry in timeline.page(history.strands_of(amended.agreement, cast.ines), size=200).entries
    ]
    assert "created this" not in lines
    assert lines.count("began the agreement") == 1


def test_the_portal_says_what_it_foresaw_itself(cast: Cast, in_force: Version) -> None:
    review = in_force.agreement.reviews.get()
    review.due_on += timedelta(days=1)
    remember(review, by=None, at=moments.NOW)
    strands = history.strands_of(in_force.agreement, cast.ines)
    newest = timeline.page(strands, Wish(topic="reviews"), size=1).entries[0]
    assert (newest.who, newest.what) == ("The portal", f"changed the review of {review.quarter}")
    assert [change.name for change in newest.changes] == ["review date"]


def test_places_in_the_teams_are_for_those_who_see_figures(cast: Cast, in_force: Version) -> None:
    place = cast.islands.memberships.get(user=cast.priya)
    place.weight = 3
    remember(place, by=cast.daniel, at=moments.NOW, why="Tom is away")
    for person, sees in ((cast.daniel, True), (cast.alex, True), (cast.priya, False), (cast.ruth, False)):
        said = page_of(signed_in(person), in_force.agreement, topic="people")
        assert ("Tom is away" in said) is sees


def test_notices_say_to_whom_by_which_way_and_when(cast: Cast, in_force: Version) -> None:
    Delivery.objects.filter(notice__recipient=cast.daniel, notice__kind="agreement.sign").update(
        sent_at=moments.SIGNED_BY_MARKETING
    )
    strands = history.strands_of(in_force.agreement, cast.ines)
    wish = Wish(family="notice", topic="signing", person=cast.daniel.pk, text="please sign")
    [told] = timeline.page(strands, wish, size=10).entries
    assert told.sentence == "told Daniel Osei: Please sign version 1 of Instruments, Europe"
    assert told.detail.startswith("under the bell; by e-mail, delivered ")


def test_somebody_without_the_dashboard_reads_only_what_kind_of_news_others_got(
    cast: Cast, in_force: Version
) -> None:
    strands = history.strands_of(in_force.agreement, cast.priya)
    others = timeline.page(strands, Wish(family="notice", person=cast.ines.pk), size=50).entries
    assert {entry.what for entry in others} == {"Signature asked for", "A version was signed by both"}
    assert {entry.url for entry in others} == {""}
    own = timeline.page(strands, Wish(family="notice", person=cast.priya.pk), size=50).entries
    assert [entry.what for entry in own] == ["Please read version 1 of Instruments, Europe"]
    # Nor does a search tell by what it finds.
    assert not timeline.page(strands, Wish(family="notice", text="instruments ines"), size=50).entries


def test_what_many_were_told_at_once_is_one_line(cast: Cast, in_force: Version) -> None:
    said = page_of(signed_in(cast.ines), in_force.agreement, what="notice", topic="reading")
    assert said.count("Please read version 1") == 1
    assert "others: Please read version 1" in said


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("query", "there", "not_there"),
    [
        ({"what": "event"}, "signed version 1", "edited version 1"),
        ({"what": "change"}, "edited version 1", "signed version 1"),
        ({"topic": "reading"}, "Nothing fits", "signed version 1"),
        ({"q": "signed daniel"}, "signed version 1", "edited version 1"),
        ({"since": "2026-11-01"}, "Nothing fits", "signed version 1"),
        ({"until": "2026-06-30", "what": "event"}, "signed version 1", "laid the figures"),
        ({"q": "no such words"}, "Nothing fits", "signed version 1"),
        ({"person": "none", "what": "odd", "after": "odd"}, "signed version 1", "Nothing fits"),
    ],
)
def test_the_filter_narrows_the_page(
    cast: Cast, in_force: Version, query: dict[str, str], there: str, not_there: str
) -> None:
    browser = signed_in(cast.ruth)
    if query == {"topic": "reading"}:
        query = {**query, "what": "change"}
    said = page_of(browser, in_force.agreement, **query)
    assert there in said
    assert not_there not in said


def test_older_lines_follow_page_by_page_without_javascript_and_in_place_with_it(
    cast: Cast, in_force: Version
) -> None:
    for number in range(60):
        ledger_line(in_force.agreement, number)
    browser = signed_in(cast.ruth)
    address = reverse("agreements:history", args=[in_force.agreement.slug])
    first = browser.get(address)
    older = first.context["told"].older_url
    assert first.content.decode().count("confirmed reading version 1") == 50
    rest = browser.get(older)
    assert rest.content.decode().count("confirmed reading version 1") == 10
    assert "Newest" in rest.content.decode()
    fragment = browser.get(f"{older}&rest", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment and fragment.count("confirmed reading version 1") == 10
    # The lines go on with the same day, which the page says already.
    assert 'class="day">Today' not in fragment
    told = browser.get(address, {"what": "event"}, headers={"HX-Request": "true"}).content.decode()
    assert told.lstrip().startswith('<section id="history"')
    restored = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in browser.get(address, headers=restored).content.decode()


def ledger_line(agreement: Agreement, number: int) -> Event:
    at = moments.NOW - timedelta(minutes=number + 1)
    return ledger.record(agreement, "version.read", at=at, by=None, data={"version": 1})


def test_a_page_asks_the_same_however_long_the_history_is(cast: Cast, in_force: Version) -> None:
    browser = signed_in(cast.helen)
    counts = []
    for lines in (1, 3, 300):
        while Event.objects.filter(kind="version.read").count() < lines:
            ledger_line(in_force.agreement, Event.objects.count())
        with CaptureQueriesContext(connection) as asked:
            page_of(browser, in_force.agreement, what="event", topic="reading")
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]


def test_an_export_holds_what_the_filter_shows_and_stays_on_record(cast: Cast, amended: Version) -> None:
    agreement = amended.agreement
    answer = signed_in(cast.ines).post(
        reverse("agreements:history_export", args=[agreement.slug]), {"format": "csv", "what": "change"}
    )
    assert answer.headers["Content-Disposition"].endswith('.csv"')
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(text)))
    newest = rows[0]
    assert newest["at (UTC)"] == "2026-11-17T09:42:00.000Z"
    assert newest["at (local)"] == "2026-11-17T09:42:00.000+00:00"
    assert (newest["time zone"], newest["who"]) == ("Europe/London", "Ines Marchetti")
    assert (newest["from"], newest["to"], newest["why"]) == ("95\u00a0%", "90\u00a0%", "Nobody kept 95 %.")
    assert newest["where"].endswith(f"/agreements/{agreement.slug}/2/")
    assert {row["what kind"] for row in rows} == {"change"}
    line = Event.objects.filter(kind="history.exported").get()
    assert line.by == cast.ines
    assert line.data == {
        "subject": "the agreement",
        "format": "csv",
        "filter": "Only: Changes",
        "lines": len(rows),
    }


def test_a_local_moment_is_that_of_the_reader_in_summer_too(cast: Cast, in_force: Version) -> None:
    answer = signed_in(cast.ines).post(
        reverse("agreements:history_export", args=[in_force.agreement.slug]),
        {"format": "json", "what": "event", "q": "began"},
    )
    exported = json.loads(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    first = exported["entries"][-1]
    utc, local = first["at (UTC)"], first["at (local)"]
    assert local.endswith("+01:00") and utc.endswith("Z")
    assert int(local[11:13]) == int(utc[11:13]) + 1
    assert exported["of"] == "Instruments, Europe"


def test_no_cell_of_an_export_is_a_formula(cast: Cast, amended: Version) -> None:
    agreements.edit(
        amended, {"title": "=1+1"}, by=cast.ines, at=moments.NOW - timedelta(minutes=5), why="=cmd()"
    )
    answer = signed_in(cast.ines).post(
        reverse("agreements:history_export", args=[amended.agreement.slug]), {"format": "csv"}
    )
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert "'=cmd()" in cells and "'=1+1" in cells
    assert not any(cell.startswith("=") for cell in cells)


@pytest.mark.parametrize(
    ("who", "reads", "exports"),
    [
        ("ines", 200, 200),
        ("daniel", 200, 200),
        ("helen", 200, 200),
        ("alex", 200, 200),
        ("ruth", 200, 403),
        ("priya", 200, 403),
    ],
)
def test_everybody_it_binds_reads_the_history_and_those_with_figures_take_it_along(
    cast: Cast, in_force: Version, who: str, reads: int, exports: int
) -> None:
    browser, slug = signed_in(getattr(cast, who)), in_force.agreement.slug
    assert browser.get(reverse("agreements:history", args=[slug])).status_code == reads
    answer = browser.post(reverse("agreements:history_export", args=[slug]), {"format": "json"})
    assert answer.status_code == exports
    assert Event.objects.filter(kind="history.exported").count() == (exports == 200)


def test_an_export_of_no_known_format_is_not_there_and_a_look_exports_nothing(
    cast: Cast, in_force: Version
) -> None:
    browser, address = (
        signed_in(cast.ines),
        reverse("agreements:history_export", args=[in_force.agreement.slug]),
    )
    assert browser.post(address, {"format": "xlsx"}).status_code == 404
    assert browser.get(address).status_code == 405
    assert not Event.objects.filter(kind="history.exported").exists()
