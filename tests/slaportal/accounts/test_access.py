"""Guards of the doors: who is let in, and what the others see."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from slaportal.accounts.access import Open, open_to_everyone, open_to_signed_in, requires
from slaportal.accounts.roles import Permission
from tests.factories.people import Cast

pytestmark = pytest.mark.django_db


def test_a_guard_writes_on_the_door_whom_it_lets_in() -> None:
    def view(request: object) -> None: ...

    assert requires(Permission.EXPORT)(view).permission is Permission.EXPORT  # type: ignore[type-var,attr-defined]
    assert open_to_signed_in(view).permission is Open.SIGNED_IN  # type: ignore[type-var,attr-defined]
    public = open_to_everyone(view)  # type: ignore[type-var]
    assert (public.permission, public.login_required) == (Open.EVERYONE, False)  # type: ignore[attr-defined]


def test_who_lacks_the_permission_reads_which_one_it_is(cast: Cast, client: Client) -> None:
    client.force_login(cast.priya)
    answer = client.get(reverse("accounts:people"))
    assert answer.status_code == 403
    assert "look after people and teams" in answer.content.decode()


def test_a_stranger_is_asked_to_sign_in_and_brought_back(client: Client) -> None:
    answer = client.get(reverse("accounts:people"), {"q": "tom"})
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        "/account/login/?next=/settings/people/%3Fq%3Dtom",
    )


def test_a_fragment_of_a_stranger_moves_the_whole_page_to_sign_in(client: Client) -> None:
    answer = client.get(
        reverse("notifications:panel"),
        headers={"HX-Request": "true", "HX-Current-URL": "https://portal.example.com/leads/17/?tab=2"},
    )
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["HX-Redirect"] == "/account/login/?next=%2Fleads%2F17%2F"
