"""Extra attributes of a lead: read as text or as a number, in Python and in the database alike."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any as Anything
from typing import ClassVar

from django.db.models import CharField, DecimalField, F, Field, Func

from agreements.rules.criteria.vocabulary import EXTRA_PREFIX

Compiled = tuple[str, tuple[Anything, ...]]

#: A text that reads as a plain number, which is how a number arrives from a spreadsheet. It is short enough
#: for every database, and for the floats of JSON, to compare it exactly.
_PATTERN = r"\A-?[0-9]{1,9}(?:\.[0-9]{1,4})?\Z"
_plain_number = re.compile(_PATTERN).search


def is_plain_number(text: str) -> bool:
    """Whether a text reads as a plain number: at most nine digits, and four decimals."""
    return _plain_number(text) is not None


def number_of(seen: object) -> Decimal | None:
    """Return an extra attribute as a number: a number, or a text that reads as a plain one, else None."""
    text = str(seen)
    return Decimal(text) if not isinstance(seen, bool) and is_plain_number(text) else None


def text_of(seen: object) -> str | None:
    """Return an extra attribute as text when it is a text or yes / no (``true``, ``false``), else None."""
    if isinstance(seen, bool):
        return "true" if seen else "false"
    return seen if isinstance(seen, str) else None


class ExtraText(Func):
    """One attribute of a JSON column when it is a text or yes / no (as ``true``, ``false``), else NULL."""

    output_field: ClassVar[Field[Anything, Anything]] = CharField()
    sqlite_kinds: ClassVar[tuple[str, ...]] = ("text", "true", "false")
    postgresql_kinds: ClassVar[tuple[str, ...]] = ("string", "boolean")

    def __init__(self, column: str | F, word_key: str, **extra: Anything) -> None:
        self.word_key = word_key
        super().__init__(F(column) if isinstance(column, str) else column, **extra)

    def as_sqlite(self, compiler: Anything, connection: Anything, **context: Anything) -> Compiled:
        column, parameters = compiler.compile(self.source_expressions[0])
        path = f"$.{json.dumps(self.word_key.removeprefix(EXTRA_PREFIX))}"
        kind, value = f"json_type({column}, %s)", f"json_extract({column}, %s)"
        among = ", ".join(f"'{kind}'" for kind in self.sqlite_kinds)
        sql = (
            f"(CASE WHEN {kind} IN ('true', 'false') AND {kind} IN ({among}) THEN {kind} "
            f"WHEN {kind} IN ({among}) THEN CAST({value} AS TEXT) END)"
        )
        return sql, (*parameters, path) * 5

    def as_postgresql(self, compiler: Anything, connection: Anything, **context: Anything) -> Compiled:
        column, parameters = compiler.compile(self.source_expressions[0])
        name = self.word_key.removeprefix(EXTRA_PREFIX)
        among = ", ".join(f"'{kind}'" for kind in self.postgresql_kinds)
        sql = f"(CASE WHEN jsonb_typeof({column} -> %s) IN ({among}) THEN {column} ->> %s END)"
        return sql, (*parameters, name) * 2


class ExtraAnything(ExtraText):
    """One attribute of a JSON column as text when it is a text, a number or yes / no, else NULL."""

    sqlite_kinds = ("text", "true", "false", "integer", "real")
    postgresql_kinds = ("string", "boolean", "number")


class ExtraNumber(ExtraText):
    """One attribute of a JSON column as a number when it reads as a plain one, else NULL."""

    output_field = DecimalField(max_digits=13, decimal_places=4)
    sqlite_kinds = ("text", "integer", "real")
    postgresql_kinds = ("string", "number")

    def as_sqlite(self, compiler: Anything, connection: Anything, **context: Anything) -> Compiled:
        return self._cast(super().as_sqlite(compiler, connection), "REGEXP", "REAL")

    def as_postgresql(self, compiler: Anything, connection: Anything, **context: Anything) -> Compiled:
        return self._cast(super().as_postgresql(compiler, connection), "~", "numeric")

    @staticmethod
    def _cast(text: Compiled, matches: str, kind: str) -> Compiled:
        sql, parameters = text
        cast = f"CAST(CASE WHEN {sql} {matches} %s THEN {sql} END AS {kind})"
        return cast, (*parameters, _PATTERN, *parameters)
