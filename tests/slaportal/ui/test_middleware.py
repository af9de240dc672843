"""Pages are shown in the time zone of the person who asked."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from slaportal.accounts.models import User
from slaportal.ui.middleware import PersonalTimeZone


def zone_shown_to(user: User | AnonymousUser) -> str:
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse(timezone.get_current_timezone_name())

    request = RequestFactory().get("/")
    request.user = user
    return PersonalTimeZone(page)(request).content.decode()


@pytest.mark.parametrize(
    ("name", "shown"),
    [("America/New_York", "America/New_York"), ("Mars/Olympus", "UTC"), ("", "UTC"), ("../etc", "UTC")],
)
def test_a_person_reads_their_own_zone_and_a_wrong_name_reads_the_servers(name: str, shown: str) -> None:
    assert zone_shown_to(User(time_zone=name)) == shown


def test_a_stranger_reads_the_servers_zone() -> None:
    assert zone_shown_to(AnonymousUser()) == "UTC"


def test_the_zone_ends_with_the_request() -> None:
    zone_shown_to(User(time_zone="Asia/Tokyo"))
    assert timezone.get_current_timezone_name() == "UTC"
