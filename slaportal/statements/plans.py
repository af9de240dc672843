"""The SQL of inserting and updating rows of a model, made once, and what fetches their values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any

from django.db import connection, models
from django.db.models import NOT_PROVIDED

from slaportal.statements.adapting import Adapting, Way, adapting

#: Gives a field's value of a row.
Taking = Callable[[Any], Any]


@dataclass(frozen=True)
class Insertion:
    """How rows of one model get in: their fields by attribute, those that name a related row, and the parts of the SQL.

    ``adapts`` tells for the fields whose values are rewritten where they stand and how; ``nullable`` where nothing stands
    when nothing is said.
    """

    names: tuple[str, ...]
    relations: tuple[tuple[str, str], ...]
    adapts: tuple[tuple[int, Adapting], ...]
    nullable: frozenset[int]
    table: str
    columns: tuple[str, ...]
    key: str

    def spoken_of(self, rows: Sequence[Sequence[Any]]) -> list[int]:
        """Return the places of the columns that must be named: those that have a value in one of the rows."""
        return [
            place
            for place in range(len(self.columns))
            if place not in self.nullable or any(row[place] is not None for row in rows)
        ]

    def take(self, rows: Sequence[models.Model]) -> list[list[Any]]:
        """Return what rows store, ready for the database; a related row that was saved just now gives its key."""
        fetch = attrgetter(*self.names)
        taken = []
        for row in rows:
            cached = row._state.fields_cache
            for name, relation in self.relations:
                if relation in cached and row.__dict__[name] is None and cached[relation] is not None:
                    row.__dict__[name] = cached[relation].pk
            taken.append(self._adapted(list(fetch(row))))
        return taken

    def take_copies(self, rows: Sequence[Any], own: Mapping[str, Taking]) -> list[list[Any]]:
        """Return the values of rows of any kind that have these attributes, but for those that ``own`` gives."""
        takes = [own.get(name) or attrgetter(name) for name in self.names]
        return [self._adapted([take(row) for take in takes]) for row in rows]

    def _adapted(self, values: list[Any]) -> list[Any]:
        for place, adapt in self.adapts:
            if (value := values[place]) is not None:
                values[place] = adapt(value)
        return values


@dataclass(frozen=True)
class Change:
    """The update of some fields of one model's rows."""

    names: tuple[tuple[str, Adapting | None], ...]
    key: str
    sql: str

    def take(self, row: models.Model) -> list[Any]:
        """Return what is written of a row, and its key."""
        values = [
            value if value is None or adapt is None else adapt(value)
            for value, adapt in ((getattr(row, name), adapt) for name, adapt in self.names)
        ]
        return [*values, getattr(row, self.key)]


@cache
def insertion(model: type[models.Model], way: Way) -> Insertion:
    """Return how rows of a model get in this way."""
    quote = connection.ops.quote_name
    # A line of history has a key of its own besides that of the row it repeats.
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    adapts = [(place, adapting(field, way)) for place, field in enumerate(fields)]
    return Insertion(
        names=tuple(field.attname for field in fields),
        relations=tuple((field.attname, field.name) for field in fields if field.is_relation),
        adapts=tuple((place, adapt) for place, adapt in adapts if adapt is not None),
        nullable=frozenset(
            place for place, field in enumerate(fields) if field.null and field.db_default is NOT_PROVIDED
        ),
        table=quote(model._meta.db_table),
        columns=tuple(quote(str(field.column)) for field in fields),
        key=quote(str(model._meta.pk.column)),
    )


@cache
def change(model: type[models.Model], names: tuple[str, ...], key: str, way: Way) -> Change:
    """Return how these fields of a model's rows are updated; ``key`` is the field that names a row."""
    quote = connection.ops.quote_name
    by_name = {field.name: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in names]
    naming = model._meta.pk if key == "pk" else by_name[key]
    places = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    return Change(
        names=tuple((field.attname, adapting(field, way)) for field in fields),
        key=naming.attname,
        sql=f"UPDATE {quote(model._meta.db_table)} SET {places} WHERE {quote(str(naming.column))} = %s",
    )
