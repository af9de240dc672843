"""What comes in and what becomes of it, as values; an item can be written into its arrival and read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from agreements.rules.criteria.dossier import Event
from leads.models import Arrival, Evaluation, Lead, Stint
from leads.rules.reading import Trouble


@dataclass(frozen=True, slots=True)
class Item:
    """One form, row, card or request as it came: words of the vocabulary, contact and record fields → text or value.

    ``at`` is when it came, where that differs from the others of its batch. The same ``key`` on the same channel is the
    same arrival; ``row`` is its place in a file.
    """

    payload: Mapping[str, Any]
    events: Sequence[Event] = ()
    key: str = ""
    outside_id: str = ""
    at: datetime | None = None
    row: int | None = None

    def to_document(self) -> dict[str, Any]:
        """Write what came as JSON values, for the arrival."""
        document: dict[str, Any] = {"facts": {word: _plain(value) for word, value in self.payload.items()}}
        if self.events:
            document["events"] = [
                [event.kind, event.at.isoformat(), event.detail, event.amount] for event in self.events
            ]
        if self.outside_id:
            document["outside_id"] = self.outside_id
        return document

    @classmethod
    def of(cls, arrival: Arrival) -> Item:
        """Read back what an arrival keeps."""
        raw = arrival.payload
        return cls(
            payload=raw["facts"],
            events=[
                Event(kind, datetime.fromisoformat(at), detail, amount)
                for kind, at, detail, amount in raw.get("events", ())
            ],
            outside_id=raw.get("outside_id", ""),
            at=arrival.received_at,
            row=arrival.row,
        )


@dataclass(slots=True)
class Received:
    """What became of one item.

    ``joined`` is empty for a new lead, else how it was recognised: outside_id, email, phone, person. ``again`` says that
    this very arrival had been received before. ``lead`` is None when the arrival was set aside and is tried again later.
    ``troubles`` are values that could not be taken.
    """

    arrival: Arrival
    lead: Lead | None
    joined: str = ""
    again: bool = False
    evaluation: Evaluation | None = None
    stint: Stint | None = None
    troubles: list[Trouble] = field(default_factory=list)


def _plain(value: Any) -> Any:
    if isinstance(value, str | bool | int | float) or value is None:
        return value
    if isinstance(value, set | frozenset | list | tuple):
        return sorted(map(str, value))
    return value.isoformat() if isinstance(value, datetime) else str(value)
