"""A lead is entered by hand; one we know is joined, and nobody is entered without saying who it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from agreements.models import Version
from leads.models import Channel, Lead
from tests.factories import leads
from tests.factories.moments import NOW
from tests.factories.people import Cast


@pytest.fixture(autouse=True)
def _story_time() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def channel(in_force: Version) -> Channel:
    """A channel for leads entered by hand."""
    return leads.channel(
        in_force.agreement, slug="referral", kind=Channel.Kind.ENTRY, format="trusted_referral"
    )


@pytest.fixture
def enter(client: Client, cast: Cast, channel: Channel) -> Any:
    """Enter a lead as Ruth."""
    client.force_login(cast.ruth)
    return lambda **said: client.post(reverse("leads:new"), {"channel": channel.pk, **said}, follow=True)


def test_what_was_typed_becomes_a_lead_with_what_it_did(enter: Any, cast: Cast) -> None:
    enter(
        name="Maya Okafor",
        company="Aldermoor",
        employees="1,850",
        budget="£40k",
        country="GB",
        phone="020 7946 0142",
        event="event_attended",
        detail="Hanover",
        consent="On the telephone",
    )
    lead = Lead.objects.get()
    assert (lead.employees, lead.budget, lead.phone_key, lead.consent) == (
        1850,
        40_000,
        "+442079460142",
        "On the telephone",
    )
    assert (lead.marketer, lead.formats) == (cast.ruth, ",trusted_referral,")
    assert list(lead.activities.values_list("kind", "detail", "at")) == [("event_attended", "Hanover", NOW)]


def test_somebody_we_know_is_joined_and_that_is_said(enter: Any) -> None:
    enter(name="Maya Okafor", email="maya@example.com")
    page = enter(email="MAYA@example.com", city="Leeds").content.decode()
    assert "Maya Okafor was known already and has what is new." in page
    assert Lead.objects.get().city == "Leeds"


def test_nobody_is_entered_without_saying_who_it_is(enter: Any) -> None:
    answer = enter(city="Leeds")
    assert answer.status_code == 422
    assert "Say who it is: a name, an e-mail, a telephone number or a company." in answer.content.decode()
    assert not Lead.objects.exists()


def test_what_cannot_be_read_is_said_at_its_field(enter: Any) -> None:
    answer = enter(name="Maya", employees="many")
    assert (answer.status_code, "“many” is not a number." in answer.content.decode()) == (422, True)


def test_without_a_channel_the_page_says_what_to_do_first(
    client: Client, cast: Cast, in_force: Version
) -> None:
    client.force_login(cast.ruth)
    assert "No channel takes leads by hand yet" in client.get(reverse("leads:new")).content.decode()
