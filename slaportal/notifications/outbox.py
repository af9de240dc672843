"""Telling people: rows written in the transaction of the news, delivered by a loop of their own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from slaportal.notifications.models import Delivery, Notice

if TYPE_CHECKING:
    from slaportal.accounts.models import User


def tell(
    people: Iterable[User],
    *,
    kind: str,
    key: str,
    subject: str,
    body: str = "",
    url: str = "",
    at: datetime,
    deliver_at: datetime | None = None,
    channels: Iterable[str] = (Delivery.Channel.EMAIL,),
) -> int:
    """Write one notice a person, and one delivery a channel, and return how many notices are new.

    ``key`` names the news ("clock:81:breached"); telling it again to the same person writes nothing.
    ``deliver_at`` holds e-mail back until then (quiet hours, requirement C8); the bell shows the notice at once.
    """
    recipients = {person.pk: person for person in people if person.is_active}
    keys = {f"{key}:{pk}": pk for pk in recipients}
    known = set(Notice.objects.filter(key__in=keys).values_list("key", flat=True))
    fresh = [
        Notice(
            kind=kind, recipient_id=pk, subject=subject[:250], body=body, url=url, key=full_key, created_at=at
        )
        for full_key, pk in keys.items()
        if full_key not in known
    ]
    written = Notice.objects.bulk_create(fresh)
    Delivery.objects.bulk_create(
        Delivery(notice=notice, channel=channel, due_at=deliver_at or at)
        for notice in written
        for channel in channels
    )
    return len(written)
