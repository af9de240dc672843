"""Negotiating in a real browser: a rep comments and suggests, a leader accepts, and the page is never loaded anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from agreements import queries
from agreements.models import Comment, Suggestion, Version
from agreements.operations import discussing
from slaportal.accounts.models import User
from tests.browser.test_look import is_fault
from tests.factories import moments
from tests.factories.people import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Desk = Callable[..., Page]


@pytest.fixture
def desk(live_server: LiveServer, chromium: Browser) -> Iterator[Desk]:
    """Open an address before somebody, on a page that must raise no error."""
    contexts, faults = [], []

    def open(person: User, address: str, *, width: int = 1440, theme: str = "light") -> Page:
        client = Client()
        client.force_login(person)
        context = chromium.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        for name, value in ((settings.SESSION_COOKIE_NAME, session), ("theme", theme)):
            context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if is_fault(message) else None)
        page.goto(live_server.url + address)
        return page

    yield open
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def address(draft: Version) -> str:
    return reverse("agreements:draft", args=["instruments-europe", draft.number])


def test_a_rep_comments_and_suggests_and_a_leader_accepts(
    desk: Desk, cast: Cast, draft: Version, address: str
) -> None:
    page = desk(cast.priya, address)
    page.evaluate("document.body.dataset.loaded = 'once'")

    page.locator("#c-S1").click()
    text = page.locator("#thread_text")
    expect(text).to_be_focused()
    expect(page.locator("#thread_place")).to_have_value("S1")
    text.press_sequentially("Is this fair at night, @Dan")
    expect(page.get_by_role("option", name="Daniel Osei")).to_be_visible()
    text.press("Enter")
    expect(text).to_have_value("Is this fair at night, @Daniel Osei ")
    page.locator("[data-talk-new] form").get_by_role("button", name="Comment").click()
    expect(page.locator("#talk-S1")).to_contain_text("Is this fair at night")
    expect(page.locator("#c-S1")).to_contain_text("1")
    assert list(Comment.objects.get().mentions.all()) == [cast.daniel]

    page.locator("#s-S1 [data-suggest]").click()
    form = page.locator("#s-S1 .ws-form")
    form.get_by_label("Kept for at least").fill("90")
    form.get_by_label("Why").fill("Nights are not staffed.")
    form.get_by_role("button", name="Suggest").click()
    expect(page.locator("#s-S1 .sg del")).to_have_text("95\N{NO-BREAK SPACE}%")
    expect(page.locator("#s-S1 .sg ins")).to_have_text("90\N{NO-BREAK SPACE}%")
    assert page.evaluate("document.body.dataset.loaded") == "once"

    leader = desk(cast.daniel, f"{address}?talk=S1#talk-S1")
    leader.evaluate("document.body.dataset.loaded = 'once'")
    reply = leader.get_by_label("Reply to Priya Raman")
    reply.fill("It is not.")
    leader.locator("#talk-S1").get_by_role("button", name="Reply").click()
    expect(leader.locator("#talk-S1")).to_contain_text("It is not.")
    leader.locator("#s-S1").get_by_role("button", name="Accept").click()
    expect(leader.locator("#s-S1 .ws-prl")).to_contain_text("at least 90")
    expect(leader.locator("#s-S1 .sg")).to_have_count(0)
    expect(leader.locator("#talk-S1")).to_contain_text("One settled suggestion")
    assert leader.evaluate("document.body.dataset.loaded") == "once"
    assert Suggestion.objects.get().outcome == "accepted"
    clause = queries.terms_of(Version.objects.get(pk=draft.pk)).clause("response")
    assert clause is not None and clause.target == 90


def test_what_is_being_written_outlives_another_threads_answer(
    desk: Desk, cast: Cast, draft: Version, address: str
) -> None:
    for text in ("First question.", "Second question."):
        discussing.open_thread(draft, place="S1", text=text, at=moments.BEGUN, by=cast.daniel)
    page = desk(cast.priya, f"{address}?talk=S1")
    page.get_by_label("Reply to Daniel Osei").nth(1).fill("Half a thou")
    page.locator("#talk-S1").get_by_role("button", name="Resolve").first.click()
    expect(page.locator("#talk-S1")).to_contain_text("One resolved thread")
    expect(page.get_by_label("Reply to Daniel Osei")).to_have_value("Half a thou")


def test_the_comments_beside_the_draft_follow_the_clause_in_view(
    desk: Desk, cast: Cast, draft: Version, address: str
) -> None:
    for place in ("purpose", "hours"):
        discussing.open_thread(draft, place=place, text=f"About {place}.", at=moments.BEGUN, by=cast.daniel)
    page = desk(cast.ines, address)
    expect(page.locator("#talk-purpose")).to_be_visible()
    expect(page.locator("#talk-hours")).to_be_hidden()
    page.locator(".ws-doc").evaluate(
        "doc => { const part = doc.querySelector('#s-hours'); doc.scrollTop = part.offsetTop - doc.offsetTop; }"
    )
    expect(page.locator("#talk-hours")).to_be_visible()
    expect(page.locator("#talk-purpose")).to_be_hidden()


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 390)])
def test_axe_finds_nothing_on_a_negotiated_draft_and_on_a_comparison(
    desk: Desk, cast: Cast, draft: Version, address: str, theme: str, width: int
) -> None:
    discussing.open_thread(
        draft, place="S1", text="Fair?", mentions=[cast.tom], at=moments.NOW, by=cast.priya
    )
    compare = reverse("agreements:compare", args=["instruments-europe"])
    for where in (f"{address}?suggest=S1", f"{address}?suggest=definition", compare):
        page = desk(cast.ines, where, width=width, theme=theme)
        page.wait_for_load_state("networkidle")
        found = Axe().run(page).response["violations"]
        assert [(where, fault["id"], fault["nodes"][0]["target"]) for fault in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
