"""What keeps a mapping from being used: everything a person still has to say, with its column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from agreements.rules.criteria.countries import COUNTRIES
from agreements.rules.criteria.vocabulary import EVENTS, EXTRA_PREFIX, is_extra_name
from leads.rules.sheets import rowreading, targets
from leads.rules.sheets.columns import BOTH, UNCLEAR, Column
from leads.rules.sheets.mapping import Mapping, Spec
from leads.rules.sheets.targets import (
    DATE,
    EVENT_PREFIX,
    KIND,
    NUMBER,
    OUTCOME,
    SKIP,
    TARGETS,
    YES_OR_DATE,
    Target,
)
from leads.rules.spelling import Unreadable

OUTCOMES = {"won": "Won", "lost": "Lost", "open": "Neither yet"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to be said or mended; ``column`` is empty for the file as a whole."""

    column: str
    message: str

    def __str__(self) -> str:
        return f"{self.column}: {self.message}" if self.column else self.message


def find(mapping: Mapping, columns: Sequence[Column], kind: str) -> list[Fault]:
    """Return everything that keeps a file of leads or of events from being read, in the order of its columns."""
    known = {column.key for column in columns}
    faults = [
        Fault("", f"There is no column called “{key}” in this file.")
        for key in mapping.columns
        if key not in known
    ]
    held: dict[str, str] = {}
    for column in columns:
        spec = mapping.spec(column, kind)
        if spec.target == SKIP:
            continue
        faults += (Fault(column.key, message) for message in _of_column(column, spec, kind))
        if spec.target in held:
            both = f"“{held[spec.target]}” and “{column.key}” are both read as {targets.label_of(spec.target, kind)}"
            faults.append(Fault(column.key, f"{both}. Choose one."))
        held.setdefault(spec.target, column.key)
    faults += (Fault("", message) for message in _of_file(mapping, set(held), kind))
    return faults


def _of_column(column: Column, spec: Spec, kind: str) -> Iterator[str]:
    if spec.target.startswith(EXTRA_PREFIX) and kind == "leads":
        if not is_extra_name(spec.target.removeprefix(EXTRA_PREFIX)):
            yield f"“{spec.target.removeprefix(EXTRA_PREFIX)}” cannot be the name of an attribute."
        return
    target = TARGETS[kind].get(spec.target)
    if target is None:
        yield f"“{spec.target}” is nothing a column can be."
    elif target.reads in (DATE, YES_OR_DATE):
        yield from _of_dates(column, spec)
    elif target.reads == NUMBER and not spec.decimal and _is_unclear(column, target):
        yield (
            "Say whether a point or a comma separates the decimals: "
            f"“{column.number_example}” can be read in two ways."
        )
    elif target.reads in (OUTCOME, KIND):
        yield from _of_answers(column, spec, target.reads)


def _is_unclear(column: Column, target: Target) -> bool:
    """Whether a number can be read in two ways; 1,850 employees cannot, since nobody counts thousandths of them."""
    return column.decimal == BOTH or (column.decimal == UNCLEAR and not target.is_whole)


def _of_dates(column: Column, spec: Spec) -> Iterator[str]:
    if spec.dates:
        return
    if column.dates == UNCLEAR:
        yield f"Say whether the day or the month comes first: “{column.date_example}” can be read in two ways."
    elif column.dates == BOTH:
        yield "Some of these dates have the day first and others the month first. Say how the unclear ones are meant."


def _of_answers(column: Column, spec: Spec, reads: str) -> Iterator[str]:
    meant = OUTCOMES if reads == OUTCOME else EVENTS
    if wrong := sorted({value for value in spec.values.values() if value not in meant and value != SKIP}):
        yield f"“{wrong[0]}” is not one of {', '.join(meant)}."
    if column.answers is None:
        yield f"The column has too many different values to be {'outcomes' if reads == OUTCOME else 'kinds of behaviour'}."
        return
    unsaid = [
        answer
        for answer in column.answers
        if answer not in spec.values and not rowreading.says_nothing(answer)
    ]
    if unsaid:
        shown = ", ".join(f"“{answer}”" for answer in unsaid[:3])
        yield f"Say what {shown} {'and others mean' if len(unsaid) > 3 else 'means' if len(unsaid) == 1 else 'mean'}."


def _of_file(mapping: Mapping, given: set[str], kind: str) -> Iterator[str]:
    held = given | set(mapping.fixed)
    if kind == "leads":
        yield from _of_leads(mapping, given, held)
    else:
        if given.isdisjoint(targets.IDENTIFYING[kind]):
            yield "Nothing says who did it. Say which column is an e-mail or an id."
        if not {"event_kind", "event_at"} <= held:
            yield "Say what they did and when: a column each, or the same for every row."
    if not _is_zone(mapping.zone):
        yield f"There is no time zone called “{mapping.zone}”."
        return
    for key, text in mapping.fixed.items():
        if key not in TARGETS[kind] or key in targets.OF_ONE_ROW or key.startswith(EVENT_PREFIX):
            yield f"“{key}” cannot be the same in every row."
            continue
        try:
            rowreading.read_fixed(key, text, mapping)
        except Unreadable as error:
            yield f"{targets.label_of(key, kind)} for every row: {error}"
    if mapping.country and mapping.country not in COUNTRIES:
        yield f"“{mapping.country}” is not the code of a country."


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True


def _of_leads(mapping: Mapping, given: set[str], held: set[str]) -> Iterator[str]:
    if mapping.row_number_as_id and "outside_id" in given:
        yield "The row number can be the id only when no column is."
    if not mapping.row_number_as_id and given.isdisjoint(targets.IDENTIFYING["leads"]):
        yield (
            "Nothing says who a row is about. Say which column is a name, an e-mail, a telephone number, a company or an id, "
            "or let the row number be the id."
        )
    if held & targets.ONE_EVENT and "event_kind" not in held:
        yield "Say what they did: a column, or the same for every row."
    if "outcome_at" in held and "outcome" not in held:
        yield "“When it was won or lost” needs the outcome itself."
