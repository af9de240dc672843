"""The dashboard's doors: who may look, what stands there, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import Version
from leads.operations import closing_quarter
from tests.factories import agreements, leads, moments, quarter
from tests.factories.people import Cast
from tests.leads.operations.test_closing_quarter import CLOSES


@pytest.fixture(autouse=True)
def _story_time() -> Iterator[None]:
    with time_machine.travel(moments.NOW, tick=False):
        yield


@pytest.fixture
def helen(client: Client, cast: Cast) -> Client:
    """A browser in which the manager is signed in."""
    client.force_login(cast.helen)
    return client


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(f"leads:{name}", args=args))
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


SLUG = "instruments-europe"


def test_the_quarter_reads_from_the_top(in_force: Version, helen: Client) -> None:
    quarter.play(in_force.agreement)
    html = page(helen, "dashboard", SLUG, quarter.NAME)
    assert "<h1>Fourth quarter 2026</h1>" in html
    assert "day 33 of 64" in html
    assert '<span class="c-warn">118 leads behind</span> pace.' in html
    assert '<span class="c-bad">Misses first response</span> by 35.0 points' in html
    for code, actual in (("M4", "6"), ("M5", "80.0\N{NO-BREAK SPACE}%"), ("S1", "60.0\N{NO-BREAK SPACE}%")):
        card = html.split(f">{code}</span>")[1].split("</a>")[0]
        assert f"<b>{actual}</b>" in card, code
    assert f"{reverse('leads:figure', args=[SLUG, quarter.NAME, 'S1'])}?part=missed" in html


@pytest.mark.slow
def test_every_address_on_the_dashboard_leads_somewhere(in_force: Version, helen: Client) -> None:
    quarter.play(in_force.agreement)
    html = page(helen, "dashboard", SLUG, quarter.NAME)
    behind = {
        part.split('"')[0].replace("&amp;", "&")
        for part in html.split('href="')[1:]
        if "/behind/" in part.split('"')[0]
    }
    assert len(behind) > 40
    wrong = {url: status for url in behind if (status := helen.get(url).status_code) != 200}
    assert wrong == {}


def test_a_quarter_without_any_lead_says_not_measured(in_force: Version, helen: Client) -> None:
    html = page(helen, "dashboard", SLUG, quarter.NAME)
    assert html.count("Not measured") >= 9
    assert "0 %" not in html.replace("0 %", "")
    assert "Nobody was handed a lead in this quarter." in html


def test_a_closed_quarter_shows_its_scorecard(in_force: Version, helen: Client) -> None:
    quarter.play(in_force.agreement)
    scorecard = closing_quarter.close(in_force.agreement, quarter.NAME, at=CLOSES, by=None)
    html = page(helen, "dashboard", SLUG, quarter.NAME)
    assert scorecard.digest in html
    assert "Kept 4 of 5." in html or "Kept 3 of 5." in html
    assert (
        page(helen, "figure", SLUG, quarter.NAME, "S1").count("Not answered") == 2
    )  # as it stood when it was closed


def test_another_version_earlier_in_the_quarter_is_named(in_force: Version, helen: Client) -> None:
    agreements.amend(in_force.agreement, {"required": ("name", "email")}, at=quarter.at(12, "12:00"))
    html = page(helen, "dashboard", SLUG, quarter.NAME)
    assert "Another version was in force earlier in this quarter." in html


@pytest.mark.parametrize("name", ["2026-Q1", "2027-Q1", "Q4", "nothing"])
def test_a_quarter_in_which_nothing_was_promised_is_not_found(
    in_force: Version, helen: Client, name: str
) -> None:
    assert helen.get(reverse("leads:dashboard", args=[SLUG, name])).status_code == 404


def test_who_does_not_read_the_agreement_does_not_find_its_score(
    in_force: Version, client: Client, cast: Cast
) -> None:
    in_force.agreement.teams.remove(cast.demand)
    in_force.agreement.marketing_leader = cast.helen
    in_force.agreement.save()
    client.force_login(cast.ines)
    assert client.get(reverse("leads:dashboard", args=[SLUG, quarter.NAME])).status_code == 404
    client.force_login(cast.priya)
    assert client.get(reverse("leads:dashboard", args=[SLUG, quarter.NAME])).status_code == 403


def test_the_dashboard_without_a_name_goes_to_the_running_quarter(in_force: Version, helen: Client) -> None:
    answer = helen.get(reverse("leads:dashboards"))
    assert answer.headers["Location"] == reverse("leads:dashboard", args=[SLUG, quarter.NAME])


def test_before_anything_is_in_force_it_says_what_to_do(draft: Version, helen: Client) -> None:
    assert "Nothing is promised yet" in page(helen, "dashboards")
    assert "The score stands here once" in page(helen, "scoreboard")


def test_the_score_stands_on_other_pages(in_force: Version, client: Client, cast: Cast) -> None:
    quarter.play(in_force.agreement)
    client.force_login(cast.ines)
    html = page(client, "scoreboard")
    assert "your side" in html
    assert "ideal today 124" in html
    assert "Since yesterday" in html
    assert page(client, "scoreboard", SLUG) == html


def test_patterns_come_as_a_fragment(in_force: Version, helen: Client) -> None:
    html = page(helen, "patterns", SLUG, quarter.NAME)
    assert "Nothing odd in the entries" in html
    assert "<html" not in html


def test_one_lead_and_many_take_the_same_queries(in_force: Version, helen: Client) -> None:
    channel = leads.channel(in_force.agreement)
    leads.handed_over(channel, at=quarter.at(2, "10:00"))
    for name in ("dashboard", "scoreboard"):
        args = [SLUG, quarter.NAME] if name == "dashboard" else [SLUG]
        page(helen, name, *args)
        with CaptureQueriesContext(connection) as one:
            page(helen, name, *args)
        for person in leads.OTHERS[:3] if name == "dashboard" else leads.OTHERS[3:]:
            leads.handed_over(channel, person, at=quarter.at(3, "10:00"))
        with CaptureQueriesContext(connection) as many:
            page(helen, name, *args)
        assert len(one) == len(many), name


def test_the_figures_go_into_a_file_that_is_no_formula(in_force: Version, helen: Client) -> None:
    channel = leads.channel(in_force.agreement, name="=cmd()", slug="evil")
    leads.handed_over(channel, at=quarter.at(2, "10:00"))
    answer = helen.get(reverse("leads:dashboard_csv", args=[SLUG, quarter.NAME]))
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{SLUG}-{quarter.NAME}.csv"'
    assert lines[0].startswith("group,figure,name,promised,actual,kept,n,verdict")
    assert "clause,M4,Volume,240,1,1,1,behind,,," in lines
    assert "clause,S1,First response,95,0.0,0,1,missed,0.0,," in lines
    assert f"source,{channel.pk},'=cmd(),,,0,0,,,," in lines
