"""The round in a real browser: a substitute ticks, signs and is named; both sides sign a review; axe finds nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from agreements.models import Review, Signature, SigningRound, Version
from agreements.operations import substituting
from slaportal.accounts.models import User
from slaportal.audit.models import Event
from tests.factories import agreements
from tests.factories.people import PASSWORD, Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Desk = Callable[..., Page]


@pytest.fixture
def desk_of(live_server: LiveServer, chromium: Browser) -> Iterator[Desk]:
    """Open a page in a browser in which somebody is signed in."""
    contexts = []

    def open_page(person: User, address: str, *, width: int = 1280, theme: str = "light") -> Page:
        client = Client()
        client.force_login(person)
        context = chromium.new_context(viewport={"width": width, "height": 844}, reduced_motion="reduce")
        contexts.append(context)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        for name, value in ((settings.SESSION_COOKIE_NAME, session), ("theme", theme)):
            context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
        page = context.new_page()
        page.goto(live_server.url + address)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def round(cast: Cast) -> SigningRound:
    """Version 1 before both leaders since an hour, with Priya in Ines' place from now on."""
    now = timezone.now()
    opened = agreements.propose(agreements.begin(cast), by=cast.ines, at=now - timedelta(hours=1))
    substituting.name(
        opened.version.agreement,
        substitute=cast.priya,
        begins_at=now,
        ends_at=now + timedelta(days=3),
        at=now,
        by=cast.ines,
    )
    return opened


def axe_of(page: Page) -> list[tuple[str, list[str]]]:
    return [(fault["id"], fault["nodes"][0]["target"]) for fault in Axe().run(page).response["violations"]]


SIGN = "/agreements/instruments-europe/1/sign/"


def test_a_substitute_ticks_and_signs_and_both_names_are_shown(
    cast: Cast, round: SigningRound, desk_of: Desk
) -> None:
    page = desk_of(cast.priya, SIGN)
    page.locator("#id_consent").check()
    expect(page.locator("#consented")).to_contain_text("Accepted")
    assert Event.objects.get(kind="round.consented").by == cast.priya
    page.get_by_label("Your full name").fill("Priya Raman")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Sign version 1").click()
    expect(page.locator(".parties")).to_contain_text("in place of Ines Marchetti")
    signature = Signature.objects.get()
    assert signature.for_leader == cast.ines
    assert signature.consented_at is not None
    assert signature.consented_at < signature.signed_at


def test_on_the_phone_the_bar_leaves_when_the_form_is_in_view(
    cast: Cast, round: SigningRound, desk_of: Desk
) -> None:
    page = desk_of(cast.daniel, SIGN, width=390)
    bar = page.locator(".sign-go")
    expect(bar).to_be_visible()
    page.get_by_role("link", name="Go to signing").click()
    expect(bar).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing_where_leaders_sign_and_arrange(
    cast: Cast, round: SigningRound, desk_of: Desk, theme: str, width: int
) -> None:
    whole = "/agreements/instruments-europe/"
    for address in (SIGN, whole, f"{whole}substitutes/name/", f"{whole}end/"):
        page = desk_of(cast.ines, address, width=width, theme=theme)
        assert axe_of(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_both_sides_sign_a_review(cast: Cast, desk_of: Desk) -> None:
    version: Version = agreements.in_force(cast)
    review = Review.objects.get(agreement=version.agreement)
    address = reverse("agreements:review", args=[review.pk])
    page = desk_of(cast.ines, address)
    page.get_by_label("What both sides concluded").fill("Both sides keep their promises.")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Sign this wording").click()
    expect(page.get_by_text("Waits for the other side")).to_be_visible()
    page = desk_of(cast.daniel, address)
    assert axe_of(page) == []
    page.get_by_label("Your password").first.fill(PASSWORD)
    page.get_by_role("button", name="Sign the same wording").click()
    expect(page.get_by_text("Concluded by both.")).to_be_visible()
    review.refresh_from_db()
    assert review.conclusion == "no_change"
