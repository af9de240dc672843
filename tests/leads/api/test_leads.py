"""Programs bring leads with the key of a channel, once each, and every refusal is a problem document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from agreements.models import Version
from leads.models import Arrival, Channel, Lead
from leads.operations import channelling
from tests.factories import leads
from tests.factories.leads import MAYA
from tests.factories.moments import NOW
from tests.factories.people import Cast

EVENT = {"kind": "demo_requested", "at": "2026-11-17T10:00:00Z"}


@pytest.fixture(autouse=True)
def _story_time() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def channel(in_force: Version) -> Channel:
    """The channel of a program."""
    return leads.channel(in_force.agreement, slug="crm", kind=Channel.Kind.API, format="contact_form")


@pytest.fixture
def call(client: Client, channel: Channel, cast: Cast) -> Any:
    """Bring a lead: ``call({...}, idempotency_key="1")``."""
    key = channelling.new_key(channel, at=NOW, by=cast.ines)

    def call(body: Any, *, bearer: str = key, **headers: str) -> Any:
        sent = {
            "Authorization": f"Bearer {bearer}",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        text = body if isinstance(body, str) else json.dumps(body)
        return client.post("/api/leads", text, content_type="application/json", headers=sent)

    return call


def test_a_lead_is_judged_handed_over_and_clocked_before_the_answer(call: Any, cast: Cast) -> None:
    answer = call({"outside_id": "c-17", "facts": MAYA, "events": [EVENT]})
    lead = Lead.objects.get()
    said = answer.json()
    assert answer.status_code == 201
    assert (said["lead"], said["joined"], said["stage"], said["qualified"]) == (
        lead.reference,
        "",
        "mql",
        True,
    )
    assert said["owner"] == lead.owner.full_name  # type: ignore[union-attr]
    assert said["due_at"] is not None
    assert lead.outside_id == "c-17"


def test_what_keeps_a_lead_with_marketing_and_what_was_unreadable_is_said(call: Any) -> None:
    said = call({"facts": {"email": "maya@example.com", "employees": "many", "shoe_size": 38}}).json()
    assert said["qualified"] is False
    assert said["missing"] == ["name", "company", "country"]
    assert [(trouble["word"], trouble["message"]) for trouble in said["troubles"]] == [
        ("employees", "“many” is not a number."),
        ("shoe_size", "There is no fact called “shoe_size”."),
    ]


def test_a_known_lead_is_joined(call: Any) -> None:
    call({"outside_id": "c-17", "facts": {"name": "Maya"}})
    answer = call({"outside_id": "c-17", "facts": {"city": "Leeds"}})
    assert (answer.status_code, answer.json()["joined"]) == (200, "outside_id")
    assert Lead.objects.get().city == "Leeds"


def test_a_repeated_request_is_the_same_arrival(call: Any) -> None:
    body = {"facts": {"name": "Maya"}, "events": [EVENT]}
    codes = [call(body, idempotency_key="a-1").status_code for _ in range(2)]
    assert codes == [201, 200]
    assert (Arrival.objects.count(), Lead.objects.get().activities.count()) == (1, 1)


def test_a_key_used_for_something_else_is_refused(call: Any) -> None:
    call({"facts": {"name": "Maya"}}, idempotency_key="a-1")
    answer = call({"facts": {"name": "Tom"}}, idempotency_key="a-1")
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert (
        answer.json()["detail"]
        == "This Idempotency-Key came with other content before. Use a new one for a new lead."
    )
    assert Lead.objects.get().name == "Maya"


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({}, "facts"),
        ({"facts": {"name": {"first": "Maya"}}}, "facts/name/str"),
        (
            {"facts": {}, "events": [{"kind": "webinar_attended", "at": "2026-11-17T10:00:00"}]},
            "events/0/at",
        ),
        ({"facts": {}, "colour": "red"}, "colour"),
    ],
)
def test_a_request_that_is_not_as_described_names_the_place(call: Any, body: Any, place: str) -> None:
    answer = call(body)
    assert answer.status_code == 422
    assert answer.json()["title"] == "Unprocessable Entity"
    assert place in [error["place"] for error in answer.json()["errors"]]


def test_what_is_no_json_is_a_problem_too(call: Any) -> None:
    answer = call("{")
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")


def test_without_its_key_no_program_comes_in(call: Any, client: Client, channel: Channel, cast: Cast) -> None:
    old = call({"facts": {"name": "Maya"}}, bearer="guessed")
    assert (old.status_code, old.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert old.json()["detail"] == "Send the key of a channel as Bearer."
    assert client.post("/api/leads", "{}", content_type="application/json").status_code == 401
    channelling.new_key(channel, at=NOW, by=cast.ines)
    assert call({"facts": {"name": "Maya"}}).status_code == 401


def test_a_closed_channel_refuses_with_a_sentence(call: Any, channel: Channel, cast: Cast) -> None:
    channelling.change(channel, {"is_open": False}, why="", at=NOW, by=cast.ines)
    answer = call({"facts": {"name": "Maya"}})
    assert (answer.status_code, answer.json()["detail"]) == (409, "Price request takes no leads any more.")
