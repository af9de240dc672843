"""The first rows as a mapping reads them, and what it cannot read, before anything is tried."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from agreements.rules.criteria import chips
from agreements.rules.criteria.dossier import Event
from agreements.rules.criteria.vocabulary import EVENTS, EXTRA_PREFIX, FACTS
from leads.models import Batch
from leads.operations.importing import files
from leads.operations.importing.rows import Preparation, Ready
from leads.rules import reading
from leads.rules.reading import Trouble
from leads.rules.sheets import faults, targets
from leads.rules.sheets.faults import OUTCOMES, Fault
from leads.rules.sheets.mapping import Mapping
from slaportal.ui import words

#: So many rows are shown, and so many are read for what cannot be.
SHOWN, READ = 6, 500


@dataclass(frozen=True, slots=True)
class Seen:
    """One value as it is read, or as it stands there with why it cannot be."""

    text: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class SeenRow:
    """One row, its cells in the order of the headings; ``refused`` says why it would not be imported."""

    number: int
    cells: tuple[Seen, ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """What cannot be read of one column: in how many rows, and the first of them."""

    column: str
    times: int
    row: int
    message: str


@dataclass(slots=True)
class Preview:
    """What a mapping makes of the first rows; with ``faults`` nothing can be read yet. ``extras`` counts extra attributes."""

    headings: tuple[str, ...] = ()
    rows: list[SeenRow] = field(default_factory=list)
    extras: int = 0
    remarks: list[Remark] = field(default_factory=list)
    faults: tuple[Fault, ...] = ()
    read: int = 0


def preview(batch: Batch, mapping: Mapping, *, at: datetime) -> Preview:
    """Read the first rows of a file by a mapping, as far as its faults allow. Changes nothing."""
    if found := faults.find(mapping, files.columns_of(batch), batch.kind):
        return Preview(faults=tuple(found))
    given = [mapping.spec(column, batch.kind).target for column in files.columns_of(batch)]
    seen_words = [word for word in (*given, *mapping.fixed) if _is_shown(word)]
    acts = any(targets.tells_event(word) for word in (*given, *mapping.fixed))
    preparation = Preparation(batch, mapping)
    headings = [targets.label_of(word, batch.kind) for word in seen_words] + (
        [_("What they did")] if acts else []
    )
    made = Preview(tuple(headings), extras=sum(word.startswith(EXTRA_PREFIX) for word in given))
    troubles: list[tuple[int, Trouble]] = []
    filled = (record for record in files.records_of(batch) if record[1])
    chunk = list(islice(filled, READ))
    prepared = preparation.chunk(chunk, at=at)
    rows = [SeenRow(outcome.number, refused=outcome.how) for outcome in prepared.refused]
    for ready in prepared.ready:
        row, unread = _seen(ready, mapping, seen_words, acts, at)
        rows.append(row)
        troubles += ((ready.number, trouble) for trouble in unread)
    made.read, made.rows = len(chunk), sorted(rows, key=lambda row: row.number)[:SHOWN]
    made.remarks = _remarks(troubles, preparation)
    return made


def _is_shown(word: str) -> bool:
    return word != targets.SKIP and not word.startswith(EXTRA_PREFIX) and not targets.tells_event(word)


def _seen(
    ready: Ready, mapping: Mapping, seen_words: Sequence[str], acts: bool, at: datetime
) -> tuple[SeenRow, list[Trouble]]:
    said = reading.read(ready.item.payload, mapping.hints)
    values = {**ready.item.payload, **said.facts, **said.record}
    troubles = [*ready.troubles, *said.troubles]
    unread = {trouble.word: Seen(trouble.text, trouble.message) for trouble in troubles}
    zone = ZoneInfo(mapping.zone)
    cells = [unread.get(word) or Seen(_shown(word, values.get(word), zone, at)) for word in seen_words]
    if acts:
        wrong = next((seen for word, seen in unread.items() if targets.tells_event(word)), None)
        cells.append(wrong or Seen(_acts(ready.item.events, zone, at)))
    return SeenRow(ready.number, tuple(cells)), troubles


def _shown(word: str, value: Any, zone: ZoneInfo, at: datetime) -> str:
    """Put a value into words."""
    if value is None or value == "":
        return ""
    if isinstance(value, datetime):
        return words.day(value, zone=zone, at=at)
    if word == "outcome":
        return OUTCOMES[value]
    return chips.shown(FACTS[word], value) if word in FACTS else str(value)


def _acts(events: Sequence[Event], zone: ZoneInfo, at: datetime) -> str:
    return ", ".join(
        f"{EVENTS[event.kind].label}, {words.day(event.at, zone=zone, at=at)}" for event in events[:3]
    )


def _remarks(troubles: Iterable[tuple[int, Trouble]], preparation: Preparation) -> list[Remark]:
    """Gather what could not be read by column, each with its first example."""
    first: dict[str, tuple[int, str]] = {}
    times: dict[str, int] = {}
    for row, trouble in troubles:
        column = preparation.reader.column_of(trouble.word)
        first.setdefault(column, (row, trouble.message))
        times[column] = times.get(column, 0) + 1
    return [Remark(column, times[column], *example) for column, example in first.items()]
