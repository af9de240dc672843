"""An append-only, hash-chained account of what happened to a subject."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction

from slaportal.audit import canonical
from slaportal.audit.models import Event

PREFIX = b"slaportal.event.v1\n"


def stream_of(subject: models.Model) -> str:
    """Name the stream of a row, such as ``agreement:12``."""
    return f"{subject._meta.model_name}:{subject.pk}"


def record(
    subject: models.Model, kind: str, *, at: datetime, by: Any, data: Mapping[str, Any] | None = None
) -> Event:
    """Append one line to the subject's stream.

    The caller holds the subject's row (operations begin with a conditional UPDATE of it), so two writers never
    race for one sequence number; should they, the unique constraint refuses the second and the transaction is
    undone. Raises RuntimeError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("ledger.record belongs inside the transaction of the change it records.")
    stream = stream_of(subject)
    last = Event.objects.filter(stream=stream).order_by("-sequence").first()
    sequence = last.sequence + 1 if last else 1
    previous = last.hash if last else ""
    said = content(
        stream=stream,
        sequence=sequence,
        kind=kind,
        at=at,
        by=by.pk if by is not None else None,
        data=dict(data or {}),
        previous=previous,
    )
    text = canonical.text(said)
    return Event.objects.create(
        stream=stream,
        sequence=sequence,
        kind=kind,
        at=at,
        by=by,
        data=said["data"],
        canonical=text,
        previous_hash=previous,
        hash=canonical.digest(PREFIX, text),
    )


def content(
    *, stream: str, sequence: int, kind: str, at: datetime, by: int | None, data: Any, previous: str
) -> dict[str, Any]:
    """Return what a line says, as it is written down canonically; a verification compares it with the text that was hashed."""
    return {
        "stream": stream,
        "sequence": sequence,
        "kind": kind,
        "at": canonical.moment(at),
        "by": by,
        "data": data,
        "previous": previous,
    }
