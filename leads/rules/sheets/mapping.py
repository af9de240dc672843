"""What the columns of a file mean: which becomes what, how it is written, and what holds for every row."""

from __future__ import annotations

import json
from collections import abc
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from agreements.rules.criteria.vocabulary import EXTRA_PREFIX
from leads.rules import reading
from leads.rules.sheets import targets
from leads.rules.sheets.columns import Column
from leads.rules.sheets.targets import DATE, EXTRA, KIND, NUMBER, OUTCOME, SKIP, TARGETS, YES_OR_DATE
from leads.rules.spelling import Hints, Unreadable

FORMAT = 1


class Malformed(ValueError):
    """A mapping in JSON that is not written as docs/importing.md says; ``str()`` names the place."""


@dataclass(frozen=True, slots=True)
class Spec:
    """What one column is and how it is written: the order of its dates, its decimal sign, what its answers mean."""

    target: str
    dates: str = ""
    decimal: str = ""
    values: abc.Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mapping:
    """The meaning of a whole file.

    ``columns`` says it by the column's name; ``others`` is what columns not named there become: extra or skip. ``fixed``
    holds texts for every row, read like a cell; a filled cell goes before them. ``country`` reads telephone numbers
    written without theirs, ``zone`` is where times without one were written.
    """

    columns: abc.Mapping[str, Spec] = field(default_factory=dict)
    others: str = EXTRA
    fixed: abc.Mapping[str, str] = field(default_factory=dict)
    row_number_as_id: bool = False
    country: str = ""
    zone: str = "UTC"

    def spec(self, column: Column, kind: str) -> Spec:
        """Return what a column is, whether it was spoken of or not."""
        return self.columns.get(column.key) or described(
            column, self.others if kind == "leads" else SKIP, kind
        )

    @property
    def hints(self) -> Hints:
        """What holds for the whole file."""
        return Hints(country=self.country, zone=self.zone)

    def to_document(self) -> dict[str, Any]:
        """Return the mapping as JSON values, in the format of docs/importing.md."""
        columns = {}
        for key, spec in self.columns.items():
            said = {
                "as": spec.target,
                "dates": spec.dates,
                "decimal": spec.decimal,
                "values": dict(spec.values),
            }
            columns[key] = {name: value for name, value in said.items() if value}
        return {
            "format": FORMAT,
            "columns": columns,
            "others": self.others,
            "fixed": dict(self.fixed),
            "row_number_as_id": self.row_number_as_id,
            "country": self.country,
            "zone": self.zone,
        }


# --- guessing, for a person to look over -------------------------------------------------


def guess(columns: Iterable[Column], kind: str, *, zone: str = "UTC") -> Mapping:
    """Return the mapping that headers and values suggest; nothing is given to two columns."""
    specs: dict[str, Spec] = {}
    taken: set[str] = set()
    nothing = EXTRA if kind == "leads" else SKIP
    for column in columns:
        target = targets.suggest(column, kind)
        if target in taken:
            target = nothing
        taken |= {target} - {nothing}
        specs[column.key] = described(column, target, kind)
    return Mapping(specs, zone=zone)


def described(column: Column, target: str, kind: str) -> Spec:
    """Return a spec with what the column's values settle: the order of its dates, its decimal sign, what its answers mean.

    An extra attribute keeps its text, but a number with a decimal comma becomes one that a definition can compare.
    """
    if target == EXTRA:
        target = EXTRA_PREFIX + column.key
    if target.startswith(EXTRA_PREFIX):
        return Spec(target, decimal="," if column.looks == "number" and column.decimal == "," else "")
    reads = TARGETS[kind][target].reads if target in TARGETS[kind] else ""
    return Spec(
        target,
        dates=column.dates if reads in (DATE, YES_OR_DATE) and column.dates in ("dmy", "mdy") else "",
        decimal=column.decimal if reads == NUMBER and column.decimal in (".", ",") else "",
        values={answer: meant for answer in column.answers or () if (meant := meaning(answer, reads))},
    )


def meaning(answer: str, reads: str) -> str:
    """Return what an answer of a column of outcomes or kinds of behaviour clearly means, empty when it is not clear."""
    if reads == KIND:
        return targets.event_named(answer)
    if reads != OUTCOME:
        return ""
    try:
        return reading.read_value("outcome", answer) or "open"
    except Unreadable:
        return ""


# --- JSON --------------------------------------------------------------------------------


def from_json(text: str) -> Mapping:
    """Read a mapping from JSON; a column that stands there twice is refused. Raises Malformed."""
    try:
        return from_document(json.loads(text, object_pairs_hook=_each_once))
    except json.JSONDecodeError as error:
        raise Malformed(f"The mapping is not JSON: {error}.") from error


def from_document(raw: Any) -> Mapping:
    """Read a mapping written by ``to_document`` or by hand; raises Malformed with the place."""
    if not isinstance(raw, dict) or not isinstance(raw.get("columns", {}), dict):
        raise Malformed("A mapping is an object with “columns”, from the name of a column to what it is.")
    if raw.get("format", FORMAT) != FORMAT:
        raise Malformed(f"A mapping in format {raw['format']!r} cannot be read; this reads format {FORMAT}.")
    _only(raw, {"format", "columns", "others", "fixed", "row_number_as_id", "country", "zone"}, "The mapping")
    fixed = raw.get("fixed", {})
    if not isinstance(fixed, dict):
        raise Malformed("“fixed” is an object, from what it is to its text.")
    return Mapping(
        columns={key: _spec(key, said) for key, said in raw.get("columns", {}).items()},
        others=_one_of(raw.get("others", EXTRA), (EXTRA, SKIP), "“others”"),
        fixed={key: str(text) for key, text in fixed.items()},
        row_number_as_id=_one_of(raw.get("row_number_as_id", False), (True, False), "“row_number_as_id”"),
        country=str(raw.get("country", "")),
        zone=str(raw.get("zone", "UTC")),
    )


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for key, value in pairs:
        if key in read:
            raise Malformed(f"“{key}” is mapped twice.")
        read[key] = value
    return read


def _spec(key: str, said: Any) -> Spec:
    if isinstance(said, str):
        said = {"as": said}
    if not isinstance(said, dict) or not isinstance(said.get("as"), str):
        raise Malformed(f"The column “{key}” needs “as”, what it is.")
    _only(said, {"as", "dates", "decimal", "values"}, f"The column “{key}”")
    values = said.get("values", {})
    if not isinstance(values, dict):
        raise Malformed(f"“values” of the column “{key}” is an object, from a text to what it means.")
    return Spec(
        EXTRA_PREFIX + key if said["as"] == EXTRA else said["as"],
        dates=_one_of(said.get("dates", ""), ("", "dmy", "mdy"), f"“dates” of the column “{key}”"),
        decimal=_one_of(said.get("decimal", ""), ("", ".", ","), f"“decimal” of the column “{key}”"),
        values={str(text): str(meant) for text, meant in values.items()},
    )


def _only(said: abc.Mapping[str, Any], known: set[str], place: str) -> None:
    if strangers := sorted(set(said) - known):
        raise Malformed(f"{place} says “{strangers[0]}”, which means nothing here.")


def _one_of(said: Any, ways: tuple[Any, ...], place: str) -> Any:
    if said not in ways:
        raise Malformed(f"{place} is “{said}”; it can be {', '.join(str(way) for way in ways if way != '')}.")
    return said
