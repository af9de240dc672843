"""Where the shell leads, and whom."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from slaportal.accounts.roles import Permission
from slaportal.ui import navigation
from slaportal.ui.navigation import Door
from tests.factories.people import Cast

pytestmark = pytest.mark.django_db

GALLERY = Door("ui:gallery", "Components", "layout-grid", Permission.SEE_GALLERY)
LOGIN = Door("account_login", "Sign in", "login")
NOWHERE = Door("no_such:address", "Nowhere", "x")


def test_a_door_shows_to_whoever_may_pass_it(cast: Cast) -> None:
    assert [entry.label for entry in navigation.entries((GALLERY, LOGIN), cast.alex)] == [
        "Components",
        "Sign in",
    ]
    assert [entry.label for entry in navigation.entries((GALLERY, LOGIN), cast.priya)] == ["Sign in"]
    assert [entry.label for entry in navigation.entries((GALLERY, LOGIN), AnonymousUser())] == ["Sign in"]


def test_an_address_that_this_installation_lacks_does_not_show(cast: Cast) -> None:
    assert navigation.entries((NOWHERE,), cast.alex) == ()
    assert navigation.address("no_such:address") == ""


def test_the_closest_entry_above_the_page_is_current(cast: Cast) -> None:
    doors = (Door("settings", "Settings", "settings"), Door("accounts:people", "People", "users"))
    path = reverse("accounts:people") + "17/"
    assert [entry.current for entry in navigation.entries(doors, cast.alex, path=path)] == [False, True]


def test_home_is_current_on_no_other_page(cast: Cast) -> None:
    doors = (Door("home", "Home", "home"),)
    assert navigation.entries(doors, cast.alex, path="/somewhere/")[0].current is False
    assert navigation.entries(doors, cast.alex, path="/")[0].current is True


def test_a_count_stands_beside_the_entry_it_belongs_to(cast: Cast) -> None:
    (entry,) = navigation.entries((LOGIN,), cast.alex, counts={"account_login": 14, "other": 3})
    assert entry.count == 14
