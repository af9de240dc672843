"""One way to remember what people edit: who changed a row, when, and why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords

from slaportal import statements


def tracked(**options: Any) -> HistoricalRecords:
    """Return the history field of a model that people edit.

    People are deactivated and never deleted, so a line of history always keeps its author. The reason is a text without a
    limit: PostgreSQL would refuse a long one.
    """
    return HistoricalRecords(
        history_change_reason_field=models.TextField(null=True, blank=True),
        **options,
    )


def remember(row: models.Model, *, by: Any, at: datetime, why: str = "") -> None:
    """Save ``row`` with its history line: person and moment are given, never guessed from a request or a clock.

    Raises whatever ``row.save()`` raises. Call it inside the transaction of the operation.
    """
    _sign(row, by=by, why=why, at=at)
    row.save()


def forget(row: models.Model, *, by: Any, at: datetime, why: str = "") -> None:
    """Delete ``row``; its history stays and ends with a line that says who took it away, and why."""
    _sign(row, by=by, why=why, at=at)
    row.delete()


#: One value for all rows of a batch, or what gives each row its own.
Each = Callable[[Any], Any]


def remember_new(rows: Sequence[models.Model], *, by: Any, at: datetime | Each, why: str = "") -> None:
    """Insert rows of one model and their history lines, with as few statements for many as for one.

    Each row gets its primary key. ``at`` is the moment the lines carry and ``by`` the person, None for the portal itself;
    either may be a function of the row, where a batch brings together what happened at different times.
    """
    statements.insert(rows)
    _write_lines(rows, "+", by=by, at=at, why=why)


def remember_all(
    rows: Sequence[models.Model],
    fields: Collection[str],
    *,
    by: Any,
    at: datetime | Each,
    why: str | Each = "",
) -> None:
    """Update these fields of rows of one model and write a history line for each row; ``by`` and ``at`` as above."""
    statements.update(rows, fields)
    _write_lines(rows, "~", by=by, at=at, why=why)


def _write_lines(rows: Sequence[models.Model], kind: str, *, by: Any, at: Any, why: Any) -> None:
    """Insert one history line a row; no signal and no request is asked who it was."""
    if not rows:
        return
    statements.insert_copies(
        rows,
        _history_of(type(rows[0])),
        own={
            "history_date": at if callable(at) else lambda row: at,
            "history_user_id": (lambda row: _key(by(row))) if callable(by) else lambda row: _key(by),
            "history_change_reason": lambda row: (why(row) if callable(why) else why) or None,
            "history_type": lambda row: kind,
        },
    )


@cache
def _history_of(model: type[models.Model]) -> type[models.Model]:
    """Return the model of a model's history lines."""
    history: type[models.Model] = model.history.model  # type: ignore[attr-defined]
    return history


def _key(person: Any) -> int | None:
    return None if person is None else person.pk


def _sign(row: models.Model, *, by: Any, why: str, at: datetime) -> None:
    """Lay down what the next history line of ``row`` says, and nothing of an earlier one."""
    row._history_user = by  # type: ignore[attr-defined]
    row._change_reason = why or None  # type: ignore[attr-defined]
    row._history_date = at  # type: ignore[attr-defined]
