"""Statements of the hot paths: made once from a model or a query, then only filled with values.

Django makes the SQL of every statement anew. On a path of twenty short statements that is most of the time; what is here
keeps the SQL and gives the values the same treatment as the ORM does (docs/adr/statements-made-once.md).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from operator import attrgetter
from typing import Any

from django.db import connection, connections, models
from django.db.models.expressions import Expression

#: Turns a value into what the database driver takes; its second argument is the connection.
Adapting = Callable[[Any, Any], Any]

#: How many values one statement takes; SQLite's own limit is 32,766.
MOST_VALUES = 30_000


def insert(rows: Sequence[models.Model], *, ignore_conflicts: bool = False) -> None:
    """Insert rows of one model, all fields given, and give each its key; as ``bulk_create`` does, for less.

    Every value is adapted by its field; a related row that was saved just now gives its key. With ``ignore_conflicts`` a
    row that breaks a unique constraint is left out, and no row gets a key. Signals are not sent. Raises what the database
    raises.
    """
    if not rows:
        return
    live = connections[connection.alias]
    plan = _plan(type(rows[0]), live.vendor)
    ending = _IGNORE if ignore_conflicts else plan.returning
    keys = _execute(plan, (plan.values(row, live) for row in rows), len(rows), live, ending)
    for row, (key,) in zip(rows, keys, strict=True) if not ignore_conflicts else ():
        row.pk = key
        row._state.adding, row._state.db = False, live.alias


def insert_copies(
    rows: Sequence[Any],
    model: type[models.Model],
    own: Mapping[str, Callable[[Any], Any]],
    *,
    ignore_conflicts: bool = False,
) -> None:
    """Insert for each row one of ``model`` that repeats its columns; ``own`` gives the values of the other fields.

    What history needs: a line for every row, without making objects of them. Fields are named by their columns' attributes
    (``history_user_id``). ``ignore_conflicts`` as above.
    """
    if not rows:
        return
    live = connections[connection.alias]
    plan = _plan(model, live.vendor)
    takes = [(own.get(name) or attrgetter(name), adapt) for name, adapt, _relation in plan.fields]
    values = (
        [
            value if (value := take(row)) is None or adapt is None else adapt(value, live)
            for take, adapt in takes
        ]
        for row in rows
    )
    _execute(plan, values, len(rows), live, _IGNORE if ignore_conflicts else "")


def update(rows: Collection[models.Model], fields: Collection[str]) -> None:
    """Write these fields of saved rows of one model, one short statement a row, sent together.

    For a handful of rows and for thousands; ``bulk_update`` makes a CASE for every row and field instead.
    """
    if not rows:
        return
    live = connections[connection.alias]
    model: type[models.Model] = type(next(iter(rows)))
    plan = _update_plan(model, tuple(fields), live.vendor)
    values = [plan.values(row, live) for row in rows]
    with live.cursor() as cursor:
        if len(values) == 1:
            cursor.execute(plan.sql, values[0])
        else:
            cursor.executemany(plan.sql, values)


_IGNORE = " ON CONFLICT DO NOTHING"


def _execute(plan: _Insert, values: Iterable[list[Any]], count: int, live: Any, ending: str) -> list[Any]:
    """Insert ``count`` rows of values, as many to a statement as it takes; returns what the statements return."""
    step = max(MOST_VALUES // len(plan.fields), 1)
    source, returned = iter(values), []
    with live.cursor() as cursor:
        for start in range(0, count, step):
            size = min(step, count - start)
            places = ", ".join([plan.places] * size)
            cursor.execute(f"{plan.head}{places}{ending}", list(chain.from_iterable(islice(source, size))))
            if ending == plan.returning:
                returned += cursor.fetchall()
    return returned


@dataclass(frozen=True)
class _Insert:
    """The insertion of one model's rows: its fields (attribute, how it is written, relation), and the parts of its SQL."""

    fields: tuple[tuple[str, Adapting | None, str], ...]
    head: str
    places: str
    returning: str

    def values(self, row: models.Model, live: Any) -> list[Any]:
        """Return what a row stores, ready for the database."""
        values = []
        cached = row._state.fields_cache
        for name, adapt, relation in self.fields:
            value = getattr(row, name)
            if value is None and relation in cached and cached[relation] is not None:
                value = row.__dict__[name] = cached[relation].pk
            values.append(value if value is None or adapt is None else adapt(value, live))
        return values


@cache
def _plan(model: type[models.Model], vendor: str) -> _Insert:
    quote = connection.ops.quote_name
    # A line of history has a key of its own besides that of the row it repeats.
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    columns = ", ".join(quote(str(field.column)) for field in fields)
    return _Insert(
        fields=tuple(
            (field.attname, _adapting(field), field.name if field.is_relation else "") for field in fields
        ),
        head=f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ",
        places=f"({', '.join(['%s'] * len(fields))})",
        returning=f" RETURNING {quote(str(model._meta.pk.column))}",
    )


@dataclass(frozen=True)
class _Update:
    """The update of some fields of one model's rows."""

    fields: tuple[tuple[str, Adapting | None], ...]
    sql: str

    def values(self, row: models.Model, live: Any) -> list[Any]:
        """Return what is written of a row, and its key."""
        values = [
            value if value is None or adapt is None else adapt(value, live)
            for value, adapt in ((getattr(row, name), adapt) for name, adapt in self.fields)
        ]
        return [*values, row.pk]


@cache
def _update_plan(model: type[models.Model], names: tuple[str, ...], vendor: str) -> _Update:
    quote = connection.ops.quote_name
    by_name = {field.name: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in names]
    places = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    key = quote(str(model._meta.pk.column))
    return _Update(
        fields=tuple((field.attname, _adapting(field)) for field in fields),
        sql=f"UPDATE {quote(model._meta.db_table)} SET {places} WHERE {key} = %s",
    )


def _adapting(field: models.Field[Any, Any]) -> Adapting | None:
    """Return how a field's value is written; None for text and whole numbers, which go as they are."""
    if isinstance(field, models.ForeignKey) or type(field) in _AS_THEY_ARE:
        return None
    if type(field) is models.DateTimeField:
        return lambda value, live: live.ops.adapt_datetimefield_value(value)
    return field.get_db_prep_save


_AS_THEY_ARE = frozenset(
    {
        models.CharField,
        models.TextField,
        models.IntegerField,
        models.PositiveIntegerField,
        models.PositiveSmallIntegerField,
        models.BigIntegerField,
    }
)


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
