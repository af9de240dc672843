"""The preview shows the first rows as they would be read, and names what cannot be."""

from __future__ import annotations

from leads.models import Lead
from leads.operations import importing
from leads.operations.importing.previewing import Remark, Seen
from leads.rules.sheets.mapping import Spec
from tests.factories import sheets
from tests.factories.moments import NOW
from tests.leads.operations.importing.conftest import Upload

TEXT = """\
Name,E-mail,Employees,Industry,Webinar,Shoe size
Maya Okafor,maya@example.com,"1,850",Food and beverage,2026-11-03,38
Tom Hale,tom@example.com,many,pharma,,45
"""


def test_values_are_shown_in_words_as_they_are_read(upload: Upload) -> None:
    batch = upload(sheets.file(TEXT))
    made = importing.preview(batch, importing.mapping_of(batch), at=NOW)
    assert made.headings == ("Name", "E-mail", "Employees", "Industry", "What they did")
    assert made.extras == 1
    assert made.rows[0].number == 2
    assert [seen.text for seen in made.rows[0].cells] == [
        "Maya Okafor",
        "maya@example.com",
        "1,850",
        "Food",
        "Attended a webinar, 3 Nov",
    ]


def test_what_cannot_be_read_stands_in_its_cell_and_is_counted_by_column(upload: Upload) -> None:
    batch = upload(sheets.file(TEXT))
    made = importing.preview(batch, importing.mapping_of(batch), at=NOW)
    assert made.rows[1].cells[2] == Seen("many", "“many” is not a number.")
    assert made.remarks == [Remark("Employees", 1, 3, "“many” is not a number.")]


def test_rows_that_would_be_refused_say_so(upload: Upload) -> None:
    batch = upload(sheets.file("Name,City\nMaya,Leeds,too much\n,York\n"))
    refused = [row.refused for row in importing.preview(batch, importing.mapping_of(batch), at=NOW).rows]
    assert refused == [
        "The row has 3 cells, the file 2 columns: its values may stand in the wrong columns.",
        "Nothing in the row says who it is about.",
    ]


def test_a_faulty_mapping_shows_its_faults_instead_and_nothing_is_changed(upload: Upload) -> None:
    batch = upload(sheets.file("came,Name\n03/04/2024,Maya\n"), None)
    mapping = importing.mapping_of(batch)
    faulty = type(mapping)({**mapping.columns, "came": Spec("created_at")})
    made = importing.preview(batch, faulty, at=NOW)
    assert [fault.column for fault in made.faults] == ["came"]
    assert made.rows == []
    assert not Lead.objects.exists()
