"""Excel workbooks (.xlsx) as rows of text; formulas are never run, their last results are read."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineWorkbook

from leads.rules.sheets.dialect import MAX_COLUMNS, MAX_ROWS, NotATable

#: A workbook is opened whole, so what it unpacks to has to fit into memory.
MAX_UNPACKED = 100 * 1024 * 1024
_PARTS = "xl/"


def is_workbook(file: BinaryIO) -> bool:
    """Whether a file is an .xlsx workbook, by its contents."""
    file.seek(0)
    if file.read(4) != b"PK\x03\x04" or not zipfile.is_zipfile(file):
        return False
    with zipfile.ZipFile(file) as archive:
        return any(name.startswith(_PARTS) for name in archive.namelist())


def read(file: BinaryIO) -> tuple[Iterator[list[str]], tuple[str, ...]]:
    """Return the rows of a workbook's first sheet that has any, as texts, and what a person should know about that.

    Raises NotATable for a workbook that is protected, damaged, empty or too large.
    """
    with zipfile.ZipFile(file) as archive:
        if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
            raise NotATable(
                "The workbook is too large to be opened at once. Save the sheet with the leads as CSV."
            )
    file.seek(0)
    try:
        workbook = CalamineWorkbook.from_filelike(file)
        filled = [name for name in workbook.sheet_names if workbook.get_sheet_by_name(name).height]
        if not filled:
            raise NotATable("The workbook has no rows.")
        sheet = workbook.get_sheet_by_name(filled[0])
    except CalamineError as error:
        raise NotATable(
            f"The workbook cannot be read ({error}). Save the sheet with the leads as CSV."
        ) from error
    if sheet.height > MAX_ROWS + 1:
        raise NotATable(f"The sheet has more than {MAX_ROWS:,} rows. Cut it into several files.")
    if sheet.width > MAX_COLUMNS:
        raise NotATable(
            f"The sheet has more than {MAX_COLUMNS} columns. Leave out those that say nothing of leads."
        )
    others = ", ".join(f"“{name}”" for name in filled[1:])
    notes = (f"The workbook has several sheets. “{filled[0]}” is read; not {others}.",) if others else ()
    return ([_text(cell) for cell in row] for row in sheet.iter_rows()), notes


def _text(cell: Any) -> str:
    """Write a cell as text that reads in one way only: dates year first, numbers with a point."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | float):
        return _number(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds") if cell.time() != time() else cell.date().isoformat()
    return (
        cell.isoformat()
        if isinstance(cell, date | time)
        else str(cell)
        if isinstance(cell, timedelta)
        else ""
    )


def _number(number: float) -> str:
    """Write a number; one with three decimals gets a fourth, or its point could be one between thousands."""
    if number == int(number):
        return str(int(number))
    text = repr(number)
    return f"{text}0" if len(text.partition(".")[2]) == 3 else text
