"""What docs/api.md and docs/importing.md show works as it stands there, and the page about the API names every word."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from agreements.models import Version
from agreements.rules.criteria.vocabulary import EVENTS, FACTS
from leads.api.leads import LeadOut
from leads.models import Channel, Lead
from leads.operations import channelling
from leads.rules.sheets import columns, dialect, faults, mapping
from tests.factories import leads, sheets
from tests.factories.moments import NOW
from tests.factories.people import Cast

#: When the example of docs/api.md has happened.
LATER = datetime(2026, 11, 18, 9, tzinfo=UTC)


def shown(document: str) -> list[Any]:
    """Return the JSON examples of a document."""
    text = (settings.BASE_DIR / "docs" / document).read_text()
    return [json.loads(found) for found in re.findall(r"```json\n(.*?)```", text, re.DOTALL)]


def test_the_example_of_the_document_brings_a_lead_whole(
    client: Client, in_force: Version, cast: Cast
) -> None:
    channel = leads.channel(in_force.agreement, slug="crm", kind=Channel.Kind.API, format="contact_form")
    headers = {
        "Authorization": f"Bearer {channelling.new_key(channel, at=NOW, by=cast.ines)}",
        "Idempotency-Key": "crm-17-1",
    }
    with time_machine.travel(LATER):
        answer = client.post(
            "/api/leads", json.dumps(shown("api.md")[0]), content_type="application/json", headers=headers
        )
    assert (answer.status_code, answer.json()["troubles"]) == (201, [])
    assert set(answer.json()) == set(LeadOut.model_fields)
    assert Lead.objects.get().attributes == {"segment": "B"}


def test_the_refusal_of_the_document_is_the_one_that_comes(client: Client, db: None) -> None:
    assert client.post("/api/leads", "{}", content_type="application/json").json() == shown("api.md")[1]


def test_the_mapping_of_the_document_reads_the_bank() -> None:
    bank = sheets.file(sheets.BANK)
    found = columns.survey(bank, dialect.sniff(bank)[0]).columns
    said = mapping.from_document(shown("importing.md")[0])
    assert faults.find(said, found, "leads") == []
    assert said.to_document()["fixed"] == {"created_at": "2026-09-01", "formats": "hand_written_list"}


def test_the_mapping_of_behaviour_reads_its_file() -> None:
    file = sheets.file("Id,What,When\nA-1,webinar,2026-10-20\n")
    found = columns.survey(file, dialect.sniff(file)[0]).columns
    assert faults.find(mapping.from_document(shown("importing.md")[1]), found, "events") == []


@pytest.mark.django_db
def test_the_page_about_the_api_names_every_word(client: Client) -> None:
    page = client.get(reverse("leads:api")).content.decode()
    words = {*FACTS, *EVENTS, *LeadOut.model_fields}
    assert {word for word in words if f"<code>{word}</code>" not in page} == set()


@pytest.mark.django_db
def test_every_member_of_the_api_says_what_it_is(client: Client) -> None:
    schemas = client.get(reverse("api:openapi-json")).json()["components"]["schemas"]
    silent = [
        f"{name}.{member}"
        for name, schema in schemas.items()
        for member, said in schema["properties"].items()
        if not said.get("description")
    ]
    assert silent == []
