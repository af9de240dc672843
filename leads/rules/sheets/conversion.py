"""Workbooks and business cards become files of rows; what is one already stays as it is."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from leads.rules.sheets import cards, workbook


@dataclass(frozen=True, slots=True)
class Rows:
    """A file of rows; ``source`` says what it was taken from: csv, xlsx or vcf."""

    file: BinaryIO
    source: str = "csv"
    notes: tuple[str, ...] = ()


@contextmanager
def rows_of(file: BinaryIO) -> Iterator[Rows]:
    """Open a file as a file of rows; raises NotATable for a workbook or cards that cannot be read."""
    if workbook.is_workbook(file):
        rows, notes = workbook.read(file)
        with _written(rows) as copy:
            yield Rows(copy, "xlsx", notes)
    elif cards.is_card(file):
        with _written(cards.read(file)) as copy:
            yield Rows(copy, "vcf")
    else:
        yield Rows(file)


@contextmanager
def _written(rows: Iterable[Iterable[str]]) -> Iterator[BinaryIO]:
    with tempfile.TemporaryFile() as copy:
        text = io.TextIOWrapper(copy, encoding="utf-8", newline="")
        csv.writer(text).writerows(rows)
        text.flush()
        text.detach()
        yield copy
