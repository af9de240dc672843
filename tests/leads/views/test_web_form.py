"""The hosted form: short, made from what the agreement requires, open to everyone and kept from programs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from agreements.models import Version
from leads.forms.web_form import CONSENT
from leads.models import Arrival, Channel, Lead
from leads.operations import channelling
from tests.factories import agreements, leads
from tests.factories.moments import NOW
from tests.factories.people import Cast

ADDRESS = "/f/price-request/"
SAID = {
    "name": "Maya Okafor",
    "email": "maya@aldermoor.example.com",
    "company": "Aldermoor Foods",
    "country": "GB",
    "website": "",
}


@pytest.fixture(autouse=True)
def travel() -> Iterator[time_machine.Coordinates]:
    """The story's now, which a test may move on."""
    with time_machine.travel(NOW, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def channel(in_force: Version) -> Channel:
    """The price-request form of the cast's agreement."""
    return leads.channel(in_force.agreement)


def opened(client: Client) -> str:
    """Open the form and return its token."""
    page = client.get(ADDRESS).content.decode()
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found, page
    return found[1]


def send(client: Client, travel: time_machine.Coordinates, *, after: float = 20, **changes: Any) -> Any:
    token = opened(client)
    travel.shift(timedelta(seconds=after))
    return client.post(ADDRESS, {**SAID, "token": token, **changes})


def test_the_form_asks_for_what_the_version_in_force_requires_and_for_nothing_else(
    client: Client, channel: Channel
) -> None:
    page = client.get(ADDRESS).content.decode()
    asked = re.findall(r'<(?:input|select|textarea)[^>]* name="(\w+)"', page)
    assert sorted(asked) == ["company", "country", "csrfmiddlewaretoken", "email", "name", "token", "website"]
    assert "Business e-mail address" in page
    assert str(CONSENT) in page


def test_a_channels_own_questions_are_asked_besides(client: Client, channel: Channel, cast: Cast) -> None:
    questions = ["need", "employees", "industry", "markets", "contact_me", "rankings"]
    channelling.change(channel, {"questions": questions}, why="", at=NOW, by=cast.ines)
    page = client.get(ADDRESS).content.decode()
    assert all(f'name="{word}"' in page for word in questions)
    assert page.count("optional") == 5


def test_what_a_visitor_sends_is_judged_handed_over_and_thanked_for(
    client: Client, channel: Channel, cast: Cast, travel: time_machine.Coordinates
) -> None:
    questions = ["industry", "employees", "hq_country", "seniority", "need", "budget"]
    channelling.change(
        channel, {"questions": questions, "thanks": "Talk soon."}, why="", at=NOW, by=cast.ines
    )
    more = {
        "industry": "food",
        "employees": "1,850",
        "hq_country": "GB",
        "seniority": "director",
        "need": "x",
        "budget": "£60k",
    }
    answer = send(client, travel, **more)
    assert (answer.status_code, answer.url) == (302, f"{ADDRESS}thanks/")
    assert "Talk soon." in client.get(answer.url).content.decode()
    lead = Lead.objects.get()
    assert (lead.employees, lead.consent, lead.owner in cast.reps) == (1850, str(CONSENT), True)
    assert sorted(lead.activities.values_list("kind", flat=True)) == ["form_submitted", "price_requested"]


def test_the_same_form_sent_twice_is_one_arrival(
    client: Client, channel: Channel, travel: time_machine.Coordinates
) -> None:
    token = opened(client)
    travel.shift(timedelta(seconds=20))
    for _ in range(2):
        assert client.post(ADDRESS, {**SAID, "token": token}).status_code == 302
    assert Arrival.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "Please fill this in."),
        ({"email": "maya"}, "This is not a valid e-mail address."),
        ({"email": "maya@gmail.com"}, "This is a free-mail address. Please give the one at your company."),
        ({"country": "Atlantis"}, "Select a valid choice."),
        ({"employees": "many"}, "“many” is not a number."),
    ],
)
def test_what_cannot_be_right_is_said_at_its_field_and_the_rest_is_kept(
    client: Client,
    channel: Channel,
    cast: Cast,
    travel: time_machine.Coordinates,
    changes: dict[str, str],
    said: str,
) -> None:
    channelling.change(channel, {"questions": ["employees"]}, why="", at=NOW, by=cast.ines)
    answer = send(client, travel, **changes)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert 'value="Aldermoor Foods"' in page
    assert not Arrival.objects.exists()


@pytest.mark.parametrize(
    ("after", "changes", "said"),
    [
        (1, {}, "That was very quick."),
        (20, {"website": "https://example.com"}, "A field was filled in that people do not see."),
        (8 * 24 * 3600, {}, "The form was open for a long time."),
        (20, {"token": "made up"}, "The form was open for a long time."),
    ],
)
def test_what_a_program_may_have_sent_has_to_be_sent_once_more_by_a_person(
    client: Client,
    channel: Channel,
    travel: time_machine.Coordinates,
    after: float,
    changes: dict[str, str],
    said: str,
) -> None:
    answer = send(client, travel, after=after, **changes)
    page = answer.content.decode()
    assert (answer.status_code, said in page) == (422, True)
    assert not Arrival.objects.exists()
    token = re.search(r'name="token" value="([^"]+)"', page)
    travel.shift(timedelta(seconds=20))
    assert token
    assert client.post(ADDRESS, {**SAID, "token": token[1]}).status_code == 302
    assert Lead.objects.get().name == "Maya Okafor"


def test_several_answers_to_one_question_survive_being_asked_again(
    client: Client, channel: Channel, cast: Cast, travel: time_machine.Coordinates
) -> None:
    channelling.change(channel, {"questions": ["rankings"]}, why="", at=NOW, by=cast.ines)
    page = send(client, travel, rankings=["dax", "sp_500"], website="x").content.decode()
    assert page.count("checked") == 2


@pytest.mark.slow
def test_a_visitor_is_slowed_down_after_twenty_forms(
    client: Client, channel: Channel, travel: time_machine.Coordinates
) -> None:
    codes = [client.post(ADDRESS, SAID, REMOTE_ADDR="192.0.2.77").status_code for _ in range(21)]
    assert codes == [422] * 20 + [429]


def test_a_closed_form_says_so_and_an_unknown_one_is_not_found(
    client: Client, channel: Channel, cast: Cast
) -> None:
    channelling.change(channel, {"is_open": False}, why="over", at=NOW, by=cast.ines)
    answer = client.get(ADDRESS)
    assert (answer.status_code, "This form is closed" in answer.content.decode()) == (410, True)
    assert client.get("/f/nothing/").status_code == 404


def test_a_channel_that_is_no_form_has_no_page(client: Client, in_force: Version) -> None:
    leads.channel(in_force.agreement, slug="fairs", kind=Channel.Kind.UPLOAD)
    assert client.get("/f/fairs/").status_code == 404


def test_before_an_agreement_is_in_force_a_name_and_an_address_are_asked(
    client: Client, cast: Cast, travel: time_machine.Coordinates
) -> None:
    leads.channel(agreements.begin(cast).agreement)
    assert send(client, travel).status_code == 302
    assert Lead.objects.get().waits_for_agreement is True
