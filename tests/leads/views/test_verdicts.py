"""How each promise stands, put beside its text on the agreement's page."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import Version
from leads.operations import closing_quarter
from tests.factories import leads, quarter
from tests.factories.people import Cast
from tests.leads.operations.test_closing_quarter import CLOSES
from tests.leads.views.conftest import SignIn

pytestmark = pytest.mark.usefixtures("story_time")

SLUG = "instruments-europe"
#: A place on the agreement's page: which, the way to the leads, what it holds.
PLACE = re.compile(r'<a class="ag-v" id="v-(\w+)" href="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
#: A card of the dashboard: the way to the leads, what it holds.
CARD = re.compile(r'<a class="card cc" href="([^"]+)">(.*?)</a>', re.DOTALL)


def ask(browser: Client, slug: str = SLUG) -> str:
    answer = browser.get(reverse("leads:verdicts", args=[slug]))
    assert answer.status_code == 200
    return answer.content.decode()


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def actual(html: str) -> str:
    found = re.search(r"<b[^>]*>(.*?)</b>", html)
    assert found is not None
    return found.group(1)


def test_the_figures_are_those_of_the_dashboard(in_force: Version, cast: Cast, sign_in: SignIn) -> None:
    quarter.play(in_force.agreement)
    browser = sign_in(cast.helen)
    places = {url: (actual(html), words(html)) for _code, url, html in PLACE.findall(ask(browser))}
    dashboard = browser.get(reverse("leads:dashboard", args=[SLUG, quarter.NAME])).content.decode()
    cards = {url: (actual(html), words(html)) for url, html in CARD.findall(dashboard)}
    assert len(cards) == 10
    assert {url: said for url, (said, _words) in places.items()} == {
        url: said for url, (said, _words) in cards.items()
    }
    for url, (_said, text) in places.items():
        verdict = text.split()[-1]
        assert verdict in ("Kept", "Behind", "Missed")
        assert verdict in cards[url][1].split(), url


def test_each_side_says_how_many_it_keeps(in_force: Version, cast: Cast, sign_in: SignIn) -> None:
    quarter.play(in_force.agreement)
    html = ask(sign_in(cast.helen))
    assert [words(side) for side in re.findall(r'<span id="v-\w+" .*?</span>', html, re.DOTALL)] == [
        "· 3 of 5 kept this quarter",
        "· 1 of 5 kept this quarter",
    ]


def test_before_the_first_lead_nothing_is_measured(in_force: Version, cast: Cast, sign_in: SignIn) -> None:
    html = ask(sign_in(cast.helen))
    said = {code: words(place) for code, _url, place in PLACE.findall(html)}
    assert said.pop("M4") == "0 of 240 Behind"
    assert set(said.values()) == {"Not measured Not measured"}
    assert "0\N{NO-BREAK SPACE}%" not in html


def test_a_quarter_closed_early_shows_its_scorecard(in_force: Version, cast: Cast, sign_in: SignIn) -> None:
    """What happened after a quarter was closed is beside the point: the next one is asked for."""
    quarter.play(in_force.agreement)
    closing_quarter.close(in_force.agreement, quarter.NAME, at=CLOSES, by=None)
    places = PLACE.findall(ask(sign_in(cast.helen)))
    frozen = sign_in(cast.helen).get(reverse("leads:dashboard", args=[SLUG, quarter.NAME])).content.decode()
    assert [actual(html) for _code, _url, html in places] == [
        actual(html) for _url, html in CARD.findall(frozen)
    ]


@pytest.mark.parametrize("who", ["priya", "ruth"])
def test_who_may_not_see_the_dashboard_is_refused(
    in_force: Version, cast: Cast, sign_in: SignIn, who: str
) -> None:
    assert sign_in(getattr(cast, who)).get(reverse("leads:verdicts", args=[SLUG])).status_code == 403


def test_strangers_sign_in_first(in_force: Version, client: Client) -> None:
    assert client.get(reverse("leads:verdicts", args=[SLUG])).status_code == 302


def test_nothing_is_found_where_nothing_was_in_force(draft: Version, cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.helen)
    assert browser.get(reverse("leads:verdicts", args=[draft.agreement.slug])).status_code == 404
    assert browser.get(reverse("leads:verdicts", args=["nothing"])).status_code == 404


def test_it_is_only_looked_at(in_force: Version, cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.helen).post(reverse("leads:verdicts", args=[SLUG])).status_code == 405


def test_one_lead_and_many_take_the_same_queries(in_force: Version, cast: Cast, sign_in: SignIn) -> None:
    browser, channel = sign_in(cast.helen), leads.channel(in_force.agreement)
    leads.handed_over(channel, at=quarter.at(2, "10:00"))
    ask(browser)
    with CaptureQueriesContext(connection) as one:
        ask(browser)
    for person in leads.OTHERS[:3]:
        leads.handed_over(channel, person, at=quarter.at(3, "10:00"))
    with CaptureQueriesContext(connection) as many:
        ask(browser)
    assert len(one) == len(many)
