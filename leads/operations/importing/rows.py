"""Rows of a batch become items to receive, or are refused with the reason."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.utils.translation import gettext as _

from leads.models import Batch, BatchRow
from leads.operations.importing import files
from leads.operations.receiving import Item
from leads.rules.reading import Trouble
from leads.rules.sheets import dialect
from leads.rules.sheets.mapping import Mapping
from leads.rules.sheets.rowreading import RowReader, Told

Record = tuple[int, list[str]]
Result = BatchRow.Result

#: How many rows one transaction takes.
CHUNK = 500


@dataclass(slots=True)
class Outcome:
    """What becomes of one row: ``how`` it was matched or why it is refused, and what else people should know.

    ``passes`` says that its lead is handed over to sales.
    """

    number: int
    result: str
    how: str = ""
    remarks: list[str] = field(default_factory=list)
    lead_id: int | None = None
    passes: bool = False

    def line(self, batch: Batch, *, dry: bool) -> BatchRow | None:
        """Return the unsaved line of the report; None for a row that is simply new."""
        if self.result == Result.NEW and not self.remarks:
            return None
        warned = bool(self.remarks) and self.result != Result.REFUSED
        return BatchRow(
            batch=batch,
            number=self.number,
            dry=dry,
            result=Result.WARNED if warned else self.result,
            message=" ".join(filter(None, (self.how, *self.remarks))),
            lead_id=self.lead_id,
        )


@dataclass(slots=True)
class Ready:
    """One row that can be received: its number, the item, what people should know about the row, and what of it could not
    be read."""

    number: int
    item: Item
    remarks: list[str]
    troubles: list[Trouble]


@dataclass(slots=True)
class Prepared:
    """A chunk of rows, told apart."""

    ready: list[Ready] = field(default_factory=list)
    refused: list[Outcome] = field(default_factory=list)
    blank: int = 0


class Preparation:
    """Prepares the rows of one batch by its mapping."""

    def __init__(self, batch: Batch, mapping: Mapping | None = None) -> None:
        self.batch = batch
        self.mapping = mapping or files.mapping_of(batch)
        columns = files.columns_of(batch)
        self.reader = RowReader(self.mapping, columns, batch.kind)
        self._dialect = files.dialect_of(batch)
        self._width = max((column.place for column in columns), default=0) + 1
        text = json.dumps(self.mapping.to_document(), sort_keys=True)
        # The same row of the same file, read in the same way, is the same arrival: an import that is repeated adds nothing.
        self._key = f"{batch.digest}:{hashlib.sha256(text.encode()).hexdigest()[:12]}"

    def chunk(self, records: Iterable[Record], *, at: datetime) -> Prepared:
        """Tell the rows of a chunk apart; ``at`` dates what they give no date for."""
        prepared = Prepared()
        for number, cells in records:
            if not cells:
                prepared.blank += 1
                continue
            remarks: list[str] = []
            if reason := self._fault(cells):
                prepared.refused.append(Outcome(number, Result.REFUSED, reason))
                continue
            told = self.reader.read(self._mended(cells, remarks), at=at)
            if reason := self._says_too_little(told):
                remarks += map(self.reader.say, told.troubles)
                prepared.refused.append(Outcome(number, Result.REFUSED, reason, remarks))
            else:
                prepared.ready.append(Ready(number, self._item(number, told), remarks, told.troubles))
        return prepared

    def remarks(self, row: Ready, more: Iterable[Trouble] = ()) -> list[str]:
        """Say everything people should know about a row."""
        return [*row.remarks, *map(self.reader.say, (*row.troubles, *more))]

    def _fault(self, cells: Sequence[str]) -> str:
        if any("\0" in cell for cell in cells):
            return _("The row holds a null character, which no text has.")
        if any(cell.strip() for cell in cells[self._width :]):
            return _(
                "The row has %(cells)d cells, the file %(width)d columns: its values may stand in the wrong columns."
            ) % {
                "cells": len(cells),
                "width": self._width,
            }
        return ""

    def _mended(self, cells: list[str], remarks: list[str]) -> list[str]:
        if len(cells) < self._width:
            remarks.append(
                _("The row has only %(cells)d of %(width)d cells; the others are taken as empty.")
                % {"cells": len(cells), "width": self._width}
            )
        if self._dialect.encoding == dialect.MIXED and (mended := dialect.mend(cells)) is not None:
            remarks.append(_("The row is not UTF-8; it was read as Windows-1252."))
            return mended
        return cells

    def _says_too_little(self, told: Told) -> str:
        if self.batch.kind == "events" and not told.events:
            return _("The row says nothing of what they did.")
        if not told.says_who and not self.mapping.row_number_as_id:
            return _("Nothing in the row says who it is about.")
        return ""

    def _item(self, number: int, told: Told) -> Item:
        return Item(
            payload=told.payload,
            events=told.events,
            key=f"{self._key}:{number}",
            # Row 17 of another file is somebody else.
            outside_id=f"{self.batch.digest[:12]}:{number}" if self.mapping.row_number_as_id else "",
            row=number,
        )


def chunks(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Yield the rows in chunks, which are the same whoever reads them."""
    rest = iter(records)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
