"""Channels are opened, changed and closed on their screens, with their address, their key and their past."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import Version
from leads.models import Channel
from leads.operations import channelling
from tests.factories import leads
from tests.factories.moments import NOW
from tests.factories.people import Cast


@pytest.fixture(autouse=True)
def _story_time() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ines(client: Client, cast: Cast) -> Client:
    """A browser in which the marketing leader is signed in."""
    client.force_login(cast.ines)
    return client


def new(client: Client, version: Version, **changes: object) -> object:
    fields = {
        "agreement": version.agreement_id,
        "kind": "web_form",
        "name": "Price request",
        "format": "price_request",
    }
    return client.post(reverse("leads:channel_new"), fields | changes)


def test_a_channel_gets_its_short_name_from_its_name(ines: Client, in_force: Version) -> None:
    answer = new(ines, in_force, questions=["need", "phone"])
    channel = Channel.objects.get()
    assert answer.url == reverse("leads:channel", args=["price-request"])  # type: ignore[attr-defined]
    assert (channel.slug, channel.questions, channel.created_at) == ("price-request", ["need", "phone"], NOW)


def test_a_short_name_that_is_taken_is_said_at_its_field(ines: Client, in_force: Version) -> None:
    new(ines, in_force)
    answer = new(ines, in_force, name="Another", slug="price-request")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "There is already a channel “price-request”." in answer.content.decode()  # type: ignore[attr-defined]
    assert Channel.objects.count() == 1


def test_the_page_of_a_form_has_its_address_and_a_link_for_a_site(ines: Client, in_force: Version) -> None:
    leads.channel(in_force.agreement, headline="Ask for a <price>")
    page = ines.get(reverse("leads:channel", args=["price-request"])).content.decode()
    assert 'value="http://localhost:8000/f/price-request/"' in page
    assert "&amp;lt;price&amp;gt;" in page


def test_changes_and_who_made_them_why_stand_in_the_history(ines: Client, in_force: Version) -> None:
    new(ines, in_force)
    address = reverse("leads:channel", args=["price-request"])
    said = {"name": "Price", "format": "price_request", "why": "Shorter"}
    page = ines.post(address, said, follow=True).content.decode()
    channel = Channel.objects.get()
    assert (channel.name, channel.is_open) == ("Price", False)
    assert "Shorter" in page
    assert "<del>Price request</del>" in page and "<ins>Price</ins>" in page


def test_a_key_is_shown_once_and_only_its_hash_is_kept(ines: Client, in_force: Version) -> None:
    leads.channel(in_force.agreement, slug="crm", kind=Channel.Kind.API)
    page = ines.post(reverse("leads:channel_key", args=["crm"]), follow=True).content.decode()
    key = re.search(r'value="(slap_[\w-]+)"', page)
    assert key
    digest = Channel.objects.get().key_digest
    assert digest == channelling.key_digest(key[1])
    past = ines.get(reverse("leads:channel", args=["crm"])).content.decode()
    assert f"{digest[:8]}…" in past
    assert digest not in past
    assert "slap_" not in past


def test_a_form_has_no_key(ines: Client, in_force: Version) -> None:
    leads.channel(in_force.agreement)
    page = ines.post(reverse("leads:channel_key", args=["price-request"]), follow=True).content.decode()
    assert "takes no leads from programs." in page
    assert Channel.objects.get().key_digest == ""


def test_the_list_costs_the_same_with_one_channel_and_with_three(ines: Client, in_force: Version) -> None:
    numbers = []
    for slugs in (["a"], ["b", "c"]):
        for slug in slugs:
            leads.channel(in_force.agreement, slug=slug)
        with CaptureQueriesContext(connection) as queries:
            ines.get(reverse("leads:channels"))
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


def test_only_those_who_look_after_channels_open_them(client: Client, cast: Cast, in_force: Version) -> None:
    leads.channel(in_force.agreement)
    for person, code in ((cast.ruth, 403), (cast.priya, 403), (cast.alex, 200)):
        client.force_login(person)
        assert client.get(reverse("leads:channel", args=["price-request"])).status_code == code
