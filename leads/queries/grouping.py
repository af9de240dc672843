"""What statements group by, the same on every database: which stretch of time, and which whole minute."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Case, Func, IntegerField, Value, When
from django.db.models.sql.compiler import SQLCompiler


def stretch_of(instant: str, starts: Sequence[datetime]) -> Case:
    """Number the stretch an instant lies in: 0 from ``starts[0]`` until ``starts[1]``, and so on; the last has no end.

    Django's truncations are Python functions on SQLite and know no agreement's weeks; ranges are exact and quick on both.
    """
    return Case(
        *(When(**{f"{instant}__lt": start}, then=Value(number)) for number, start in enumerate(starts[1:])),
        default=Value(len(starts) - 1),
        output_field=IntegerField(),
    )


class WholeMinutes(Func):
    """The whole minutes within which something came: 23.4 and 24.0 give 24. Django's Ceil is a Python function on SQLite."""

    function = "CEIL"
    template = "%(function)s(%(expressions)s)::integer"
    arity = 1
    output_field = IntegerField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Any:
        """Round up by cutting off below zero, where CAST cuts towards zero; minutes are kept to hundredths."""
        return self.as_sql(
            compiler, connection, template="(-CAST(-%(expressions)s - 0.995 AS INTEGER))", **extra
        )
