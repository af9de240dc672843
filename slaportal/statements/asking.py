"""Questions that are put together once and then asked with other values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.db import connection, connections, models
from django.db.models.expressions import Expression


class Parameter(Expression):
    """The place of a value in a prepared query, such as ``Lead.objects.filter(email_key=Parameter("email", CharField()))``."""

    def __init__(self, name: str, output_field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Return a place for the value, marked by the parameter itself."""
        return "%s", [self]


class Prepared:
    """A query with parameters: ``Prepared(queryset_of_values_list)(email="…")`` yields its rows.

    The SQL is made at the first call; databases of one kind share it.
    """

    def __init__(self, build: Callable[[], models.QuerySet[Any, Any]]) -> None:
        self.build = build
        self._made: dict[str, tuple[Any, str, Sequence[Any], Any]] = {}

    def __call__(self, **values: Any) -> Iterator[Sequence[Any]]:
        live = connections[connection.alias]
        if live.vendor not in self._made:
            self._made[live.vendor] = self._make()
        compiler, sql, places, converters = self._made[live.vendor]
        given = [
            place.output_field.get_db_prep_value(values[place.name], live)
            if isinstance(place, Parameter)
            else place
            for place in places
        ]
        with live.cursor() as cursor:
            cursor.execute(sql, given)
            rows: Iterable[Sequence[Any]] = cursor.fetchall()
        return iter(compiler.apply_converters(rows, converters) if converters else rows)

    def _make(self) -> tuple[Any, str, Sequence[Any], Any]:
        compiler = self.build().query.get_compiler(connection=connection)
        sql, places = compiler.as_sql()
        return compiler, sql, places, compiler.get_converters(column for column, *_ in compiler.select)
