"""The dashboard as a PDF: who may have it, that it says what the page says, and that no name breaks it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import accumulate
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from agreements.models import Agreement, Version
from leads.operations import closing_quarter, following_up
from leads.queries import compliance
from leads.views import quarter_paper
from leads.views.board import Board, board
from slaportal import typesetting
from slaportal.ui.tones import TONES
from tests.factories import agreements, leads, moments, quarter, terms
from tests.factories.people import Cast
from tests.leads.operations.test_closing_quarter import CLOSES
from tests.leads.views.conftest import SignIn

SLUG = "instruments-europe"
HERE = [SLUG, quarter.NAME]


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Stand still at Tuesday 17 November 2026, 10:42 in London."""
    with time_machine.travel(moments.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def helen(sign_in: SignIn, cast: Cast) -> Client:
    """A browser in which the manager is signed in."""
    return sign_in(cast.helen)


def pdf(client: Client, *args: str) -> bytes:
    answer = client.get(reverse("leads:dashboard_pdf", args=args or HERE))
    assert answer.status_code == 200, answer.status_code
    return answer.content


def pages(content: bytes) -> list[str]:
    """The text of each page, with plain spaces and whole words."""
    return [_plain(page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages]


def text(content: bytes) -> str:
    return " ".join(pages(content))


def board_of(agreement: Agreement, cast: Cast) -> Board:
    at = timezone.now()
    return board(agreement, compliance.for_quarter(agreement, quarter.NAME, at=at), viewer=cast.helen)


def paper_of(agreement: Agreement, cast: Cast) -> dict[str, Any]:
    return quarter_paper.paper_of(agreement, board_of(agreement, cast), at=timezone.now())


def _plain(said: str) -> str:
    return " ".join(said.replace("\N{ZERO WIDTH SPACE}", "").split())


def words_of(html: str) -> str:
    return _plain(unescape(re.sub(r"<[^>]+>", " ", html)))


def cards_of(html: str) -> dict[str, tuple[str, ...]]:
    """Code → name, verdict, actual promise and n, as the cards of the page say them."""
    cards = {}
    for card in html.split('<a class="card cc"')[1:]:
        found = re.search(
            r'class="clause">(?P<code>\w+)<.*?class="pill[^>]*>(?P<verdict>.*?)</span>.*?class="cc-t">(?P<name>.*?)</p>'
            r'.*?<b[^>]*>(?P<actual>.*?)</b>.*?class="cc-p">(?P<promise>.*?)<span[^>]*>(?P<basis>.*?)</span>',
            card,
            re.DOTALL,
        )
        assert found is not None
        parts = [words_of(found[part]) for part in ("name", "verdict", "actual", "promise", "basis")]
        cards[found["code"]] = tuple(part.removeprefix("Promise ").removeprefix("n ") for part in parts)
    return cards


@pytest.mark.parametrize("who", ["ines", "daniel", "helen", "ruth", "priya", "alex"])
def test_who_may_take_the_figures_along_may_have_them_on_paper(
    in_force: Version, cast: Cast, sign_in: SignIn, who: str
) -> None:
    client = sign_in(getattr(cast, who))
    answer = client.get(reverse("leads:dashboard_pdf", args=HERE))
    assert answer.status_code == client.get(reverse("leads:dashboard_csv", args=HERE)).status_code
    assert answer.status_code == (200 if who in ("ines", "daniel", "helen", "alex") else 403)


def test_it_is_for_people_who_are_signed_in_and_only_read(
    in_force: Version, client: Client, helen: Client
) -> None:
    url = reverse("leads:dashboard_pdf", args=HERE)
    assert client.get(url).headers["Location"].startswith(reverse("account_login"))
    assert helen.post(url).status_code == 405


def test_it_comes_as_a_file_of_its_quarter(in_force: Version, helen: Client) -> None:
    answer = helen.get(reverse("leads:dashboard_pdf", args=HERE))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{SLUG}-{quarter.NAME}.pdf"'
    assert answer.headers["Cache-Control"] == "private"
    assert answer.content.startswith(b"%PDF-")
    assert b"pdfaid" in answer.content


def test_the_page_offers_it_beside_the_csv(in_force: Version, helen: Client) -> None:
    html = helen.get(reverse("leads:dashboard", args=HERE)).content.decode()
    assert html.count(f'href="{reverse("leads:dashboard_pdf", args=HERE)}"') == 1


def test_it_says_what_the_page_says(in_force: Version, helen: Client) -> None:
    quarter.play(in_force.agreement)
    html = helen.get(reverse("leads:dashboard", args=HERE)).content.decode()
    said, shown = text(pdf(helen)), words_of(html)
    cards = cards_of(html)
    assert list(cards) == ["M1", "M2", "M3", "M4", "M5", "S1", "S2", "S3", "S4", "S5"]
    for code, (name, verdict, actual, promise, basis) in cards.items():
        row = re.split(r" [MS]\d [A-Z]| Sales promises | Pace M4 ", said.split(f" {code} {name} ")[1])[0]
        assert f" {promise} {actual} {basis} {verdict} " in f"{row} ", (code, row)
    for side in html.split('class="verd"')[1:]:
        assert words_of(side.split("<p>")[1].split("</p>")[0]) in said
    for words in (
        "Fourth quarter 2026",
        "1 October to 31 December",
        "day 33 of 64",
        "agreement v1",
        "Ines Marchetti",
        "Daniel Osei",
        "118 leads behind",
        "6 delivered",
        "ideal 124, 118 behind",
        "95 % behind",
    ):
        assert words in shown, words
        assert words in said, words
    assert "counted 17 November 2026, 10:42:00 UTC+00:00" in said


def test_every_page_says_which_when_and_where(in_force: Version, helen: Client) -> None:
    quarter.play(in_force.agreement)
    said = pages(pdf(helen))
    assert len(said) == 2
    for number, page in enumerate(said, start=1):
        assert page.startswith("Instruments, Europe Fourth quarter 2026 ")
        assert f"Made 17 November 2026, 10:42:00 UTC+00:00 Page {number} of 2 " in page
        assert reverse("leads:dashboard", args=HERE) in page


def test_times_have_their_median_and_percentile(in_force: Version, helen: Client) -> None:
    quarter.play(in_force.agreement)
    said = text(pdf(helen))
    figures = compliance.for_quarter(in_force.agreement, quarter.NAME, at=moments.NOW)
    timed = [figure.clause.code for figure in figures.figures if figure.times]
    assert timed == ["M3", "S1", "S2"]
    assert "Within best 40.0 % · Median 1 h · 90th percentile Not answered" in said
    assert said.count("90th percentile") == len(timed)


def test_the_weeks_stand_against_their_part_of_the_promise(
    in_force: Version, helen: Client, cast: Cast
) -> None:
    quarter.play(in_force.agreement)
    paper = paper_of(in_force.agreement, cast)
    weeks = paper["pace"]["weeks"]
    assert [week["label"] for week in weeks][:3] == ["1 Oct", "5 Oct", "12 Oct"]
    assert len(weeks) == 14
    counts = [int(week["shown"][0]) for week in weeks if week["shown"][0]]
    assert counts == [0, 0, 0, 0, 0, 5, 0, 1]  # Tobias was returned
    assert [week["is_over"] for week in weeks] == [True] * 7 + [False] * 7
    assert [week["bar"] is None for week in weeks] == [False] * 8 + [True] * 6
    assert [week["shown"] for week in weeks[8:10]] == [["", "", "158", ""], ["", "", "176", ""]]
    course = board_of(in_force.agreement, cast).pace
    assert course is not None
    assert [tuple(week["shown"][1:]) for week in weeks[:8]] == [row[1:] for row in course.table.rows]
    said = text(pdf(helen))
    assert "Week from 1 Oct 5 Oct 12 Oct" in said
    assert " ".join(["In the week", *map(str, counts)]) in said
    assert " ".join(["Delivered so far", *map(str, accumulate(counts))]) in said
    assert "in the running week so far" in said


def test_the_first_hours_of_a_week_stand_at_its_beginning(
    in_force: Version, cast: Cast, clock: time_machine.Traveller
) -> None:
    clock.move_to(datetime(2026, 11, 16, 9, 30, tzinfo=UTC))
    weeks = paper_of(in_force.agreement, cast)["pace"]["weeks"]
    assert weeks[6]["shown"] == ["0", "0", "120", "−120"]
    assert weeks[7]["shown"] == ["0", "0", "120", "−120"]
    assert (weeks[6]["is_over"], weeks[7]["is_over"]) == (True, False)


def test_reasons_and_sources_are_those_of_the_page(in_force: Version, helen: Client) -> None:
    quarter.play(in_force.agreement)
    said = text(pdf(helen))
    assert "Returned 1 " in said
    assert "Contact details do not work Clerical 1" in said
    assert "Disqualified 1 " in said
    assert "Unable to reach 1" in said
    assert "By source accepted of decided Price request 100 % 3 Webinar 50.0 % 2" in said
    assert "Of the touches promised, " in said


def test_the_same_figures_and_moment_give_the_same_bytes(
    in_force: Version, helen: Client, sign_in: SignIn, cast: Cast, clock: time_machine.Traveller
) -> None:
    quarter.play(in_force.agreement)
    first = pdf(helen)
    cast.ines.time_zone = "Asia/Tokyo"
    cast.ines.save()
    assert pdf(helen) == first
    assert pdf(sign_in(cast.ines)) == first
    clock.shift(timedelta(minutes=1))
    assert pdf(helen) != first


def test_a_closed_quarter_shows_its_frozen_figures(
    in_force: Version, cast: Cast, sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    stints = quarter.play(in_force.agreement)
    scorecard = closing_quarter.close(in_force.agreement, quarter.NAME, at=CLOSES, by=None)
    clock.move_to(CLOSES + timedelta(days=1))
    helen = sign_in(cast.helen)
    before = text(pdf(helen))
    owner = stints["hamid"].owner
    following_up.log(stints["hamid"], kind="call", outcome="reached", at=CLOSES + timedelta(days=1), by=owner)
    assert text(pdf(helen)) == before
    for words in (
        "Fourth quarter 2026 Closed",
        "closed 5 January 2027, 09:00:00 UTC+00:00",
        "Made 6 January 2027, 09:00:00 UTC+00:00",
        f"Frozen figures, SHA-256 {scorecard.digest}.",
        "50.0 % 6 Missed",
    ):
        assert words in before, words
    assert "Running" not in before
    assert "day 33" not in before
    assert "running week" not in before


def test_another_version_earlier_in_the_quarter_is_named(in_force: Version, helen: Client) -> None:
    agreements.amend(in_force.agreement, {"required": ("name", "email")}, at=quarter.at(12, "12:00"))
    said = text(pdf(helen))
    assert "In force agreement v2, earlier in this quarter v1" in said
    assert (
        "Another version was in force earlier in this quarter. The promises are those of version 2," in said
    )


@pytest.mark.parametrize("name", ["2026-Q1", "2027-Q1", "Q4", "nothing"])
def test_a_quarter_in_which_nothing_was_promised_is_not_found(
    in_force: Version, helen: Client, name: str
) -> None:
    assert helen.get(reverse("leads:dashboard_pdf", args=[SLUG, name])).status_code == 404


def test_who_does_not_read_the_agreement_does_not_find_it(
    in_force: Version, sign_in: SignIn, cast: Cast
) -> None:
    in_force.agreement.teams.remove(cast.demand)
    in_force.agreement.marketing_leader = cast.helen
    in_force.agreement.save()
    assert sign_in(cast.ines).get(reverse("leads:dashboard_pdf", args=HERE)).status_code == 404


def test_a_quarter_without_any_lead_says_not_measured(in_force: Version, helen: Client) -> None:
    said = text(pdf(helen))
    assert said.count("Not measured 0 Not measured") == 9
    assert "No lead was returned." in said
    assert "No lead was disqualified." in said
    assert "Nothing was handed over yet." in said
    assert "median" not in said.lower()


def test_before_the_first_workday_is_over_there_is_a_promise_and_no_course(
    in_force: Version, helen: Client, clock: time_machine.Traveller
) -> None:
    clock.move_to(datetime(2026, 10, 1, 9, 30, tzinfo=UTC))
    said = text(pdf(helen))
    assert "Promise 240 · The first workday is not over" in said
    assert "Pace M4 Not measured" in said
    assert "day 0 of 64" in said


def test_without_a_volume_there_are_no_weeks(cast: Cast, helen: Client) -> None:
    clauses = tuple(clause for clause in terms.sample().clauses if clause.kind != "volume")
    version = agreements.in_force(cast, clauses=clauses)
    quarter.play(version.agreement)
    said = text(pdf(helen))
    assert "Pace" not in said
    assert "Week from" not in said
    assert "Funnel" in said


MANY = "Instruments and instrumentation for every market that we know of, and for some that nobody has found so far, in Europe"
LONG = "Verwaltungsgerichtsverfahrensbeschleunigungszuständigkeitsverordnung" * 2


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (LONG[:120], LONG[:120]),
        (MANY[:120], MANY[:120]),
        ("Приборы, Европа", "Приборы, Европа"),
        ("仪器 Europe", "[U+4EEA U+5668] Europe"),
        ("#panic() *no* $x$ [a] <b> \\ @me", "#panic() *no* $x$ [a] <b> \\ @me"),
    ],
    ids=["one long word", "many words", "Cyrillic", "Chinese", "markup"],
)
def test_any_name_is_set_as_text(cast: Cast, helen: Client, name: str, shown: str) -> None:
    for person in (cast.ines, cast.daniel):
        person.full_name = name
        person.save()
    reasons = tuple(replace(reason, label=name) for reason in terms.sample().return_reasons)
    version = agreements.in_force(cast, name=name, return_reasons=reasons)
    quarter.play(version.agreement)
    made = pdf(helen, version.agreement.slug, quarter.NAME)
    said = "".join(text(made).split())
    assert said.count("".join(shown.split())) >= 4  # the agreement, both leaders, the reason of a return
    assert len(PdfReader(io.BytesIO(made)).pages) == 2
    assert ("Somecharactersinthisdocumenthavenofont" in said) == ("U+" in shown)
    assert PdfReader(io.BytesIO(made)).metadata.title == f"Fourth quarter 2026, {shown}"  # type: ignore[union-attr]


def test_a_document_that_cannot_be_made_is_said_on_the_page(
    in_force: Version, helen: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **options: Any) -> bytes:
        raise typesetting.CannotBeSet("no ink")

    monkeypatch.setattr(quarter_paper, "typeset", fail)
    answer = helen.get(reverse("leads:dashboard_pdf", args=HERE), follow=True)
    assert answer.redirect_chain[0][0] == reverse("leads:dashboard", args=HERE)
    assert "The document could not be made." in answer.content.decode()


def test_every_verdict_has_a_word_and_a_colour_on_paper(in_force: Version, cast: Cast) -> None:
    template = typesetting._path(quarter_paper.TEMPLATE).read_text()
    colours = {tone.colour for tone in TONES.values() if tone.colour}
    assert {colour for colour in colours if f"  {colour}: (" in template} == colours


def test_one_lead_and_many_take_the_same_queries(in_force: Version, helen: Client) -> None:
    channel = leads.channel(in_force.agreement)
    leads.handed_over(channel, at=quarter.at(2, "10:00"))
    pdf(helen)
    with CaptureQueriesContext(connection) as one:
        pdf(helen)
    for person in leads.OTHERS[:3]:
        leads.handed_over(channel, person, at=quarter.at(3, "10:00"))
    with CaptureQueriesContext(connection) as many:
        pdf(helen)
    assert len(one) == len(many)
