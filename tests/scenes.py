"""Scenes: what the shared fixtures leave in the database is built once by operations, and then put back as it was.

Building the agreement in force takes a hundred statements and a tenth of a second, and half the tests begin with it. On
SQLite its rows are remembered and inserted again; on PostgreSQL, whose sequences would not follow, it is built each time.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from slaportal.accounts.models import User

Made = TypeVar("Made")
Rows = Mapping[str, Sequence[tuple[Any, ...]]]

_kept: dict[Hashable, tuple[Rows, bytes]] = {}


def play(name: str, build: Callable[[], Made]) -> Made:
    """Return what ``build`` made, with its rows in the database; built anew where something else stands there already."""
    if connection.vendor != "sqlite" or User.objects.exists():
        return build()
    # Seals depend on the key, and some tests bring their own.
    key = (name, settings.SEAL_KEY)
    if key not in _kept:
        before = {table: _last(table) for table in _tables()}
        made = build()
        _kept[key] = {table: _after(table, last) for table, last in before.items()}, pickle.dumps(made)
        return made
    rows, pickled = _kept[key]
    with transaction.atomic(), connection.cursor() as cursor:
        for table, lines in rows.items():
            if lines:
                cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(lines[0]))})", lines)
    made_again: Made = pickle.loads(pickled)
    return made_again


@cache
def _tables() -> tuple[str, ...]:
    models = apps.get_models(include_auto_created=True)
    return tuple(dict.fromkeys(connection.ops.quote_name(model._meta.db_table) for model in models))


def _last(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(rowid), 0) FROM {table}")
        last: int = cursor.fetchone()[0]
    return last


def _after(table: str, last: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE rowid > %s ORDER BY rowid", [last])
        return list(cursor.fetchall())
