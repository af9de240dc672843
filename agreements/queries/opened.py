"""When a signer opened the text of a round, and when they accepted the declaration: read from the ledger."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from agreements.models import SigningRound
from slaportal.accounts.models import User
from slaportal.audit import ledger
from slaportal.audit.models import Event


def viewed_at(round: SigningRound, person: User) -> datetime | None:
    """Return when a person first opened the text of a round, or None."""
    return _first(_lines(round, "round.viewed", person))


def consented_at(round: SigningRound, person: User, number: int) -> datetime | None:
    """Return when a person first accepted the declaration of this number in a round, or None."""
    return _first(_lines(round, "round.consented", person).filter(data__consent__version=number))


def _lines(round: SigningRound, kind: str, person: User) -> QuerySet[Event]:
    stream = ledger.stream_of(round.version.agreement)
    return Event.objects.filter(stream=stream, kind=kind, by=person, data__round_id=round.pk)


def _first(lines: QuerySet[Event]) -> datetime | None:
    return lines.order_by("sequence").values_list("at", flat=True).first()
