"""The search answers while typing and as a page, with what the person may see."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from slaportal.accounts.models import User
from slaportal.ui.search import Found
from tests.factories.people import Cast


def leads(user: User, text: str) -> Iterator[Found]:
    """What an app above finds: a hundred leads, one after the other."""
    for number in range(100):
        yield Found(f"{text} {number}", "Aldermoor Foods", f"/leads/{number}/", "Leads", "user")


@pytest.fixture
def found(settings: Settings) -> None:
    """Leads and people are searched."""
    settings.SEARCH_PROVIDERS = [f"{__name__}.leads", "slaportal.accounts.search.find"]


@pytest.mark.usefixtures("found")
def test_while_typing_the_best_six_of_each_come_as_a_fragment(cast: Cast, client: Client) -> None:
    client.force_login(cast.alex)
    answer = client.get(reverse("search"), {"q": "priya"}, headers={"HX-Request": "true"})
    fragment = answer.content.decode()
    assert [f"priya {number}</b>" in fragment for number in range(8)] == [*[True] * 6, False, False]
    assert "<html" not in fragment
    assert reverse("accounts:person", args=[cast.priya.pk]) in fragment


@pytest.mark.usefixtures("found")
def test_the_page_shows_more(cast: Cast, client: Client) -> None:
    client.force_login(cast.alex)
    page = client.get(reverse("search"), {"q": "  priya "})
    assert len(dict(page.context["groups"])["Leads"]) == 50
    assert "Results for “priya”" in page.content.decode()


@pytest.mark.usefixtures("found")
def test_only_administrators_find_people(cast: Cast, client: Client) -> None:
    client.force_login(cast.priya)
    assert "People" not in dict(client.get(reverse("search"), {"q": "priya"}).context["groups"])


@pytest.mark.usefixtures("found")
@pytest.mark.parametrize("text", ["", " ", "p", " p "])
def test_less_than_two_letters_search_nothing(cast: Cast, client: Client, text: str) -> None:
    client.force_login(cast.alex)
    page = client.get(reverse("search"), {"q": text})
    assert page.context["groups"] == []
    assert "Type at least two letters" in page.content.decode()


def test_nothing_found_says_so(cast: Cast, client: Client) -> None:
    client.force_login(cast.alex)
    assert "Nothing found" in client.get(reverse("search"), {"q": "no such words"}).content.decode()
    fragment = client.get(reverse("search"), {"q": "<b>no"}, headers={"HX-Request": "true"}).content.decode()
    assert "Nothing found for “&lt;b&gt;no”." in fragment
