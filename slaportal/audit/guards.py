"""What the database itself refuses: changing or deleting rows that are evidence.

A model says what is guarded with a class attribute, ``guarded = guards.APPEND_ONLY`` or a ``Guard`` of its own; the tables of
django-simple-history are guarded without being asked. The guards are triggers. Django rebuilds tables on SQLite and drops their
triggers without a word, so they are laid anew after every migrate, and a system check says when one is missing (docs/signing.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

SAID = "This row is evidence; it is never changed or deleted."
_NAME = "guard_"
_COLUMN = re.compile(r'OLD\."?(\w+)"?')


@dataclass(frozen=True, slots=True)
class Guard:
    """Which changes of a row are refused.

    ``columns``: updates that give one of these another value, any update when empty. ``when``: only rows that were like this
    before, as a condition on OLD that every database reads alike. A guarded row is never deleted either.
    """

    columns: tuple[str, ...] = ()
    when: str = ""


APPEND_ONLY = (Guard(),)


@dataclass(frozen=True, slots=True)
class Trigger:
    """One trigger: its name, its table, and the statements that lay it."""

    name: str
    table: str
    statement: str


def install(using: str = DEFAULT_DB_ALIAS) -> None:
    """Lay every guard whose table exists, and take away those that are no longer wanted."""
    connection = connections[using]
    with transaction.atomic(using), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_REFUSE_ON_POSTGRES)
        for name, (table, _statement) in _laid(connection).items():
            cursor.execute(_drop(connection, name, table))
        for trigger in triggers(connection):
            cursor.execute(trigger.statement)


def missing(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Return the guards that should be there and are not, or that stand there switched off or with other words."""
    connection = connections[using]
    laid = _laid(connection)
    return [
        trigger.name
        for trigger in triggers(connection)
        if trigger.name not in laid or not _same(connection, laid[trigger.name][1], trigger.statement)
    ]


@contextmanager
def lifted(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Take every guard away, for a migration that has to rewrite guarded rows and says why."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name, (table, _statement) in _laid(connection).items():
            cursor.execute(_drop(connection, name, table))
    try:
        yield
    finally:
        install(using)


def triggers(connection: BaseDatabaseWrapper) -> list[Trigger]:
    """Return the triggers of every guarded table that exists."""
    tables = set(connection.introspection.table_names())
    write = _postgres if connection.vendor == "postgresql" else _sqlite
    return [
        trigger
        for model, guards in _guarded()
        if model._meta.db_table in tables
        for number, guard in enumerate(guards)
        for trigger in write(model._meta.db_table, number, guard)
    ]


def _guarded() -> Iterator[tuple[type[models.Model], tuple[Guard, ...]]]:
    for model in apps.get_models():
        if guards := getattr(model, "guarded", None):
            yield model, guards
        elif hasattr(model, "history_object"):
            yield model, APPEND_ONLY


def _sqlite(table: str, number: int, guard: Guard) -> Iterator[Trigger]:
    changed = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in guard.columns)
    for event, condition in (("UPDATE", _both(guard.when, changed)), ("DELETE", guard.when)):
        name = f"{_NAME}{table}_{number}_{event.lower()}"
        yield Trigger(
            name,
            table,
            f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" FOR EACH ROW'
            f"{f' WHEN {condition}' if condition else ''} BEGIN SELECT RAISE(ABORT, '{SAID}'); END",
        )


#: Class 23 is a broken promise about data, which Django raises as an IntegrityError.
_REFUSE_ON_POSTGRES = f"""
CREATE OR REPLACE FUNCTION slaportal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{SAID}' USING ERRCODE = 'restrict_violation';
END
$$
"""


def _postgres(table: str, number: int, guard: Guard) -> Iterator[Trigger]:
    changed = " OR ".join(f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in guard.columns)
    for event, condition in (("UPDATE", _both(guard.when, changed)), ("DELETE", guard.when)):
        # A name longer than 63 bytes would be cut.
        name = f"{_NAME}{table}_{number}_{event.lower()}"[-63:]
        yield Trigger(
            name,
            table,
            f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" FOR EACH ROW'
            f"{f' WHEN ({condition})' if condition else ''} EXECUTE FUNCTION slaportal_refuse()",
        )


def _both(*conditions: str) -> str:
    return " AND ".join(f"({condition})" for condition in conditions if condition)


def _laid(connection: BaseDatabaseWrapper) -> dict[str, tuple[str, str]]:
    """Return the guards that stand in the database: name → table and statement, empty for one that is switched off."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT t.tgname, c.relname, "
                "CASE WHEN t.tgenabled = 'O' AND p.prosrc LIKE %s THEN pg_get_triggerdef(t.oid) ELSE '' END "
                "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
                "JOIN pg_namespace n ON n.oid = c.relnamespace "
                "WHERE NOT t.tgisinternal AND n.nspname = current_schema() "
                "AND (p.proname = 'slaportal_refuse' OR t.tgname LIKE 'guard\\_%%')",
                [f"%{SAID}%"],
            )
        else:
            cursor.execute(
                "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard\\_%' ESCAPE '\\'"
            )
        return {name: (table, statement) for name, table, statement in cursor.fetchall()}


def _same(connection: BaseDatabaseWrapper, laid: str, wanted: str) -> bool:
    """Whether a guard says what it should.

    PostgreSQL writes a statement down in words of its own, so there it is compared by its event, by whether it is
    conditional, and by the columns it looks at.
    """
    if connection.vendor != "postgresql":
        return laid == wanted
    plain = laid.lower().replace('"', "")
    looked_at = {column.lower() for column in _COLUMN.findall(wanted)}
    return (
        f"before {'update' if 'BEFORE UPDATE' in wanted else 'delete'} on " in plain
        and "for each row" in plain
        and (" when " in plain) == (" WHEN " in wanted)
        and all(f"old.{column}" in plain for column in looked_at)
    )


def _drop(connection: BaseDatabaseWrapper, name: str, table: str) -> str:
    return (
        f'DROP TRIGGER "{name}" ON "{table}"'
        if connection.vendor == "postgresql"
        else f'DROP TRIGGER "{name}"'
    )


def lay_after_migrate(*, using: str, **_: Any) -> None:
    """Receive Django's ``post_migrate``."""
    install(using)
