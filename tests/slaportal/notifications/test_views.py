"""The bell: one's own notices, read when opened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from slaportal.accounts.models import User
from slaportal.notifications import queries
from slaportal.notifications.models import Notice
from slaportal.notifications.outbox import tell
from tests.factories.people import Cast

AT = datetime(2026, 11, 17, 10, 42, tzinfo=UTC)


def news(person: User, number: int) -> None:
    for each in range(number):
        tell(
            [person],
            kind="accounts.security",
            key=f"{person.pk}:{each}",
            subject=f"Thing {each:02d}",
            url="/profile/",
            at=AT + timedelta(minutes=each),
        )


@pytest.fixture
def priya(cast: Cast, client: Client) -> Client:
    """A browser in which Priya is signed in."""
    client.force_login(cast.priya)
    return client


def test_notices_are_listed_newest_first_in_pages(cast: Cast, priya: Client) -> None:
    news(cast.priya, 31)
    page = priya.get(reverse("notifications:list"))
    assert [notice.subject for _kind, notice in page.context["rows"]][:2] == ["Thing 30", "Thing 29"]
    assert [n.subject for n in priya.get(reverse("notifications:list"), {"page": 2}).context["page"]] == [
        "Thing 00"
    ]


def test_the_bell_shows_the_newest_as_a_fragment(cast: Cast, priya: Client) -> None:
    news(cast.priya, 9)
    fragment = priya.get(reverse("notifications:panel"), headers={"HX-Request": "true"}).content.decode()
    assert [f"Thing {number:02d}" in fragment for number in range(9)] == [False, False, *[True] * 7]
    assert "<html" not in fragment


def test_a_notice_is_read_when_it_is_opened_and_leads_on(cast: Cast, priya: Client) -> None:
    news(cast.priya, 2)
    notice = Notice.objects.get(subject="Thing 01")
    answer = priya.get(reverse("notifications:open", args=[notice.pk]))
    assert answer.headers["Location"] == "/profile/"
    assert queries.unread_count(cast.priya) == 1
    first_read = Notice.objects.get(pk=notice.pk).read_at
    priya.get(reverse("notifications:open", args=[notice.pk]))
    assert Notice.objects.get(pk=notice.pk).read_at == first_read
    assert [
        n.subject for _k, n in priya.get(reverse("notifications:list") + "?unread=1").context["rows"]
    ] == ["Thing 00"]


def test_all_are_marked_read_and_only_ones_own(cast: Cast, priya: Client) -> None:
    news(cast.priya, 3)
    news(cast.tom, 1)
    priya.post(reverse("notifications:read_all"))
    assert (queries.unread_count(cast.priya), queries.unread_count(cast.tom)) == (0, 1)
    assert "All read" in priya.get(reverse("notifications:list") + "?unread=1").content.decode()


def test_somebody_elses_notice_is_not_there(cast: Cast, priya: Client) -> None:
    news(cast.tom, 1)
    assert priya.get(reverse("notifications:open", args=[Notice.objects.get().pk])).status_code == 404
    assert queries.unread_count(cast.tom) == 1
