"""A batch moves from upload to mapping, dry run and import, each step once and only from where it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from leads.models import Batch
from leads.operations import importing
from leads.rules.sheets.mapping import Mapping, Spec
from slaportal.audit import ledger
from slaportal.audit.models import Event
from tests.factories import sheets
from tests.factories.moments import NOW
from tests.factories.people import Cast
from tests.leads.operations.importing.conftest import Upload


def test_a_column_mapped_twice_is_refused_and_the_old_mapping_stays(upload: Upload, cast: Cast) -> None:
    batch = upload(sheets.file("mail,mail\na@example.com,b@example.com\n"))
    before = batch.mapping
    twice = Mapping({"mail": Spec("email"), "mail (2)": Spec("email")})
    with pytest.raises(
        importing.MappingFaulty, match="“mail” and “mail \\(2\\)” are both read as E-mail"
    ) as refused:
        importing.set_mapping(batch, twice, at=NOW, by=cast.ruth)
    assert [fault.column for fault in refused.value.faults] == ["mail (2)"]
    assert Batch.objects.get(pk=batch.pk).mapping == before


def test_neither_dry_run_nor_import_starts_while_something_is_unsaid(upload: Upload, cast: Cast) -> None:
    batch = upload(sheets.file("age\n30\n"))
    with pytest.raises(importing.MappingFaulty, match="Nothing says who a row is about"):
        importing.check(batch, importing.mapping_of(batch), at=NOW, by=cast.ruth)
    with pytest.raises(importing.MappingFaulty, match="Nothing says who a row is about"):
        importing.start(batch, at=NOW, by=cast.ruth)
    assert Batch.objects.get(pk=batch.pk).state == "uploaded"


def test_two_people_who_start_the_same_import_start_it_once(upload: Upload, cast: Cast) -> None:
    batch = upload(sheets.people(1))
    stale = Batch.objects.get(pk=batch.pk)
    importing.start(batch, at=NOW, by=cast.ruth)
    with pytest.raises(importing.BatchMoved, match="has moved on: Import under way"):
        importing.start(stale, at=NOW, by=cast.ines)
    with pytest.raises(importing.BatchMoved):
        importing.check(stale, importing.mapping_of(stale), at=NOW, by=cast.ines)
    with pytest.raises(importing.BatchMoved):
        importing.discard(stale, at=NOW, by=cast.ines)


def test_only_what_is_under_way_can_be_stopped(upload: Upload, cast: Cast) -> None:
    with pytest.raises(importing.BatchMoved, match="Waiting for its mapping"):
        importing.stop(upload(sheets.people(1)), at=NOW, by=cast.ruth)


def test_a_file_of_which_nothing_was_imported_can_be_thrown_away(
    upload: Upload, cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    batch = upload(sheets.people(1))
    path, storage = batch.file.name, batch.file.storage
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        importing.discard(batch, at=NOW, by=cast.ruth)
    assert not Batch.objects.exists()
    assert not storage.exists(path)


def test_every_step_is_written_down_with_who_took_it(upload: Upload, cast: Cast) -> None:
    batch = upload(sheets.people(1))
    importing.check(batch, importing.mapping_of(batch), at=NOW, by=cast.ines)
    steps = (
        Event.objects.filter(stream=ledger.stream_of(batch))
        .order_by("sequence")
        .values_list("kind", "by__full_name")
    )
    assert list(steps) == [("import_uploaded", "Ruth Adeyemi"), ("import_checked", "Ines Marchetti")]


def test_events_of_a_file_that_were_imported_do_not_count_twice(upload: Upload, cast: Cast) -> None:
    text = "mail,webinar,city\na@example.com,2026-11-03,Leeds\n"
    first = upload(sheets.file(text))
    importing.finish(importing.start(first, at=NOW, by=cast.ruth), clock=lambda: NOW)
    again = upload(sheets.file(text))
    other = replace(
        importing.mapping_of(again), columns={**importing.mapping_of(again).columns, "city": Spec("skip")}
    )
    with pytest.raises(importing.MappingFaulty, match="imported on 17 Nov 2026, and would now count twice"):
        importing.set_mapping(again, other, at=NOW, by=cast.ruth)
    without = replace(other, columns={**other.columns, "webinar": Spec("skip")})
    importing.set_mapping(again, without, at=NOW, by=cast.ruth)
