"""Rows are inserted, copied and updated: few at a time by one short statement, thousands by the quickest way there is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import chain
from typing import Any

from django.db import connection, connections, models

from slaportal.statements.plans import Insertion, Taking, change, insertion

#: How many values one statement takes; SQLite's own limit is 32,766.
MOST_VALUES = 30_000
#: From so many rows on, a database gets them its own way, PostgreSQL by COPY and SQLite one by one: thousands of parameters
#: of one statement take longer to be put in their places.
MANY = 20
_IGNORE = " ON CONFLICT DO NOTHING"

#: Statements that wait to be sent with others, each with its values; None while each is sent at once.
_waiting: ContextVar[list[tuple[str, list[Any]]] | None] = ContextVar("waiting", default=None)


def insert(rows: Sequence[models.Model], *, ignore_conflicts: bool = False, keys: bool = True) -> None:
    """Insert rows of one model, all fields given, and give each its key; as ``bulk_create`` does, for less.

    Every value is adapted by its field; a related row that was saved just now gives its key. With ``ignore_conflicts`` a
    row that breaks a unique constraint is left out, and no row gets a key; nor with ``keys=False``, for rows nobody points
    to, which may be sent with others (:func:`together`). Signals are not sent. Raises what the database raises.
    """
    if not rows:
        return
    live, model = connections[connection.alias], type(rows[0])
    if not keys or ignore_conflicts:
        _insert(model, lambda plan: plan.take(rows), len(rows), live, ignore_conflicts)
        return
    if _is_copied(len(rows), live):
        plan = insertion(model, "copy")
        given = _new_keys(plan, len(rows), live)
        values = ([key, *taken] for key, taken in zip(given, plan.take(rows), strict=True))
        _copy(plan, (plan.key, *plan.columns), values, live)
    else:
        plan = insertion(model, live.vendor)
        given = _returned(_statements(plan, plan.take(rows), f" RETURNING {plan.key}"), live)
    for row, key in zip(rows, given, strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, live.alias


def insert_copies(
    rows: Sequence[Any],
    model: type[models.Model],
    own: Mapping[str, Taking],
    *,
    ignore_conflicts: bool = False,
) -> None:
    """Insert for each row one of ``model`` that repeats its columns; ``own`` gives the values of the other fields.

    What history needs: a line for every row, without making objects of them. Fields are named by their columns' attributes
    (``history_user_id``). ``ignore_conflicts`` as above; the lines may be sent with others (:func:`together`).
    """
    if rows:
        live = connections[connection.alias]
        _insert(model, lambda plan: plan.take_copies(rows, own), len(rows), live, ignore_conflicts)


def update(
    rows: Collection[models.Model], fields: Collection[str], *, key: str = "pk", wait: bool = False
) -> None:
    """Write these fields of saved rows of one model, one short statement a row, sent together.

    For a handful of rows and for thousands; ``bulk_update`` makes a CASE for every row and field instead. ``key`` is the
    unique field by which a row is found; ``wait`` lets them go with others (:func:`together`).
    """
    if not rows:
        return
    live = connections[connection.alias]
    plan = change(type(next(iter(rows))), tuple(fields), key, live.vendor)
    values = [plan.take(row) for row in rows]
    if wait and (waiting := _waiting.get()) is not None:
        waiting += ((plan.sql, each) for each in values)
        return
    with live.cursor() as cursor:
        if len(values) == 1:
            cursor.execute(plan.sql, values[0])
        else:
            cursor.executemany(plan.sql, values)


@contextmanager
def together() -> Iterator[None]:
    """Send what nobody needs an answer to in one message at the end: rows inserted without keys, updates that may wait.

    On a server each message costs as much as what it says. Nothing of it can be read before the end; when that is not
    reached, nothing of it was written. SQLite, which is no server, gets each at once.
    """
    live = connections[connection.alias]
    if live.vendor != "postgresql" or _waiting.get() is not None:
        yield
        return
    waiting: list[tuple[str, list[Any]]] = []
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    if waiting:
        with live.cursor() as cursor:
            cursor.execute("; ".join(cursor.mogrify(sql, values) for sql, values in waiting))


def _insert(
    model: type[models.Model], taking: Taking, number: int, live: Any, ignore_conflicts: bool
) -> None:
    """Insert rows without asking for their keys; ``taking`` gives their values by the plan of their insertion."""
    if _is_copied(number, live) and not ignore_conflicts:
        plan = insertion(model, "copy")
        _copy(plan, plan.columns, taking(plan), live)
        return
    plan = insertion(model, live.vendor)
    ending = _IGNORE if ignore_conflicts else ""
    if live.vendor == "sqlite" and number >= MANY:
        with live.cursor() as cursor:
            cursor.executemany(f"{_head(plan, plan.columns)}{_places(plan.columns)}{ending}", taking(plan))
        return
    statements = _statements(plan, taking(plan), ending)
    if (waiting := _waiting.get()) is not None and number < MANY:
        waiting += statements
        return
    with live.cursor() as cursor:
        for sql, values in statements:
            cursor.execute(sql, values)


def _statements(plan: Insertion, rows: Sequence[list[Any]], ending: str) -> Iterator[tuple[str, list[Any]]]:
    """Yield what inserts rows of values, as many to a statement as it takes.

    Few rows come without the columns that are empty in all of them: there are many, and each costs time.
    """
    columns: Sequence[str] = plan.columns
    if len(rows) < MANY:
        spoken = plan.spoken_of(rows)
        columns = [columns[place] for place in spoken]
        rows = [[row[place] for place in spoken] for row in rows]
    step = max(MOST_VALUES // len(columns), 1)
    head, places = _head(plan, columns), _places(columns)
    for start in range(0, len(rows), step):
        chunk = rows[start : start + step]
        yield head + ", ".join([places] * len(chunk)) + ending, list(chain.from_iterable(chunk))


def _head(plan: Insertion, columns: Sequence[str]) -> str:
    return f"INSERT INTO {plan.table} ({', '.join(columns)}) VALUES "


def _places(columns: Sequence[str]) -> str:
    """One row's places in a statement."""
    return f"({', '.join(['%s'] * len(columns))})"


def _returned(statements: Iterable[tuple[str, list[Any]]], live: Any) -> list[Any]:
    """Execute insertions and return the keys they return."""
    keys = []
    with live.cursor() as cursor:
        for sql, values in statements:
            cursor.execute(sql, values)
            keys += [key for (key,) in cursor.fetchall()]
    return keys


def _is_copied(number: int, live: Any) -> bool:
    """Whether so many rows go in by COPY."""
    return live.vendor == "postgresql" and number >= MANY


def _new_keys(plan: Insertion, number: int, live: Any) -> list[int]:
    """Take keys from the table's sequence, which belong to us whatever others insert meanwhile."""
    with live.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [plan.table, plan.key.strip('"'), number],
        )
        return [key for (key,) in cursor.fetchall()]


def _copy(plan: Insertion, columns: Sequence[str], rows: Iterable[list[Any]], live: Any) -> None:
    with (
        live.cursor() as cursor,
        live.wrap_database_errors,
        cursor.copy(f"COPY {plan.table} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)
