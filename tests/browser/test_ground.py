"""The pages about people and the parts of the shell that move, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer

from slaportal.accounts.operations import absenting
from slaportal.notifications.outbox import tell
from tests.factories.people import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def alex(live_server: LiveServer, chromium: Browser, client: Client, cast: Cast) -> Iterator[Page]:
    """A browser in front of the administrator, on pages that must raise no error."""
    client.force_login(cast.alex)
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
    )
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    faults: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            faults.append(message.text)

    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", hear)
    yield page
    context.close()
    assert faults == []


def test_the_bell_opens_with_the_news_and_leads_where_it_points(alex: Page, cast: Cast) -> None:
    tell([cast.alex], kind="x", key="x", subject="Tom is away", url="/absences/", at=timezone.now())
    alex.goto(reverse("settings"))
    alex.get_by_label("1 new notice").click()
    alex.get_by_role("link", name="Tom is away").click()
    expect(alex).to_have_url(alex.url.split("/absences/")[0] + "/absences/")
    expect(alex.get_by_label("Notices", exact=True)).to_be_visible()


def test_the_search_answers_while_typing_and_by_keyboard(alex: Page) -> None:
    alex.goto(reverse("settings"))
    alex.keyboard.press("/")
    alex.keyboard.type("priya")
    found = alex.locator("#found").get_by_role("link", name="Priya Raman")
    expect(found).to_be_visible()
    alex.keyboard.press("Tab")
    expect(found).to_be_focused()
    alex.keyboard.press("Enter")
    expect(alex.get_by_role("heading", level=1)).to_have_text("Priya Raman")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_keeps_people_from_using_these_pages(alex: Page, cast: Cast, theme: str) -> None:
    absenting.plan(
        cast.tom, starts_on=date(2100, 1, 4), ends_on=date(2100, 1, 8), at=timezone.now(), by=cast.alex
    )
    tell([cast.alex], kind="x", key="x", subject="Tom is away", at=timezone.now())
    alex.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    serious: dict[str, list[str]] = {}
    for address in (
        reverse("home"),
        reverse("settings"),
        reverse("search") + "?q=priya",
        reverse("notifications:list"),
        reverse("accounts:people"),
        reverse("accounts:person", args=[cast.priya.pk]),
        reverse("accounts:person_new"),
        reverse("accounts:teams"),
        reverse("accounts:team", args=[cast.islands.pk]),
        reverse("accounts:roles"),
        reverse("accounts:absences"),
        reverse("accounts:profile"),
    ):
        alex.goto(address)
        found = Axe().run(alex).response["violations"]
        if bad := [f"{fault['id']}: {fault['nodes'][0]['html'][:120]}" for fault in found]:
            serious[address] = bad
    assert serious == {}
