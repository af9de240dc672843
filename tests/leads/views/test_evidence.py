"""The leads behind a figure, as a page and as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import Version
from leads.models import Channel, Lead, Stint
from tests.factories import leads, moments, quarter
from tests.factories.people import Cast

SLUG = "instruments-europe"


@pytest.fixture(autouse=True)
def _story_time() -> Iterator[None]:
    with time_machine.travel(moments.NOW, tick=False):
        yield


@pytest.fixture
def stints(in_force: Version, client: Client, cast: Cast) -> dict[str, Stint]:
    """The quarter has happened, and the manager is signed in."""
    client.force_login(cast.helen)
    return quarter.play(in_force.agreement)


def behind(client: Client, figure: str, query: str = "") -> str:
    answer = client.get(f"{reverse('leads:figure', args=[SLUG, quarter.NAME, figure])}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_late_lead_says_how_late(stints: dict[str, Stint], client: Client) -> None:
    html = behind(client, "S1", "?part=missed")
    assert "Anouk Visser" in html
    assert "Met, late by 2 h" in html
    assert "Not answered, late by 9 days" not in html
    assert "Not answered, late by 8 days" in html  # Roisin, in business days
    assert "Maya Okafor" not in html


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        ("M1", "Met the definition"),
        ("M2", "Complete"),
        ("M4", "Delivered"),
        ("M5", "Accepted"),
        ("S3", "Not answered, late by"),
        ("S4", "Its status grew too old"),
        ("S5", "Contact details do not work"),
        ("returned", "Contact details do not work"),
        ("disqualified", "Unable to reach"),
        ("lead", "Nobody Much"),
        ("overdue", "S2"),
    ],
)
def test_each_figure_says_what_counted(
    stints: dict[str, Stint], client: Client, figure: str, said: str
) -> None:
    assert said in behind(client, figure)


def test_what_narrows_the_list_is_named_and_can_be_left_out(stints: dict[str, Stint], client: Client) -> None:
    channel = Channel.objects.get(slug="webinar")
    owner = stints["owen"].owner_id
    html = behind(client, "S1", f"?part=kept&channel={channel.pk}&person={owner}&week=5&after=10&within=20")
    assert "Owen Pritchard" in html
    for chip in ("Webinar", str(stints["owen"].owner), "Week of 2 Nov", "After 10 min, within 20 min"):
        assert chip in html
    assert f"?part=kept&amp;person={owner}&amp;week=5&amp;after=10&amp;within=20" in html


@pytest.mark.parametrize("query", ["?part=all", "?person=me", "?week=99", "?since=yesterday"])
def test_an_address_that_asks_for_nonsense_is_not_found(
    stints: dict[str, Stint], client: Client, query: str
) -> None:
    assert client.get(f"{reverse('leads:figure', args=[SLUG, quarter.NAME, 'S1'])}{query}").status_code == 404


@pytest.mark.parametrize("figure", ["S9", "M6", "secrets"])
def test_another_figure_is_not_found(stints: dict[str, Stint], client: Client, figure: str) -> None:
    assert client.get(reverse("leads:figure", args=[SLUG, quarter.NAME, figure])).status_code == 404


def test_leads_a_sales_leader_may_not_open_are_counted_and_not_named(
    stints: dict[str, Stint], client: Client, cast: Cast
) -> None:
    client.force_login(cast.daniel)
    html = behind(client, "lead")
    nobody = Lead.objects.get(name="Nobody Much")
    assert "Nobody Much" not in html
    assert "Lead of another team" in html
    assert nobody.reference in html
    assert "Maya Okafor" in html


def test_nothing_behind_a_figure_says_so(in_force: Version, client: Client, cast: Cast) -> None:
    client.force_login(cast.helen)
    assert "No lead stands behind this" in behind(client, "S1")


@pytest.mark.slow
def test_the_list_is_paged_at_a_fixed_number_of_queries(
    in_force: Version, client: Client, cast: Cast
) -> None:
    client.force_login(cast.helen)
    channel = leads.channel(in_force.agreement)
    leads.handed_over(channel, at=quarter.at(2, "10:00"))
    for figure in ("S1", "M2", "lead"):
        behind(client, figure)
        with CaptureQueriesContext(connection) as one:
            behind(client, figure)
        leads.handed_over(
            channel,
            {"S1": "Stefan Krol", "M2": "Anouk Visser", "lead": "Roisin Daly"}[figure],
            at=quarter.at(3, "10:00"),
        )
        with CaptureQueriesContext(connection) as many:
            behind(client, figure)
        assert len(one) == len(many), figure


def test_the_list_goes_into_a_file(stints: dict[str, Stint], client: Client) -> None:
    Lead.objects.filter(name="Roisin Daly").update(name="=HYPERLINK(1)")
    answer = client.get(f"{reverse('leads:figure_csv', args=[SLUG, quarter.NAME, 'S1'])}?part=missed")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(text.splitlines()))
    assert [(row["name"], row["result"], row["clause"]) for row in rows] == [
        ("'=HYPERLINK(1)", "missed", "S1"),
        ("Anouk Visser", "missed", "S1"),
    ]
    assert rows[1]["due_at"] == "2026-11-04T10:00:00+00:00"
    assert rows[1]["said"] == "Met, late by 2 h"


def test_who_may_not_export_gets_no_file(stints: dict[str, Stint], client: Client, cast: Cast) -> None:
    client.force_login(cast.priya)
    assert client.get(reverse("leads:figure_csv", args=[SLUG, quarter.NAME, "S1"])).status_code == 403
