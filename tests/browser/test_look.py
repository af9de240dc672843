"""What the modules of the look do in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Route, expect
from pytest_django.live_server_helper import LiveServer

from tests.factories.people import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROWS = """
<ol data-rows data-actions="#pattern" data-preview="#preview">
  <li data-row data-id="17"><a href="#first" data-open>First</a></li>
  <li data-row data-id="18"><a href="#second" data-open>Second</a></li>
</ol>
<template id="pattern"><div><form action="/leads/__id__/calls/"><button data-key="c">Call</button></form></div></template>
"""


@pytest.fixture
def gallery(live_server: LiveServer, chromium: Browser, client: Client, cast: Cast) -> Iterator[Page]:
    """The gallery in front of an administrator, with a clock the test can move, on a page that must raise no error."""
    client.force_login(cast.alex)
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if is_fault(message) else None)
    page.clock.install()
    page.goto(live_server.url + reverse("ui:gallery"))
    yield page
    context.close()
    assert faults == []


def is_fault(message: ConsoleMessage) -> bool:
    """Say whether the browser complains of the page; answers of 4xx and 5xx are reported by it and by htmx as well."""
    reported = "Failed to load resource" in message.text or "Response Status Error Code" in message.text
    return message.type == "error" and not reported


def add(page: Page, html: str) -> None:
    """Put HTML into the page, as an answer of the server would."""
    page.evaluate("html => document.querySelector('main').insertAdjacentHTML('afterbegin', html)", html)


def test_a_theme_is_chosen_without_loading_the_page_and_kept(gallery: Page) -> None:
    gallery.locator("summary.me").click()
    gallery.get_by_role("button", name="Dark").first.click()
    expect(gallery.locator("html")).to_have_attribute("data-bs-theme", "dark")
    gallery.reload()
    expect(gallery.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_a_menu_closes_when_one_looks_elsewhere(gallery: Page) -> None:
    menu = gallery.locator("details.menu:has(summary.me)")
    gallery.locator("summary.me").click()
    expect(menu).to_have_attribute("open", "")
    gallery.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(gallery.locator("summary.me")).to_be_focused()


def test_the_question_mark_lists_the_keys_of_the_page(gallery: Page) -> None:
    gallery.keyboard.press("?")
    expect(gallery.locator("#keys-help")).to_be_visible()
    expect(gallery.locator("[data-keys-here]")).to_contain_text("E-mail")
    expect(gallery.locator("[data-keys-of-rows]")).to_be_hidden()
    gallery.keyboard.press("Escape")
    expect(gallery.locator("#keys-help")).to_be_hidden()
    add(gallery, ROWS)
    gallery.keyboard.press("?")
    expect(gallery.locator("[data-keys-of-rows]")).to_contain_text("Open the row")
    gallery.keyboard.press("Escape")


def test_the_search_takes_the_focus_by_slash_and_by_control_k(gallery: Page) -> None:
    search = gallery.get_by_role("searchbox")
    for keys in ("/", "Control+k"):
        gallery.keyboard.press(keys)
        expect(search).to_be_focused()
        search.evaluate("node => node.blur()")


def test_a_key_writes_while_one_is_writing(gallery: Page) -> None:
    note = gallery.get_by_label("Note")
    note.fill("")
    note.press_sequentially("ask?")
    expect(note).to_have_value("ask?")
    expect(gallery.locator("#keys-help")).to_be_hidden()


def test_single_keys_can_be_switched_off(gallery: Page) -> None:
    gallery.keyboard.press("?")
    gallery.get_by_label("Single keys are on in this browser").uncheck()
    gallery.get_by_role("button", name="Close").last.click()
    gallery.keyboard.press("?")
    expect(gallery.locator("#keys-help")).to_be_hidden()


def test_a_dialog_opens_and_gives_the_focus_back(gallery: Page) -> None:
    opener = gallery.get_by_role("button", name="Open it for real")
    opener.click()
    expect(gallery.locator("#sample-dialog")).to_be_visible()
    gallery.get_by_role("button", name="Keep reading").click()
    expect(gallery.locator("#sample-dialog")).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_clock_goes_on_ticking_until_it_is_late(gallery: Page) -> None:
    clock = gallery.locator("#clocks .due").nth(1)
    expect(clock).to_have_text("18 min leftS1 First response")
    gallery.clock.fast_forward("05:30")
    expect(clock.locator("b")).to_have_text("12 min left")
    gallery.clock.fast_forward("15:00")
    expect(clock.locator("b")).to_have_text("Late by 2 min")
    expect(clock.locator("svg")).to_have_class("clk clk-late")


def test_a_clock_stands_still_while_the_office_is_closed(gallery: Page) -> None:
    add(gallery, '<div class="due" id="closing" data-left="3630" data-total="3600"><b></b></div>')
    gallery.evaluate(
        "document.getElementById('closing').dataset.closes = new Date(Date.now() + 600000).toISOString()"
    )
    gallery.clock.fast_forward("01:00:00")
    expect(gallery.locator("#closing b")).to_have_text("50 min left")


def test_a_toast_leaves_after_six_seconds_and_trouble_stays(gallery: Page) -> None:
    region = gallery.locator("#toasts")
    for html in ('<div class="toast-s">Logged</div>', '<div class="toast-s" data-stays>Refused</div>'):
        region.evaluate("(node, html) => node.insertAdjacentHTML('beforeend', html)", html)
    expect(region).to_contain_text("Refused")
    gallery.clock.fast_forward(6500)
    expect(region.locator(".toast-s")).to_have_text(["Refused"])


def test_one_toast_at_a_time(gallery: Page) -> None:
    region = gallery.locator("#toasts")
    for text in ("First", "Second"):
        region.evaluate(
            "(node, text) => node.insertAdjacentHTML('beforeend', `<div class='toast-s'>${text}</div>`)", text
        )
    expect(region.locator(".toast-s")).to_have_text(["Second"])


def test_rows_are_walked_by_j_and_k_and_show_their_actions(gallery: Page) -> None:
    add(gallery, ROWS)
    first, second = gallery.locator("[data-row]").all()
    gallery.keyboard.press("j")
    expect(first).to_have_attribute("aria-current", "true")
    expect(first.locator("form")).to_have_attribute("action", "/leads/17/calls/")
    gallery.keyboard.press("j")
    expect(second.locator("form")).to_have_attribute("action", "/leads/18/calls/")
    expect(first.locator("form")).to_have_count(0)
    expect(second.get_by_role("link")).to_be_focused()
    gallery.keyboard.press("k")
    expect(first).to_have_class("is-on")


def test_the_row_in_use_takes_the_focus_when_what_opened_a_dialog_has_left_meanwhile(gallery: Page) -> None:
    add(gallery, ROWS)
    add(gallery, '<button type="button" id="opener">Return</button><dialog id="why">Why?</dialog>')
    gallery.keyboard.press("j")
    gallery.locator("#opener").focus()
    gallery.evaluate("document.getElementById('why').showModal(); document.getElementById('opener').remove()")
    gallery.keyboard.press("Escape")
    expect(gallery.locator("[data-row]").first.get_by_role("link")).to_be_focused()


def test_a_key_belongs_to_the_row_in_use_before_the_page(gallery: Page) -> None:
    add(gallery, ROWS)
    gallery.evaluate(
        "document.addEventListener('submit', event => { event.preventDefault(); window.sent = event.target.action })"
    )
    gallery.keyboard.press("j")
    gallery.keyboard.press("c")
    assert gallery.evaluate("window.sent").endswith("/leads/17/calls/")


def ask(page: Page, attributes: str, *, status: int = 200, answer: str = "") -> list[Request]:
    """Click something that asks the server, which answers as told; return the requests it got."""
    asked: list[Request] = []

    def reply(route: Route) -> None:
        asked.append(route.request)
        route.fulfill(status=status, body=answer, content_type="text/html")

    page.route("**/fragment/", reply)
    add(page, f'<button type="button" id="asker" {attributes}>Ask</button>')
    page.evaluate("htmx.process(document.getElementById('asker'))")
    with page.expect_response("**/fragment/"):
        page.locator("#asker").click()
    return asked


def test_a_dialog_that_the_server_sends_opens_by_itself_and_leaves_when_closed(gallery: Page) -> None:
    ask(gallery, 'hx-get="/fragment/" hx-target="#dialogs"', answer="<dialog data-dialog-now>Why?</dialog>")
    expect(gallery.get_by_text("Why?", exact=True)).to_be_visible()
    gallery.keyboard.press("Escape")
    expect(gallery.locator("[data-dialog-now]")).to_have_count(0)


def test_a_request_that_changes_something_carries_the_token(gallery: Page) -> None:
    (post,) = ask(gallery, 'hx-post="/fragment/" hx-swap="none"')
    assert post.headers["x-csrftoken"] == gallery.locator('meta[name="csrf-token"]').get_attribute("content")


def test_a_request_that_only_reads_carries_no_token(gallery: Page) -> None:
    (get,) = ask(gallery, 'hx-get="/fragment/" hx-swap="none"')
    assert "x-csrftoken" not in get.headers


def test_a_refused_form_comes_back_into_its_place(gallery: Page) -> None:
    ask(gallery, 'hx-post="/fragment/" hx-target="this"', status=422, answer="Say why")
    expect(gallery.locator("#asker")).to_have_text("Say why")


def test_trouble_on_the_server_is_said_and_stays(gallery: Page) -> None:
    ask(gallery, 'hx-post="/fragment/" hx-swap="innerHTML"', status=500)
    expect(gallery.locator("#toasts")).to_contain_text("nothing was changed")
    gallery.clock.fast_forward(10_000)
    gallery.locator("#toasts").get_by_role("button", name="Close").click()
    expect(gallery.locator("#toasts .toast-s")).to_have_count(0)


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing_in_the_gallery(gallery: Page, theme: str, width: int) -> None:
    gallery.context.add_cookies([{"name": "theme", "value": theme, "url": gallery.url}])
    gallery.set_viewport_size({"width": width, "height": 900})
    gallery.reload()
    found = Axe().run(gallery).response["violations"]
    assert [(fault["id"], fault["nodes"][0]["target"]) for fault in found] == []
    assert gallery.evaluate("document.documentElement.scrollWidth") <= width
