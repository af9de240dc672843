"""An export of a history leaves a line in the ledger: who took what along, how much, and by which filter."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from agreements.models import Agreement
from agreements.operations.holding import hold_for_the_record
from slaportal.accounts.models import User
from slaportal.audit import ledger


def record(
    agreement: Agreement, *, subject: str, format: str, filter: str, lines: int, at: datetime, by: User
) -> None:
    """Record that somebody exported the history of an agreement, or of one of its leads; ``filter`` empty for all of it.

    Also of an agreement that has ended: its history stays readable, and reading it stays on record.
    """
    with transaction.atomic():
        agreement = hold_for_the_record(agreement.pk)
        ledger.record(
            agreement,
            "history.exported",
            at=at,
            by=by,
            data={"subject": subject, "format": format, "filter": filter, "lines": lines},
        )
