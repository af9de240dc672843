"""A file is taken in as it is, or refused with what it is; nothing is imported by uploading it."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from leads.models import Batch, Channel, Lead
from leads.operations import channelling, importing
from tests.factories import sheets
from tests.factories.moments import NOW
from tests.factories.people import Cast
from tests.leads.operations.importing.conftest import Upload


def test_an_upload_keeps_the_file_and_says_what_stands_in_it(upload: Upload, cast: Cast) -> None:
    file = sheets.people(3)
    batch = Batch.objects.get(pk=upload(file).pk)
    with batch.file.open("rb") as kept:
        assert kept.read() == file.getvalue()
    assert batch.digest == hashlib.sha256(file.getvalue()).hexdigest()
    assert (batch.state, batch.rows_total, batch.created_by, batch.created_at) == (
        "uploaded",
        3,
        cast.ruth,
        NOW,
    )
    assert [column.key for column in importing.columns_of(batch)] == ["Name", "E-mail", "Company"]
    assert [spec.target for spec in importing.mapping_of(batch).columns.values()] == [
        "name",
        "email",
        "company",
    ]
    assert importing.mapping_of(batch).zone == "Europe/London"
    assert not Lead.objects.exists()


def test_a_workbook_and_business_cards_are_kept_as_the_rows_they_hold(upload: Upload) -> None:
    book = upload(sheets.workbook([["Name", "E-mail"], ["Maya", "maya@example.com"]]), name="people.xlsx")
    cards = upload(sheets.file("BEGIN:VCARD\nFN:Maya\nEND:VCARD\n"), name="maya.vcf")
    assert (importing.dialect_of(book).source, list(importing.records_of(book))) == (
        "xlsx",
        [(2, ["Maya", "maya@example.com"])],
    )
    assert (importing.dialect_of(cards).source, cards.rows_total) == ("vcf", 1)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"name,email\n", "The file has names of columns, but no rows below them."),
        (b"%PDF-1.7", "This is a PDF, not a file of rows."),
        (bytes(range(256)) * 9, "This is not a text file."),
        (b'name,note\nMaya,"' + b"x" * 5_300_000, "Row 2 holds a cell of more than 5 MB."),
    ],
)
def test_a_file_without_rows_we_can_read_is_refused_and_leaves_nothing(
    upload: Upload, content: bytes, said: str
) -> None:
    with pytest.raises(importing.Unusable, match=said):
        upload(sheets.file(content))
    assert not Batch.objects.exists()


def test_a_file_over_the_limit_is_refused(upload: Upload, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    with pytest.raises(importing.Unusable, match="larger than 1 MB"):
        upload(sheets.file(b"a" * (1024 * 1024 + 1)))


def test_a_closed_channel_takes_no_file(upload: Upload, channel: Channel, cast: Cast) -> None:
    channelling.change(channel, {"is_open": False}, why="over", at=NOW, by=cast.ines)
    channel.refresh_from_db()
    with pytest.raises(importing.Unusable, match="takes no leads any more"):
        upload(sheets.people(1))


def test_a_file_can_be_read_in_another_way_before_it_is_imported(upload: Upload, cast: Cast) -> None:
    batch = upload(sheets.file("Zoë;1\nIda;2\n", "cp1250"))
    assert len(importing.notes_of(batch)) == 2
    importing.read_again(batch, encoding="cp1250", delimiter=";", header=False, above=0, at=NOW, by=cast.ruth)
    batch = Batch.objects.get(pk=batch.pk)
    assert [column.key for column in importing.columns_of(batch)] == ["Column 1", "Column 2"]
    assert next(iter(importing.records_of(batch))) == (1, ["Zoë", "1"])
    with pytest.raises(importing.Unusable, match="cannot be read as UTF-8"):
        importing.read_again(
            batch, encoding="utf-8", delimiter=";", header=False, above=0, at=NOW, by=cast.ruth
        )


@pytest.mark.postgres
def test_a_null_character_in_a_cell_is_a_matter_of_its_row(upload: Upload, cast: Cast) -> None:
    batch = upload(sheets.file("Name,E-mail\nA\0b,a@example.com\nTom,tom@example.com\n"))
    importing.check(batch, importing.mapping_of(batch), at=NOW, by=cast.ruth)
    importing.finish(batch, clock=lambda: NOW)
    assert batch.rows.get().message == "The row holds a null character, which no text has."
    assert importing.columns_of(batch)[0].samples == ("A\N{REPLACEMENT CHARACTER}b", "Tom")
