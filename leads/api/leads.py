"""Leads brought by programs, one a request."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Header, Router, Schema, Status
from pydantic import AwareDatetime, ConfigDict

from agreements.rules.criteria.dossier import Event
from leads.api.keys import ChannelKey
from leads.models import Channel
from leads.operations import receiving
from leads.operations.receiving import Item, Received
from slaportal.api.problems import Problem

router = Router(tags=["Leads"], auth=ChannelKey())


class KeyedRequest(HttpRequest):
    """A request that came with the key of a channel."""

    auth: Channel


class EventIn(Schema):
    """One thing the lead did."""

    model_config = ConfigDict(extra="forbid")

    kind: str = Field(description="A kind of behaviour, such as webinar_attended.")
    at: AwareDatetime = Field(description="When, with its zone: 2026-11-17T10:00:00Z. Not in the future.")
    detail: str = Field("", max_length=300, description="Which page, webinar or document.")
    amount: int = Field(1, ge=0, le=2_000_000_000, description="Seconds, for time_on_page.")


class LeadIn(Schema):
    """A lead as a program knows it."""

    model_config = ConfigDict(extra="forbid")

    outside_id: str = Field(
        "", max_length=120, description="Your own number of the lead; it is recognised by it."
    )
    facts: dict[str, str | bool | int | float | list[str] | None] = Field(
        description="Words of the vocabulary (employees, seniority), contact (name, email, phone), extra:NAME for your own."
    )
    events: list[EventIn] = Field(
        default_factory=list, max_length=1000, description="What they did, the documents below."
    )


class TroubleOut(Schema):
    """A value that could not be taken, or is of no use as it is."""

    word: str = Field(description="The word of the vocabulary it was sent as.")
    text: str = Field(description="What was sent, shortened.")
    message: str = Field(description="What is wrong with it, in a sentence.")


class LeadOut(Schema):
    """What became of the lead. ``joined`` says how a known one was recognised; ``missing`` what keeps it with marketing."""

    lead: str | None = Field(
        description="How people call it, such as L-1204; null when it is kept for later."
    )
    id: int | None = Field(description="Its number, as in its address.")
    joined: str = Field(description="How a known lead was recognised: outside_id, email, phone or person.")
    stage: str | None = Field(description="Where it stands on its way, such as lead or mql.")
    qualified: bool = Field(description="Whether it meets the signed definition now.")
    missing: list[str] = Field(description="Required information it does not have; it stays with marketing.")
    owner: str | None = Field(description="Who in sales has it.")
    due_at: datetime | None = Field(description="When the first promise about it is due.")
    troubles: list[TroubleOut] = Field(description="What was not taken, value by value.")


@router.post(
    "",
    response={200: LeadOut, 201: LeadOut, 202: LeadOut},
    url_name="leads",
    summary="Bring a lead",
    description="201 for a new lead, 200 for one that was known or for a request repeated with its Idempotency-Key, 202 when it "
    "is kept and worked on again in a moment.",
)
def bring(
    request: KeyedRequest,
    said: LeadIn,
    idempotency_key: Annotated[str, Header(alias="Idempotency-Key", max_length=180)] = "",
) -> Status[dict[str, Any]]:
    """Receive a lead as any other door does: judged, handed over and clocked before the answer."""
    events = [Event(event.kind, event.at, event.detail, event.amount) for event in said.events]
    received = receiving.receive(
        request.auth,
        said.facts,
        events=events,
        key=f"api:{idempotency_key}" if idempotency_key else "",
        outside_id=said.outside_id,
        at=timezone.now(),
        by=None,
    )
    if received.again:
        sent = Item(said.facts, events=events, outside_id=said.outside_id).to_document()
        if sent != received.arrival.payload:
            raise Problem(
                422, _("This Idempotency-Key came with other content before. Use a new one for a new lead.")
            )
    return Status(_status(received), _answer(received))


def _status(received: Received) -> int:
    if received.lead is None:
        return 202
    return 200 if received.again or received.joined else 201


def _answer(received: Received) -> dict[str, Any]:
    lead, evaluation, stint = received.lead, received.evaluation, received.stint
    return {
        "lead": lead.reference if lead else None,
        "id": lead.pk if lead else None,
        "joined": received.joined,
        "stage": lead.stage if lead else None,
        "qualified": bool(evaluation and evaluation.qualified),
        "missing": [item["key"] for item in evaluation.missing] if evaluation else [],
        "owner": stint.owner.full_name if stint and stint.owner else None,
        "due_at": stint.next_due_at if stint else None,
        "troubles": [
            {"word": found.word, "text": found.text, "message": found.message} for found in received.troubles
        ],
    }
