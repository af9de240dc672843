"""The dry run says what the import would do, row by row, and does nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pytest

from leads.models import Activity, Arrival, Batch, Lead
from leads.operations import importing, receiving
from leads.operations.importing import checking
from leads.rules.sheets.mapping import Spec
from leads.rules.sheets.rowreading import RowReader, Told
from tests.factories import sheets
from tests.factories.leads import MAYA
from tests.factories.moments import NOW
from tests.factories.people import Cast
from tests.leads.operations.importing.conftest import Upload

HEADER = "Name,E-mail,Phone,Company,Title,Country,Headquarters,Industry,Employees,Budget,Need,Demo\n"
ROWS = (
    "Maya Okafor,maya.okafor@aldermoor.example.com,,Aldermoor Foods,VP Operations,UK,GB,Food,1850,60000,Two lines,2026-11-16\n"
    "Stefan Krol,stefan@krol.example.com,,Krol Works,Director,DE,DE,Food,900,50000,One line,2026-11-16\n"
    "S. Krol,STEFAN@krol.example.com,,Krol Works,,,,,,,,\n"
    "Owen Pritchard,owen@pritchard.example.com,,Pritchard,Manager,GB,GB,Food,lots,,,\n"
    ",,,,,GB,,,,,,\n"
    "\n"
)


def dry(batch: Batch, cast: Cast) -> Batch:
    importing.check(batch, importing.mapping_of(batch), at=NOW, by=cast.ruth)
    return importing.finish(batch, clock=lambda: NOW)


def test_every_row_gets_its_outcome_and_nothing_is_imported(
    upload: Upload, cast: Cast, channel: object
) -> None:
    receiving.receive(channel, MAYA, at=NOW, by=None)  # type: ignore[arg-type]
    known = Lead.objects.get()
    batch = dry(upload(sheets.file(HEADER + ROWS)), cast)
    assert (batch.state, batch.rows_done) == ("checked", 6)
    assert batch.counts["dry"] == {"new": 2, "joined": 2, "refused": 1, "blank": 1, "warned": 1, "passes": 1}
    assert list(batch.rows.filter(dry=True).values_list("number", "result", "message")) == [
        (2, "joined", f"Joins {known.reference}, known by its e-mail."),
        (4, "joined", "Joins row 3 of this file, known by its e-mail."),
        (5, "warned", "Employees: “lots” is not a number."),
        (6, "refused", "Nothing in the row says who it is about."),
    ]
    assert (Lead.objects.count(), Arrival.objects.count(), Activity.objects.count()) == (1, 1, 0)


def test_the_import_does_what_the_dry_run_said(upload: Upload, cast: Cast) -> None:
    batch = dry(upload(sheets.file(HEADER + ROWS)), cast)
    importing.finish(importing.start(batch, at=NOW, by=cast.ruth), clock=lambda: NOW)
    assert batch.counts["real"] == batch.counts["dry"]


def test_a_dry_run_after_the_import_says_that_nothing_would_change(upload: Upload, cast: Cast) -> None:
    text = HEADER + ROWS
    importing.finish(importing.start(upload(sheets.file(text)), at=NOW, by=cast.ruth), clock=lambda: NOW)
    assert dry(upload(sheets.file(text)), cast).counts["dry"] == {
        "unchanged": 4, "refused": 1, "blank": 1, "warned": 1, "passes": 0
    }  # fmt: skip


def test_a_dry_run_in_slices_knows_the_rows_of_earlier_slices(upload: Upload, cast: Cast) -> None:
    text = sheets.people(1100).getvalue().decode() + "Somebody,person3@works3.example.com,Works 3\n"
    batch = upload(sheets.file(text))
    importing.check(batch, importing.mapping_of(batch), at=NOW, by=cast.ruth)
    slices = 0
    while Batch.objects.get(pk=batch.pk).state == "checking":
        assert importing.work(clock=lambda: NOW, seconds=0) <= 500
        slices += 1
    batch.refresh_from_db()
    assert slices == 3
    assert batch.counts["dry"]["joined"] == 1
    assert batch.rows.get().message == "Joins row 4 of this file, known by its e-mail."


def test_a_dry_run_in_slices_reads_every_row_once(
    upload: Upload, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, whole = [], RowReader.read

    def counting(reader: RowReader, cells: Sequence[str], *, at: datetime) -> Told:
        read.append(cells)
        return whole(reader, cells, at=at)

    monkeypatch.setattr(RowReader, "read", counting)
    batch = upload(sheets.people(1600))
    importing.check(batch, importing.mapping_of(batch), at=NOW, by=cast.ruth)
    while Batch.objects.get(pk=batch.pk).state == "checking":
        importing.work(clock=lambda: NOW, seconds=0)
    assert len(read) == 1600


def test_a_dry_run_that_another_process_began_is_taken_up(upload: Upload, cast: Cast) -> None:
    batch = upload(sheets.people(600))
    importing.check(batch, importing.mapping_of(batch), at=NOW, by=cast.ruth)
    importing.work(clock=lambda: NOW, seconds=0)
    checking._half_done.clear()
    importing.work(clock=lambda: NOW, seconds=0)
    batch.refresh_from_db()
    assert (batch.state, batch.counts["dry"]["new"]) == ("checked", 600)


def test_another_mapping_is_tried_from_the_start(upload: Upload, cast: Cast) -> None:
    batch = dry(upload(sheets.file("Name,Age\nMaya,lots\n")), cast)
    assert batch.counts["dry"]["warned"] == 1
    mapping = importing.mapping_of(batch)
    mapping = type(mapping)({**mapping.columns, "Age": Spec("skip")})
    importing.finish(importing.check(batch, mapping, at=NOW, by=cast.ruth), clock=lambda: NOW)
    assert (batch.counts["dry"]["warned"], batch.rows.count()) == (0, 0)


def test_a_dry_run_that_is_stopped_waits_for_its_mapping_again(upload: Upload, cast: Cast) -> None:
    batch = upload(sheets.people(600))
    importing.check(batch, importing.mapping_of(batch), at=NOW, by=cast.ruth)
    importing.work(clock=lambda: NOW, seconds=0)
    importing.stop(batch, at=NOW, by=cast.ruth)
    importing.work(clock=lambda: NOW, seconds=0)
    assert Batch.objects.get(pk=batch.pk).state == "uploaded"


@pytest.mark.django_db
def test_events_of_nobody_known_are_refused(upload: Upload, cast: Cast, channel: object) -> None:
    receiving.receive(channel, MAYA, at=NOW, by=None)  # type: ignore[arg-type]
    file = sheets.file(
        f"mail,event,date\n{MAYA['email']},Webinar,2026-11-03\nno@example.com,Webinar,2026-11-03\n"
    )
    batch = dry(upload(file, kind="events"), cast)
    assert batch.counts["dry"] == {"new": 1, "refused": 1, "warned": 0, "passes": 0, "blank": 0}
    assert batch.rows.get().message == "No lead with this id or e-mail is known here. Import the leads first."
