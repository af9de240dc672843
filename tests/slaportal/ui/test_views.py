"""The gallery, the choice of theme, and the pages that say what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import override_settings
from django.urls import reverse
from django.views import defaults

from slaportal.ui.tones import TONES
from tests.factories.people import Cast

pytestmark = pytest.mark.django_db


def test_an_administrator_sees_every_component(client: Client, cast: Cast) -> None:
    client.force_login(cast.alex)
    page = client.get(reverse("ui:gallery"))
    assert page.status_code == 200
    parts = (
        "pill pill-ok",
        "clk clk-metlate",
        "cc-v",
        "toast-s",
        "crit crit-un",
        "chart-table",
        "say say-bad",
        "opt",
    )
    assert [part for part in parts if f'class="{part}' not in page.text] == []


def test_others_see_it_in_demo_mode_only(client: Client, cast: Cast) -> None:
    client.force_login(cast.priya)
    assert client.get(reverse("ui:gallery")).status_code == 403
    with override_settings(DEMO=True):
        assert client.get(reverse("ui:gallery")).status_code == 200


def test_the_chosen_theme_is_rendered_by_the_server(client: Client, cast: Cast) -> None:
    client.force_login(cast.alex)
    answer = client.post(reverse("ui:theme"), {"theme": "dark", "next": reverse("ui:gallery")}, follow=True)
    assert answer.redirect_chain == [(reverse("ui:gallery"), 302)]
    assert 'data-bs-theme="dark"' in answer.text


def test_a_theme_that_does_not_exist_changes_nothing(client: Client) -> None:
    answer = client.post(reverse("ui:theme"), {"theme": "pink"})
    assert "theme" not in answer.cookies


def test_the_way_back_never_leaves_the_portal(client: Client) -> None:
    answer = client.post(reverse("ui:theme"), {"theme": "dark", "next": "https://example.com/"})
    assert answer["Location"] == "/"


def test_a_page_that_does_not_exist_says_so_without_navigation(client: Client, cast: Cast) -> None:
    client.force_login(cast.priya)
    page = client.get("/there/is/nothing/here/")
    assert page.status_code == 404
    assert "Nothing is here" in page.text
    assert "nav-l" not in page.text


def test_a_page_that_is_not_yours_names_the_permission(client: Client, cast: Cast) -> None:
    client.force_login(cast.priya)
    page = client.get(reverse("ui:gallery"))
    assert "It needs the permission to see the gallery of components." in page.text


@pytest.mark.parametrize(
    ("view", "status", "words"),
    [
        (defaults.server_error, 500, "Something broke on our side"),
        (partial(defaults.bad_request, exception=Exception()), 400, "That could not be read"),
    ],
)
def test_a_page_made_without_knowing_who_asks_still_has_the_look(
    rf: RequestFactory, view: Callable[[HttpRequest], HttpResponse], status: int, words: str
) -> None:
    page = view(rf.get("/"))
    assert page.status_code == status
    assert words in page.text
    assert 'data-bs-theme="auto"' in page.text


def test_every_tone_is_in_the_colours_of_the_tokens() -> None:
    assert {tone.colour for tone in TONES.values()} == {"ok", "warn", "bad", "accent", ""}
