"""The ledger is an append-only chain: each line holds the hash of the one before."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from slaportal.audit import ledger
from slaportal.audit.models import Event
from tests.factories.people import Cast

AT = datetime(2026, 6, 24, 10, 52, tzinfo=UTC)


def test_lines_are_numbered_and_chained_per_subject(cast: Cast) -> None:
    first = ledger.record(cast.ines, "signed", at=AT, by=cast.ines, data={"name": "Inès"})
    other = ledger.record(cast.daniel, "signed", at=AT, by=cast.daniel)
    second = ledger.record(cast.ines, "withdrawn", at=AT + timedelta(hours=1), by=None)
    assert [(event.sequence, event.previous_hash) for event in (first, other, second)] == [
        (1, ""),
        (1, ""),
        (2, first.hash),
    ]


def test_the_hash_is_that_of_the_exact_text_kept(cast: Cast) -> None:
    event = ledger.record(cast.ines, "signed", at=AT, by=cast.ines, data={"name": "Inès", "n": 3})
    kept = Event.objects.get(pk=event.pk)
    assert hashlib.sha256(ledger.PREFIX + kept.canonical.encode()).hexdigest() == kept.hash
    assert json.loads(kept.canonical) == {
        "stream": f"user:{cast.ines.pk}",
        "sequence": 1,
        "kind": "signed",
        "at": "2026-06-24T10:52:00.000000+00:00",
        "by": cast.ines.pk,
        "data": {"name": "Inès", "n": 3},
        "previous": "",
    }


def test_two_lines_cannot_have_one_number(cast: Cast) -> None:
    event = ledger.record(cast.ines, "signed", at=AT, by=None)
    event.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        event.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_a_line_outside_the_transaction_of_its_change_is_refused(cast: Cast) -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        ledger.record(cast.ines, "signed", at=AT, by=None)
