"""How a file is written is found out from its bytes, and said where it could be wrong."""

from __future__ import annotations

import io

import pytest

from leads.rules.sheets import dialect
from leads.rules.sheets.dialect import MIXED, Dialect, NotATable
from tests.factories import sheets

TEXT = "Name,City\nZoë Müller,Köln\n"


def read(file: io.BytesIO) -> list[list[str]]:
    written, _notes = dialect.sniff(file)
    return [cells for _number, cells in dialect.rows(file, written)]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_every_usual_encoding_reads_the_same(encoding: str) -> None:
    assert read(sheets.file(TEXT, encoding)) == [["Name", "City"], ["Zoë Müller", "Köln"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_usual_delimiter_is_found(delimiter: str) -> None:
    file = sheets.file(TEXT.replace(",", delimiter))
    assert dialect.sniff(file)[0].delimiter == delimiter


def test_decimal_commas_do_not_make_a_comma_the_delimiter() -> None:
    file = sheets.file("name;weight;price\nA;1,5;2,50\nB;2,5;3,50\n")
    assert read(file)[1] == ["A", "1,5", "2,50"]


def test_excels_own_first_line_names_the_delimiter_and_is_no_row() -> None:
    file = sheets.file("sep=;\r\nname;city\r\nZoë;Köln\r\n")
    assert read(file) == [["name", "city"], ["Zoë", "Köln"]]


def test_one_column_is_a_table_too() -> None:
    assert read(sheets.file("E-mail\na@example.com\n")) == [["E-mail"], ["a@example.com"]]


def test_old_line_ends_and_lines_inside_quotation_marks_are_read() -> None:
    assert read(sheets.file('a,b\r1,"two\nlines"\r')) == [["a", "b"], ["1", "two\nlines"]]


def test_windows_text_is_said_to_be_a_reading_not_a_fact() -> None:
    written, notes = dialect.sniff(sheets.file(TEXT, "cp1252"))
    assert (written.encoding, len(notes), "Windows-1252" in notes[0]) == ("cp1252", 1, True)


def test_two_encodings_in_one_file_are_named_with_their_lines_and_both_read() -> None:
    file = sheets.file("Name\nZoë\n".encode() + "Müller\n".encode("cp1252"))
    written, notes = dialect.sniff(file)
    rows = [cells for _number, cells in dialect.rows(file, written)]
    assert written.encoding == MIXED
    assert "line 3" in notes[0]
    assert [dialect.mend(cells) for cells in rows] == [None, None, ["Müller"]]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(300), "a picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1" + bytes(300), "an old Excel workbook"),
        (b"PK\x03\x04" + bytes(300), "a ZIP archive"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b'[{"name": "Maya"}]', "a JSON document"),
        (bytes(range(256)) * 20, "not a text file"),
    ],
)
def test_what_holds_no_rows_is_refused_with_what_it_is(content: bytes, said: str) -> None:
    with pytest.raises(NotATable, match=said):
        dialect.sniff(sheets.file(content))


def test_a_first_row_of_data_is_no_header_and_that_is_said() -> None:
    written, notes = dialect.sniff(sheets.file("Maya Okafor,maya@example.com\nTom Hale,tom@example.com\n"))
    assert (written.header, "looks like a lead" in notes[0]) == (False, True)


def test_a_cell_of_five_megabytes_is_read_and_a_larger_one_named_by_its_row() -> None:
    largest = "x" * dialect.MAX_CELL
    assert len(read(sheets.file(f'a,b\n1,"{largest}"\n'))[1][1]) == dialect.MAX_CELL
    file = sheets.file(f'a,b\n1,2\n1,"{largest}x"\n')
    with pytest.raises(NotATable, match=r"Row 3 holds a cell of more than 5 MB.*quotation mark"):
        read(file)


def test_a_quotation_mark_that_nothing_closes_is_named_by_its_row_and_swallows_nothing() -> None:
    file = sheets.file('a,b\n1,2\n3,"never closed\n' + "5,6\n" * 2000)
    with pytest.raises(NotATable, match="opened in row 3 and never closed"):
        read(file)
    assert read(sheets.file('a,b\n1,"two\nlines"\n3,""')) == [["a", "b"], ["1", "two\nlines"], ["3", ""]]


@pytest.mark.parametrize("title", ["Attendees\n\n", "Attendees,,\nHanover,,\n"])
def test_a_title_above_the_names_of_the_columns_is_left_out_and_said(title: str) -> None:
    file = sheets.file(f"{title}Name,E-mail,City\nMaya,maya@example.com,Leeds\n")
    written, notes = dialect.sniff(file)
    assert (written.above, written.header) == (2, True)
    assert notes == ("Row 3 holds the names of the columns. What stands above it is left out: “Attendees”.",)
    assert [number for number, cells in dialect.rows(file, written) if cells] == [3, 4]


def test_a_first_row_with_one_cell_above_data_is_no_title() -> None:
    written, _notes = dialect.sniff(sheets.file("Name,\nMaya,maya@example.com\nTom,tom@example.com\n"))
    assert written.above == 0


def test_bytes_that_the_chosen_encoding_cannot_read_are_named() -> None:
    with pytest.raises(NotATable, match="cannot be read as UTF-8"):
        list(dialect.rows(sheets.file("a\nMüller\n", "cp1252"), Dialect("utf-8")))


def test_reading_leaves_the_file_open_even_when_it_stops_early() -> None:
    file = sheets.people(1000)
    next(iter(dialect.rows(file, Dialect())))
    assert not file.closed


def test_a_dialect_is_kept_as_json() -> None:
    written = Dialect("utf-16", ";", header=False, skip=1, source="xlsx")
    assert Dialect.from_document(written.to_document()) == written
