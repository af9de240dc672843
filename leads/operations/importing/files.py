"""The file of a batch and what the batch knows of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from leads.models import Batch
from leads.rules.sheets import columns
from leads.rules.sheets.columns import Column
from leads.rules.sheets.dialect import Dialect, readable
from leads.rules.sheets.mapping import Mapping, from_document
from slaportal.errors import Refused


class Unusable(Refused):
    """A file that cannot be imported, and why."""


def dialect_of(batch: Batch) -> Dialect:
    """Return how the file is written."""
    return Dialect.from_document({key: value for key, value in batch.dialect.items() if key != "notes"})


def notes_of(batch: Batch) -> list[str]:
    """Return what a person should know about how the file was read."""
    return list(batch.dialect.get("notes", ()))


def columns_of(batch: Batch) -> list[Column]:
    """Return the columns of the file."""
    return [Column.from_document(raw) for raw in batch.columns]


def mapping_of(batch: Batch) -> Mapping:
    """Return what the columns mean: as a person said, or as guessed after the upload."""
    return from_document(batch.mapping)


@contextmanager
def opened(batch: Batch) -> Iterator[BinaryIO]:
    """Open the file of a batch for reading its bytes."""
    with batch.file.open("rb") as file:
        yield cast(BinaryIO, file.file)


def records_of(batch: Batch) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows below the header with their numbers, blank ones as empty lists."""
    with opened(batch) as file:
        yield from columns.data_rows(file, dialect_of(batch))


def readable_records_of(batch: Batch) -> Iterator[tuple[int, list[str]]]:
    """Yield the same rows as people read them: in a file of two encodings, those of the second are mended."""
    written = dialect_of(batch)
    return ((number, readable(cells, written)) for number, cells in records_of(batch))
