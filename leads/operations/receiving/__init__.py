"""Information comes in: it is stored, finds or makes its lead, and the lead is judged, handed over and clocked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from agreements.rules.criteria.dossier import Event
from leads.models import Arrival, Batch, Channel
from leads.operations.receiving.desk import Desk
from leads.operations.receiving.items import Item, Received
from leads.rules.spelling import NO_HINTS, Hints
from slaportal.accounts.models import User
from slaportal.errors import Refused

__all__ = [
    "ATTEMPTS",
    "CHUNK",
    "ChannelClosed",
    "Event",
    "Item",
    "Received",
    "receive",
    "receive_many",
    "try_again",
]

#: How many items one transaction takes.
CHUNK = 500
#: How often an arrival is tried before it waits for a person.
ATTEMPTS = 5


class ChannelClosed(Refused):
    """The channel takes nothing any more."""


def receive(
    channel: Channel,
    payload: Mapping[str, Any],
    *,
    events: Sequence[Event] = (),
    key: str = "",
    outside_id: str = "",
    hints: Hints = NO_HINTS,
    at: datetime,
    by: User | None,
    batch: Batch | None = None,
    row: int | None = None,
) -> Received:
    """Receive one arrival: store it, join or make its lead, judge it, hand it over, start its clocks, in one transaction.

    Nothing unreadable stops it; it is named in ``troubles``. Load the channel with its agreement, which saves a query.
    Raises ChannelClosed.
    """
    item = Item(payload, events=events, key=key, outside_id=outside_id, row=row)
    return receive_many(channel, [item], hints=hints, at=at, by=by, batch=batch)[0]


def receive_many(
    channel: Channel,
    items: Sequence[Item],
    *,
    hints: Hints = NO_HINTS,
    at: datetime,
    by: User | None,
    batch: Batch | None = None,
) -> list[Received]:
    """Receive many arrivals by the same steps with few statements, CHUNK to a transaction, and say what became of each.

    Items about one lead are taken in order, each after the one before; others go together. Raises ChannelClosed.
    """
    if not channel.is_open:
        raise ChannelClosed(_("%(channel)s takes no leads any more.") % {"channel": channel})
    desk = Desk(channel, hints, at, by, batch)
    return [
        received
        for start in range(0, len(items), CHUNK)
        for received in desk.take(items[start : start + CHUNK])
    ]


def try_again(*, at: datetime, limit: int = 100) -> int:
    """Process arrivals that were set aside, oldest first, and return how many found their lead this time."""
    waiting = Arrival.objects.filter(processed_at=None, attempts__lt=ATTEMPTS).order_by("received_at")
    arrivals = list(waiting.select_related("channel__agreement", "batch", "received_by")[:limit])
    return sum(
        Desk(arrival.channel, NO_HINTS, at, arrival.received_by, arrival.batch).take_again(arrival)
        for arrival in arrivals
    )
