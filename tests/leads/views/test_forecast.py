"""The forecast beside a draft."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from agreements.models import Version
from agreements.operations import drafting
from agreements.rules.criteria import notation
from agreements.rules.criteria.tree import All, Fact, identified
from leads.rules.forecast import Forecast
from tests.factories import quarter
from tests.factories.people import Cast

DECEMBER = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _story_time() -> Iterator[None]:
    with time_machine.travel(DECEMBER, tick=False):
        yield


@pytest.fixture
def amendment(in_force: Version, client: Client, cast: Cast) -> Version:
    """Version 2 as a draft over the leads of the quarter, with its author signed in."""
    quarter.play(in_force.agreement)
    client.force_login(cast.ines)
    return drafting.amend(in_force.agreement, at=DECEMBER, by=cast.ines)


def ask(client: Client, version: Version, *, run: bool = False) -> str:
    url = reverse("leads:forecast", args=[version.pk])
    answer = client.post(url) if run else client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_looking_changes_nothing_and_running_keeps_the_run(amendment: Version, client: Client) -> None:
    assert 'hx-trigger="load"' in ask(client, amendment)
    amendment.refresh_from_db()
    assert amendment.forecast is None

    html = ask(client, amendment, run=True)
    assert "<b>21</b> a quarter" in html
    assert "219 below the promised 240" in html
    assert "On the last month" in html
    amendment.refresh_from_db()
    assert amendment.forecast is not None
    assert Forecast.from_document(amendment.forecast).qualified == 7
    assert "<b>21</b> a quarter" in ask(client, amendment)  # kept, so it is only shown


def test_a_changed_definition_is_run_again(amendment: Version, client: Client, cast: Cast) -> None:
    ask(client, amendment, run=True)
    definition = notation.dump(identified(All((Fact("employees", "at_least", 5000),))))
    drafting.edit(
        amendment, terms={"definition": definition}, seen_revision=None, at=DECEMBER, by=cast.ines, why="x"
    )
    assert 'hx-trigger="load"' in ask(client, amendment)
    html = ask(client, amendment, run=True)
    assert "<b>0</b> a quarter" in html
    assert "No sign of interest is asked for." in html


def test_the_numbers_go_to_their_places_in_the_builder(amendment: Version, client: Client) -> None:
    html = ask(client, amendment, run=True)
    root = notation.parse(amendment.document["definition"])
    assert isinstance(root, All)
    industry = root.items[0]
    assert f'<span class="cb-n" id="n-{industry.id}" hx-swap-oob="true">8 → 7</span>' in html
    assert "Of 8 leads in 12 months, <b>7</b> would qualify" in html


def test_the_version_in_force_stands_beside_it(amendment: Version, client: Client) -> None:
    assert "v1, in force" in ask(client, amendment, run=True)


def test_without_past_leads_it_says_what_to_do(draft: Version, client: Client, cast: Cast) -> None:
    client.force_login(cast.ines)
    assert "No lead came in during the last 12 months" in ask(client, draft, run=True)


def test_a_signed_version_keeps_the_run_it_was_signed_with(
    in_force: Version, client: Client, cast: Cast
) -> None:
    client.force_login(cast.ines)
    quarter.play(in_force.agreement)
    ask(client, in_force, run=True)
    in_force.refresh_from_db()
    assert in_force.forecast is None


def test_somebody_elses_draft_is_not_found(amendment: Version, client: Client, cast: Cast) -> None:
    amendment.agreement.teams.remove(cast.continent)
    client.force_login(cast.lena)
    assert client.get(reverse("leads:forecast", args=[amendment.pk])).status_code == 404
