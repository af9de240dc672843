"""A table as a CSV file: streamed row by row, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo
from typing import TypeVar

from django.http import StreamingHttpResponse
from django.utils import timezone

Row = TypeVar("Row")

#: A text that begins with one of these would be run as a formula by a spreadsheet.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


class _Echo:
    """A file that hands back what is written into it."""

    def write(self, text: str) -> str:
        return text


def harmless(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula: such a text gets an apostrophe in front; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Write a header and rows as lines of CSV, the first with the mark by which spreadsheets know UTF-8."""
    writer = csv.writer(_Echo())
    yield "\N{ZERO WIDTH NO-BREAK SPACE}" + writer.writerow([harmless(cell) for cell in header])
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])


def in_zone(rows: Iterable[Row], zone: tzinfo) -> Iterator[Row]:
    """Yield rows as they are made in a time zone: a file is sent after its request is over, and with it the reader's zone."""
    reading = iter(rows)
    while True:
        with timezone.override(zone):
            row = next(reading, None)
        if row is None:
            return
        yield row


def download(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """Answer with a file called ``name`` that is written while it is sent, in the time zone of the request."""
    return StreamingHttpResponse(
        lines(header, in_zone(rows, timezone.get_current_timezone())),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
