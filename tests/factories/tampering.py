"""What somebody with full access to the database, but not to the seal key, can do to evidence."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

from agreements.models import Agreement, Review, Seal, Signature, SigningRound, Version
from slaportal.audit import canonical, guards, ledger
from slaportal.audit.models import Anchor, Event


def update(row: models.Model, **columns: Any) -> None:
    """Change a row past every operation, history and guard."""
    type(row)._default_manager.filter(pk=row.pk).update(**columns)


def delete(*querysets: Any) -> None:
    """Delete rows past everything that protects them, in this order."""
    for rows in querysets:
        rows._raw_delete(rows.db)


def lines_of(agreement: Agreement) -> Any:
    """The ledger of an agreement, by number."""
    return Event.objects.filter(stream=ledger.stream_of(agreement)).order_by("sequence")


def retell(event: Event, **changes: Any) -> None:
    """Write one line anew so that it fits itself: row, text and hash; whatever follows is left as it is."""
    said = json.loads(event.canonical) | changes
    text = canonical.text(said)
    update(
        event,
        sequence=said["sequence"],
        data=said["data"],
        kind=said["kind"],
        previous_hash=said["previous"],
        canonical=text,
        hash=canonical.digest(ledger.PREFIX, text),
    )


def rechain(agreement: Agreement, change: Callable[[dict[str, Any]], dict[str, Any]] = dict) -> None:
    """Write a whole ledger anew without gaps, every hash right; ``change`` may alter what a line says."""
    previous = ""
    for sequence, event in enumerate(list(lines_of(agreement)), start=1):
        said = change(json.loads(event.canonical))
        retell(event, **said | {"sequence": sequence, "previous": previous})
        previous = Event.objects.get(pk=event.pk).hash


def without_anchors() -> None:
    """Take the anchors kept in the database away, as whoever rewrites a ledger would."""
    delete(Anchor.objects.all())


def remove(agreement: Agreement) -> None:
    """Remove an agreement with everything that ever stood about it, its ledger and its histories too."""
    delete(
        lines_of(agreement),
        Signature.objects.filter(round__version__agreement=agreement),
        SigningRound.objects.filter(version__agreement=agreement),
        Seal.objects.filter(version__agreement=agreement),
        Review.objects.filter(agreement=agreement),
        Review.history.filter(agreement=agreement),
        Version.objects.filter(agreement=agreement),
        Version.history.filter(agreement=agreement),
        Agreement.teams.through.objects.filter(agreement=agreement),
        Agreement.objects.filter(pk=agreement.pk),
        Agreement.history.filter(id=agreement.pk),
    )


@contextmanager
def unguarded() -> Iterator[None]:
    """Take the guards away for a moment, as an attacker would, and lay them again so that nothing shows."""
    with guards.lifted():
        yield
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SET CONSTRAINTS ALL IMMEDIATE"
                )  # no guard is laid on a table that waits for a check
