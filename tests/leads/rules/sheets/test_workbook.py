"""Excel workbooks are read as texts that read in one way only."""

from __future__ import annotations

import io
import zipfile

import pytest

from leads.rules.sheets import workbook
from leads.rules.sheets.dialect import NotATable
from tests.factories import sheets


def rows(file: io.BytesIO) -> list[list[str]]:
    return list(workbook.read(file)[0])


def test_cells_become_texts_and_formulas_their_last_result() -> None:
    file = sheets.workbook(
        [["Name", "Weight", "Employees", "Customer", "Note"], ["Zoë", 4.855, 1850, True, "=1+1"]]
    )
    assert rows(file)[1] == ["Zoë", "4.8550", "1850", "yes", "result"]


def test_rows_keep_the_numbers_that_excel_shows() -> None:
    assert rows(sheets.workbook([[], ["Name"], [], ["Maya"]])) == [[""], ["Name"], [""], ["Maya"]]


def test_the_first_sheet_is_read_and_the_others_are_named() -> None:
    file = sheets.workbook([["Name"], ["Maya"]], more=["Costs", "Notes"])
    assert workbook.read(file)[1] == (
        "The workbook has several sheets. “Leads” is read; not “Costs”, “Notes”.",
    )


def test_a_workbook_is_recognised_by_its_contents() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("readme.txt", "hello")
    assert workbook.is_workbook(sheets.workbook([["Name"]]))
    assert not workbook.is_workbook(archive)
    assert not workbook.is_workbook(sheets.people(1))


def test_an_empty_a_damaged_and_an_overlarge_workbook_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotATable, match="no rows"):
        rows(sheets.workbook([]))
    damaged = io.BytesIO()
    with zipfile.ZipFile(damaged, "w") as made:
        made.writestr("xl/workbook.xml", "<broken")
    with pytest.raises(NotATable, match="cannot be read"):
        rows(damaged)
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 100)
    with pytest.raises(NotATable, match="too large"):
        rows(sheets.workbook([["Name"], ["Maya"]]))
