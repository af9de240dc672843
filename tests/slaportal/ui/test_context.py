"""What every page knows of the shell around it."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries, Settings

from slaportal.accounts.models import User
from slaportal.notifications.models import Notice
from slaportal.ui.context import InForce, Offer, Shell
from tests.factories.people import Cast

pytestmark = pytest.mark.django_db


def offer_for_tests(user: User, *, at: datetime) -> Offer:
    """A provider as an app above would name it in settings."""
    return Offer(
        in_force=(InForce("Instruments, Europe", "v3, since 1 Jul 2026", "/a/"),), counts={"home": 14}
    )


def shell_of(user: User | AnonymousUser, at: datetime, *, theme: str = "") -> Shell:
    request = RequestFactory().get("/")
    request.user = user
    if theme:
        request.COOKIES["theme"] = theme
    return Shell(request, at=at)


def notice(user: User, key: str, at: datetime, *, read: bool = False) -> None:
    Notice.objects.create(
        kind="test", recipient=user, subject="News", key=key, created_at=at, read_at=at if read else None
    )


def test_the_theme_is_what_the_cookie_says_and_otherwise_the_systems(cast: Cast, clock_now: datetime) -> None:
    assert shell_of(cast.priya, clock_now, theme="dark").theme == "dark"
    assert shell_of(cast.priya, clock_now, theme="pink").theme == "auto"
    assert shell_of(cast.priya, clock_now).theme == "auto"


def test_the_bell_counts_what_this_person_has_not_read(cast: Cast, clock_now: datetime) -> None:
    notice(cast.priya, "one", clock_now)
    notice(cast.priya, "two", clock_now, read=True)
    notice(cast.tom, "three", clock_now)
    assert shell_of(cast.priya, clock_now).unread == 1


def test_the_apps_above_fill_the_shell_by_name(cast: Cast, clock_now: datetime, settings: Settings) -> None:
    settings.SHELL_PROVIDERS = [f"{__name__}.offer_for_tests"]
    shell = shell_of(cast.priya, clock_now)
    assert [agreement.label for agreement in shell.in_force] == ["Instruments, Europe"]
    assert shell.main[0].count == 14


def test_a_stranger_costs_nothing_and_sees_nothing(
    db: None, clock_now: datetime, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.SHELL_PROVIDERS = [f"{__name__}.offer_for_tests"]
    shell = shell_of(AnonymousUser(), clock_now)
    with django_assert_num_queries(0):
        assert (shell.unread, shell.in_force) == (0, ())


def test_a_fragment_that_does_not_show_the_shell_does_not_pay_for_it(
    cast: Cast, clock_now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        shell_of(cast.priya, clock_now)
