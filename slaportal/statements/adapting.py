"""Values on their way into the database, written as the ORM writes them; the frequent kinds by a shorter way."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal

from django.db import connection, models

#: Turns a value that is not None into what a way in takes.
Adapting = Callable[[Any], Any]
#: How values get in: as parameters of a statement, or as fields of PostgreSQL's COPY, which reads everything as text.
Way = Literal["sqlite", "postgresql", "copy"]

#: Text, whole numbers, yes and no go as they are.
_AS_THEY_ARE = frozenset(
    {
        models.CharField,
        models.TextField,
        models.IntegerField,
        models.PositiveIntegerField,
        models.PositiveSmallIntegerField,
        models.BigIntegerField,
        models.BooleanField,
    }
)


def adapting(field: models.Field[Any, Any], way: Way) -> Adapting | None:
    """Return how a field's value is written; None for values that go as they are."""
    if isinstance(field, models.ForeignKey) or type(field) in _AS_THEY_ARE:
        return None
    if type(field) is models.DateTimeField:
        return _MOMENTS[way]
    if type(field) is models.JSONField:
        return _json_by((field.encoder or json.JSONEncoder)().encode)
    return lambda value: field.get_db_prep_save(value, connection)


def _moment(value: datetime) -> Any:
    """Write a moment. Those in UTC are remembered: the same ones come by the thousand, and equal ones are written alike."""
    return _utc_moment(value) if value.tzinfo is UTC else connection.ops.adapt_datetimefield_value(value)


@lru_cache(maxsize=4096)
def _utc_moment(value: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def _moment_to_copy(value: datetime) -> str:
    return _utc_text(value) if value.tzinfo is UTC else value.isoformat()


@lru_cache(maxsize=4096)
def _utc_text(value: datetime) -> str:
    return value.isoformat()


#: PostgreSQL's driver writes a moment by itself.
_MOMENTS: Mapping[Way, Adapting | None] = {"sqlite": _moment, "postgresql": None, "copy": _moment_to_copy}


def _json_by(encode: Callable[[Any], str]) -> Adapting:
    """Return what writes JSON; most lists and objects are empty."""

    def write(value: Any) -> str:
        if not value and type(value) in _EMPTY:
            return _EMPTY[type(value)]
        return encode(value)

    return write


_EMPTY: Mapping[type, str] = {dict: "{}", list: "[]"}
