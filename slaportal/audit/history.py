"""One way to remember what people edit: who changed a row, when, and why."""

from __future__ import annotations

from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords


def tracked(**options: Any) -> HistoricalRecords:
    """Return the history field of a model that people edit.

    People are deactivated and never deleted, so a line of history always keeps its author. The reason is a text
    without a limit: PostgreSQL would refuse a long one.
    """
    return HistoricalRecords(
        history_change_reason_field=models.TextField(null=True, blank=True),
        **options,
    )


def remember(row: models.Model, *, by: Any, why: str = "") -> None:
    """Save ``row`` with its history line: the person is given, never guessed from a request.

    Raises whatever ``row.save()`` raises. Call it inside the transaction of the operation.
    """
    row._history_user = by  # type: ignore[attr-defined]
    row._change_reason = why or None  # type: ignore[attr-defined]
    row.save()
