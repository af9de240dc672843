"""The whole story in a real browser: draft, sign, sign, form, queue, call; and a second lead that is left lying."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from leads.models import ClockEvent, Stint
from leads.tasks import tick
from slaportal.accounts.models import User
from tests.factories.people import PASSWORD, Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Tuesday 17 November 2026, 10:42 in London.
TUESDAY = datetime(2026, 11, 17, 10, 42, tzinfo=UTC)


class Town:
    """Everybody has a browser of their own."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser = browser
        self.address = address

    @contextmanager
    def at_the_desk_of(self, person: User) -> Iterator[Page]:
        """Sign somebody in through the sign-in page."""
        context = self._browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        page = context.new_page()
        page.goto(f"{self.address}/account/login/")
        page.fill("input[name=login]", person.email)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda url: "login" not in url)
        yield page
        context.close()

    @contextmanager
    def visitor(self) -> Iterator[Page]:
        """Somebody whom nobody knows, on a telephone."""
        context = self._browser.new_context(viewport={"width": 390, "height": 844})
        yield context.new_page()
        context.close()


@pytest.fixture
def town(chromium: Browser, live_server: LiveServer) -> Town:
    return Town(chromium, live_server.url)


def test_an_agreement_is_signed_and_from_then_on_it_runs(town: Town, cast: Cast) -> None:
    with time_machine.travel(TUESDAY) as clock:
        _draft_and_sign(town, cast)
        _open_a_form(town, cast)

        clock.shift(timedelta(minutes=5))
        _send_the_form(town, clock, "Maya Okafor", "maya.okafor@aldermoor.example.com")
        first = Stint.objects.select_related("owner", "lead").get()
        assert first.owner is not None
        clock.shift(timedelta(minutes=20))
        _call_from_the_queue(town, first.owner, "Maya Okafor")

        _send_the_form(town, clock, "Stefan Krol", "stefan.krol@brightwater.example.com")
        clock.shift(timedelta(days=3))
        tick()
        tick()
        second = Stint.objects.select_related("owner").get(lead__name="Stefan Krol")
        breaches = ClockEvent.objects.filter(clock__stint=second, clock__kind="response", kind="breached")
        assert breaches.count() == 1
        _see_what_was_missed(town, cast, second)


def _draft_and_sign(town: Town, cast: Cast) -> None:
    with town.at_the_desk_of(cast.ines) as page:
        page.goto(f"{town.address}/agreements/new/")
        page.get_by_label("Name", exact=True).fill("Spare parts")
        page.get_by_text("As short as possible").click()
        page.get_by_label("Signs for marketing").select_option(label="Ines Marchetti")
        page.get_by_label("Signs for sales").select_option(label="Daniel Osei")
        for team in ("Demand", "Sales, UK and Ireland", "Sales, Continent"):
            page.get_by_label(team).check()
        page.get_by_role("button", name="Start the draft").click()
        expect(page.get_by_role("heading", name="Draft of version 1")).to_be_visible()
        page.get_by_role("button", name="Propose for signature").click()
        page.wait_for_load_state("networkidle")
        _sign(town, page, "Ines Marchetti")
        expect(page.get_by_text("Signed. The other side was told")).to_be_visible()
    with town.at_the_desk_of(cast.daniel) as page:
        page.goto(town.address)
        page.get_by_role("link", name="Read and sign").first.click()
        _sign(town, page, "Daniel Osei")
        expect(page.get_by_text("Version 1 is in force")).to_be_visible()


def _sign(town: Town, page: Page, name: str) -> None:
    page.goto(f"{town.address}/agreements/spare-parts/1/sign/")
    page.locator("input[name=consent]").check()
    page.get_by_label("Your full name").fill(name)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Sign version 1").click()


def _open_a_form(town: Town, cast: Cast) -> None:
    with town.at_the_desk_of(cast.ines) as page:
        page.goto(f"{town.address}/leads/channels/new/")
        page.locator("input[name=name]").fill("Price request")
        page.locator("select[name=agreement]").select_option(label="Spare parts")
        page.locator("[name=kind]").first.select_option(label="Web form")
        page.locator("select[name=format]").select_option(label="Price request")
        page.get_by_role("button", name="Add the channel").click()
        expect(page.get_by_role("link", name="Open the form")).to_be_visible()


def _send_the_form(town: Town, clock: time_machine.Coordinates, name: str, email: str) -> None:
    with town.visitor() as page:
        page.goto(f"{town.address}/f/price-request/")
        page.locator("input[name=name]").fill(name)
        page.locator("input[name=email], input[name=business_email]").first.fill(email)
        clock.shift(timedelta(seconds=30))
        page.locator("main form button").last.click()
        page.wait_for_url("**/thanks/")


def _call_from_the_queue(town: Town, owner: User, lead: str) -> None:
    with town.at_the_desk_of(owner) as page:
        page.goto(f"{town.address}/queue/")
        row = page.locator("[data-row]").filter(has_text=lead)
        expect(row).to_contain_text("S1")
        row.get_by_role("button", name="Call").wait_for()
        page.keyboard.press("c")
        expect(page.get_by_text("Call logged").first).to_be_visible()
        page.goto(f"{town.address}/queue/")
        page.get_by_role("link", name=lead).click()
        expect(page.get_by_text("Met in").first).to_be_visible()


def _see_what_was_missed(town: Town, cast: Cast, second: Stint) -> None:
    assert second.owner is not None
    with town.at_the_desk_of(second.owner) as page:
        page.goto(f"{town.address}/queue/?preset=overdue")
        expect(page.locator("[data-row]").filter(has_text="Stefan Krol")).to_contain_text("Late by")
    with town.at_the_desk_of(cast.daniel) as page:
        page.goto(f"{town.address}/notices/")
        expect(page.get_by_text("Stefan Krol").first).to_be_visible()
    with town.at_the_desk_of(cast.helen) as page:
        page.goto(f"{town.address}/dashboard/")
        card = page.locator("a").filter(has_text="First response").filter(has_text="S1").first
        expect(card).to_contain_text("50")
        expect(card).to_contain_text("Missed")
        card.click()
        expect(page.get_by_text("Stefan Krol").first).to_be_visible()
