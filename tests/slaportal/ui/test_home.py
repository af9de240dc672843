"""The home page is made for the role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from slaportal.accounts.models import User
from slaportal.ui import home
from slaportal.ui.navigation import address
from tests.factories.people import Cast

NOW = datetime(2026, 11, 17, 10, 42, tzinfo=UTC)


@dataclass(frozen=True)
class Want:
    """Something that waits for somebody."""

    title: str
    due: datetime | None = None
    text: str = "Daniel signed on Friday."
    url: str = "/agreements/"
    action: str = "Read and sign"
    icon: str = "signature"


def wants(user: User, at: datetime) -> list[Want]:
    """What an app above says waits for Ines."""
    if user.full_name != "Ines Marchetti":
        return []
    return [
        Want("Confirm that you have read version 3"),
        Want("Sign the early review", at + timedelta(days=3)),
        Want("Rule on a contested return", at + timedelta(hours=20)),
    ]


@pytest.fixture
def wanted(settings: Settings) -> None:
    """Only the needs above, and no block."""
    settings.NEEDS_PROVIDERS = [f"{__name__}.wants"]
    settings.HOME_BLOCKS = []


@pytest.mark.usefixtures("wanted")
def test_the_most_pressing_need_comes_first_and_the_undated_last(cast: Cast, client: Client) -> None:
    client.force_login(cast.ines)
    with time_machine.travel(NOW, tick=False):
        page = client.get("/")
    assert [need.title for need in page.context["needs"]] == [
        "Rule on a contested return",
        "Sign the early review",
        "Confirm that you have read version 3",
    ]
    text = page.content.decode()
    assert "Good morning, Ines" in text
    assert "Tuesday 17 November" in text
    assert text.count("btn-primary") == 1


@pytest.mark.usefixtures("wanted")
def test_who_has_nothing_to_do_is_told_so(cast: Cast, client: Client) -> None:
    client.force_login(cast.daniel)
    assert "Nothing waits for you." in client.get("/").content.decode()


def test_a_rep_lands_on_the_queue_where_there_is_one(cast: Cast, client: Client) -> None:
    client.force_login(cast.priya)
    answer = client.get("/")
    queue = address("leads:queue")
    assert (answer.status_code, answer.headers.get("Location", "")) == ((302, queue) if queue else (200, ""))


@pytest.mark.usefixtures("wanted")
def test_blocks_are_loaded_by_those_who_may_open_them(cast: Cast, client: Client, settings: Settings) -> None:
    settings.HOME_BLOCKS = ["accounts:people", "notifications:panel", "not:there"]
    client.force_login(cast.alex)
    assert client.get("/").context["blocks"] == ["/settings/people/", "/notices/panel/"]
    client.force_login(cast.ines)
    assert client.get("/").context["blocks"] == ["/notices/panel/"]


@pytest.mark.usefixtures("wanted")
def test_an_administrator_without_a_team_starts_from_what_they_look_after(cast: Cast, client: Client) -> None:
    client.force_login(cast.alex)
    assert "Sides, leaders, shares of the rotation, territory." in client.get("/").content.decode()


def test_somebody_new_without_a_team_is_told_what_happens_next(cast: Cast, client: Client) -> None:
    client.force_login(User.objects.create_user("nora@example.com", full_name="Nora Lind"))
    assert "You are in no team yet" in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        (3, "Good evening"),
        (4, "Good morning"),
        (11, "Good morning"),
        (12, "Good afternoon"),
        (18, "Good evening"),
    ],
)
def test_the_greeting_is_that_of_the_hour_where_the_person_lives(hour: int, said: str) -> None:
    with timezone.override("Asia/Kolkata"):
        at = datetime(2026, 11, 17, hour, 30, tzinfo=timezone.get_current_timezone())
        assert home.greeting(at.astimezone(UTC)) == said
