"""The queue: what stands in it for whom, what it says, and what it costs."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leads.models import Channel, Stint
from leads.operations import answering, escalating, following_up
from tests.factories import leads, moments
from tests.factories.people import Cast
from tests.leads.views.conftest import SignIn

pytestmark = pytest.mark.usefixtures("story_time")
QUEUE = "/queue/"
HTMX = {"HX-Request": "true"}


def owner_of(stint: Stint) -> object:
    assert stint.owner is not None
    return stint.owner


def html(browser: Client, address: str = QUEUE) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_row_says_what_is_due_who_it_is_why_it_came_and_what_comes_next(
    maya: Stint, sign_in: SignIn
) -> None:
    shown = html(sign_in(maya.owner))
    row = shown.split('<li class="qrow is-on"')[1].split("</li>")[0]
    assert "<b>30 min left</b><span>S1 First response</span>" in row
    assert (
        f'<a href="/leads/{maya.lead_id}/">Maya Okafor</a><span>VP Operations, Aldermoor Foods plc</span>'
        in row
    )
    assert '<span class="chip">Asked for a price</span><span class="chip">Budget £60k</span>' in row
    assert '<span class="src">Price request, 10:42</span>' in row
    assert 'aria-label="0 of 3 calls, 0 of 3 e-mails"' in row
    assert "<b>First call</b><span>best by 11:12</span>" in row
    assert 'Due today <span class="count" id="n-today">1</span>' in shown


def test_the_reps_see_their_own_and_the_team_scope_names_owners(
    form: Channel, cast: Cast, sign_in: SignIn
) -> None:
    stints = [leads.handed_over(form, name) for name in leads.OTHERS[:3]]
    assert {stint.owner for stint in stints} == {cast.priya, cast.tom, cast.marcus}
    browser = sign_in(cast.priya)
    assert html(browser).count("data-row ") == 1
    team = html(browser, f"{QUEUE}?scope=team")
    assert team.count("data-row ") == 3
    for name in ("Priya Raman", "Tom Hallett", "Marcus Webb"):
        assert f'<span class="src">{name} · Price request, 10:42</span>' in team
    assert html(sign_in(cast.lena), f"{QUEUE}?scope=team").count("data-row ") == 0


@pytest.mark.parametrize(
    ("who", "scopes"), [("priya", "Mine Team"), ("daniel", "Mine Team"), ("ines", "Mine Team"), ("helen", "")]
)
def test_scopes_are_offered_where_they_differ(
    maya: Stint, cast: Cast, sign_in: SignIn, who: str, scopes: str
) -> None:
    shown = html(sign_in(getattr(cast, who)))
    assert ("Whose leads" in shown) is bool(scopes)
    # Who owns no leads starts with the team's.
    assert ("data-row " in shown) is (who != "priya" or maya.owner == cast.priya)


def test_those_who_only_look_are_offered_nothing_to_do(maya: Stint, cast: Cast, sign_in: SignIn) -> None:
    for who in (cast.helen, cast.ines):
        assert "row-actions" not in html(sign_in(who), f"{QUEUE}?scope=team")
    assert "row-actions" in html(sign_in(cast.daniel))


def test_tabs_hold_what_they_say_with_their_counts(form: Channel, cast: Cast, sign_in: SignIn) -> None:
    late, tried, returned = (leads.handed_over(form, name) for name in leads.OTHERS[:3])
    for stint in (late, tried, returned):
        following_up.give(
            stint, cast.priya, at=moments.NOW, by=cast.daniel, why="Tom is away"
        ) if stint.owner != cast.priya else None
    running = {stint.lead_id: stint for stint in Stint.objects.filter(ended_at=None)}
    following_up.log(running[tried.lead_id], kind="call", outcome="no_answer", at=moments.NOW, by=cast.priya)
    answering.return_lead(running[returned.lead_id], reason="duplicate", at=moments.NOW, by=cast.priya)
    browser = sign_in(cast.priya)
    found = {}
    for tab in ("all", "no_attempt", "overdue", "returned"):
        shown = html(browser, f"{QUEUE}?preset={tab}&scope=mine")
        found[tab] = shown.count("data-row ")
        current = shown.split('class="tabs q-tabs"')[1].split('aria-current="true">')[1].split("</a>")[0]
        assert f'<span class="n">{found[tab]}</span>' in current
    assert found == {"all": 2, "no_attempt": 1, "overdue": 0, "returned": 1}
    assert "Returned 17 Nov" in html(browser, f"{QUEUE}?preset=returned")


def test_what_was_missed_stands_on_top_and_says_by_how_much(
    form: Channel, cast: Cast, sign_in: SignIn
) -> None:
    late = leads.handed_over(form, "Stefan Krol", at=moments.NOW - timedelta(days=4))
    escalating.tick(at=moments.NOW)
    shown = html(sign_in(late.owner))
    assert 'class="q-grp q-grp-bad"' in shown
    assert '<div class="due due-late" data-left="-' in shown
    assert "<b>Call now</b>" in shown


def test_nonsense_in_the_address_is_left_out(maya: Stint, sign_in: SignIn) -> None:
    browser = sign_in(maya.owner)
    for nonsense in (
        "preset=none-such",
        "scope=everybody",
        "page=x",
        "page=-3",
        "owner=abc",
        "due=never",
        "owner=1",
    ):
        assert html(browser, f"{QUEUE}?{nonsense}")
    assert html(browser, f"{QUEUE}?page=9999")


def test_the_filter_narrows_the_lines_and_says_so(form: Channel, cast: Cast, sign_in: SignIn) -> None:
    for name in leads.OTHERS[:4]:
        leads.handed_over(form, name)
    browser = sign_in(cast.daniel)
    assert html(browser, f"{QUEUE}?q=krol").count("data-row ") == 1
    assert html(browser, f"{QUEUE}?due=response").count("data-row ") == 4
    assert html(browser, f"{QUEUE}?owner={cast.priya.pk}").count("data-row ") in (1, 2)
    empty = html(browser, f"{QUEUE}?due=status")
    assert "No lead fits the filter" in empty
    panel = browser.get("/queue/filter/?scope=team&q=krol", headers=HTMX).content.decode()
    assert panel.lstrip().startswith('<form method="get"')
    assert 'value="krol"' in panel
    assert "Priya Raman" in panel
    assert "<html" in html(browser, "/queue/filter/")


@pytest.mark.parametrize(
    ("preset", "title"),
    [
        ("all", "Nothing waits for you"),
        ("overdue", "Nothing is overdue"),
        ("returned", "No lead was returned"),
        ("recycled", "No lead rests"),
        ("unassigned", "Every lead has an owner"),
    ],
)
def test_an_empty_tab_says_what_will_show_there(
    in_force: object, cast: Cast, sign_in: SignIn, preset: str, title: str
) -> None:
    assert title in html(sign_in(cast.priya), f"{QUEUE}?preset={preset}")


@pytest.mark.parametrize("address", [QUEUE, f"{QUEUE}?scope=team", f"{QUEUE}?preset=overdue"])
def test_three_rows_cost_the_queries_of_one_and_no_more_than_ten(
    form: Channel, cast: Cast, sign_in: SignIn, address: str
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            html(browser, address)
        return len(queries)

    browser = sign_in(cast.priya)
    for name in leads.OTHERS[:3]:
        leads.handed_over(form, name)
    html(browser, address)  # the text of the version is read once a process
    one = cost()
    for name in leads.OTHERS[3:]:
        leads.handed_over(form, name)
    assert cost() == one <= 10


def test_fifty_rows_weigh_no_more_than_sixty_thousand_bytes(
    form: Channel, cast: Cast, sign_in: SignIn
) -> None:
    first = ("Bartholomew", "Wilhelmina", "Maximilian", "Alexandrina", "Christopher")
    for number in range(52):
        name = f"{first[number % 5]} Okafor{chr(97 + number // 26)}{chr(97 + number % 26)}"
        leads.handed_over(form, name, title="Engineering Manager", phone=f"+44 20 7946 {number:04}")
    answer = sign_in(cast.daniel).get(f"{QUEUE}?scope=team")
    assert answer.content.count(b"data-row ") == 50
    assert b"Page 1" in answer.content
    # Where the portal is served, one sheet and one script take the place of all these (test_joined.py).
    parts = re.compile(rb'<(link rel="stylesheet"|script)[^>]*>(</script>)?')
    assert len(parts.sub(b"", answer.content)) <= 59_500


def test_the_number_beside_the_queue_is_that_of_the_tab(maya: Stint, sign_in: SignIn) -> None:
    browser = sign_in(maya.owner)
    entry = html(browser).split('href="/queue/" title="Queue"')[1].split("</a>")[0]
    assert '<span class="n">1</span>' in entry
    assert (
        '<span class="n">1</span>'
        in html(browser, reverse("accounts:profile")).split('title="Queue"')[1][:300]
    )


def test_the_preview_shows_the_clock_the_reasons_and_what_to_ask(maya: Stint, sign_in: SignIn) -> None:
    shown = html(sign_in(maya.owner), f"/leads/{maya.lead_id}/preview/")
    assert "<html" not in shown
    assert "Agreement v1, clause S1" in shown
    assert '<p class="pv-left">30 min left</p>' in shown
    assert "7 of 7 met" in shown
    assert "Still to ask" in shown
    assert "Authority" in shown.split("Still to ask")[1]
    assert "“Two inline checkweighers for the new Leeds line.”" in shown
    assert "10:42 there" in shown
