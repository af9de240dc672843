"""A worker imports under a lease, chunk by chunk; killed, stopped or overtaken, it loses nothing and repeats nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from leads.models import Arrival, Batch, Channel, Lead
from leads.operations import channelling, importing
from leads.rules.sheets.mapping import Spec
from slaportal.notifications.models import Notice
from tests.factories import sheets
from tests.factories.moments import NOW
from tests.factories.people import Cast
from tests.leads.operations.importing.conftest import Upload


class Killed(BaseException):
    """What a worker is after kill -9, as far as its transaction is concerned."""


def run(batch: Batch, cast: Cast) -> Batch:
    return importing.finish(importing.start(batch, at=NOW, by=cast.ruth), clock=lambda: NOW)


def test_an_import_ends_with_its_counts_its_report_and_a_notice(upload: Upload, cast: Cast) -> None:
    batch = run(upload(sheets.people(3)), cast)
    assert (batch.state, batch.rows_done, batch.finished_at, batch.leased_until) == ("done", 3, NOW, None)
    assert batch.counts["real"] == {"new": 3, "passes": 0, "warned": 0, "blank": 0}
    assert batch.rows.count() == 0
    assert Lead.objects.filter(marketer=cast.ruth).count() == 3
    assert Notice.objects.get(kind="import.done", recipient=cast.ruth).subject == "people.csv is imported"


def test_rows_of_a_bank_without_id_or_date_become_past_leads(upload: Upload, cast: Cast) -> None:
    outcome = Spec("outcome", values={"yes": "won", "no": "lost"})
    fixed = {"created_at": "2026-09-01", "formats": "hand_written_list"}
    batch = run(upload(sheets.file(sheets.BANK), {"y": outcome}, row_number_as_id=True, fixed=fixed), cast)
    assert batch.counts["real"] == {"new": 4, "passes": 0, "warned": 0, "blank": 0}
    won = Lead.objects.get(outcome="won")
    assert (won.age, won.education, won.stage) == (25, 40, "customer")
    assert won.outside_id == f"{batch.digest[:12]}:4"
    assert won.created_at == datetime(2026, 8, 31, 23, 0, tzinfo=UTC)
    assert won.formats == ",attendee_spreadsheet,hand_written_list,"
    assert won.attributes == {
        "job": "management",
        "marital": "married",
        "default": "no",
        "contact": "telephone",
        "month": "jun",
        "duration": "227",
        "campaign": "1",
        "euribor3m": "4.962",
    }
    assert Lead.objects.filter(outcome="lost").count() == 3


def test_the_report_names_every_row_that_was_not_simply_new(upload: Upload, cast: Cast) -> None:
    text = "Name,E-mail,Employees\nMaya,maya@example.com,12\nTom,tom@example.com,lots\nMaya,maya@example.com,\n,,5\nA,B,C,D\n"
    batch = run(upload(sheets.file(text)), cast)
    maya = Lead.objects.get(email="maya@example.com")
    assert list(batch.rows.values_list("number", "result", "message", "lead")) == [
        (3, "warned", "Employees: “lots” is not a number.", Lead.objects.get(email="tom@example.com").pk),
        (4, "joined", f"Joins {maya.reference}, known by its e-mail.", maya.pk),
        (5, "refused", "Nothing in the row says who it is about.", None),
        (
            6,
            "refused",
            "The row has 4 cells, the file 3 columns: its values may stand in the wrong columns.",
            None,
        ),
    ]


def test_bad_rows_are_named_and_the_others_imported(upload: Upload, cast: Cast) -> None:
    content = (
        b"Name,Note,City\n"
        b"Zo\xc3\xab,=cmd|' /C calc'!A0,Leeds\n"
        b"M\xfcller,+44,York\n"
        b"Nul\x00l,x,Bath\n"
        b'Long,"' + b"x" * 5_000_000 + b'",Hull\n'
        b"Short\n"
    )
    batch = run(upload(sheets.file(content), {"Note": Spec("extra:Note")}), cast)
    assert list(batch.rows.values_list("number", "result", "message")) == [
        (3, "warned", "The row is not UTF-8; it was read as Windows-1252."),
        (4, "refused", "The row holds a null character, which no text has."),
        (5, "warned", "Note: The text of 5,000,000 characters is longer than any we keep; it is left out."),
        (6, "warned", "The row has only 1 of 3 cells; the others are taken as empty."),
    ]
    assert sorted(Lead.objects.values_list("name", flat=True)) == ["Long", "Müller", "Short", "Zoë"]
    assert Lead.objects.get(name="Zoë").attributes == {"Note": "=cmd|' /C calc'!A0"}


def test_the_same_file_again_changes_nothing_and_says_so(upload: Upload, cast: Cast) -> None:
    run(upload(sheets.people(3)), cast)
    batch = run(upload(sheets.people(3)), cast)
    assert batch.counts["real"] == {"unchanged": 3, "passes": 0, "warned": 0, "blank": 0}
    assert (Lead.objects.count(), Arrival.objects.count()) == (3, 3)


def test_the_same_file_read_in_another_way_joins_its_leads(upload: Upload, cast: Cast) -> None:
    run(upload(sheets.people(2), {"Company": Spec("skip")}), cast)
    assert run(upload(sheets.people(2)), cast).counts["real"]["joined"] == 2
    assert Lead.objects.get(email="person1@works1.example.com").company == "Works 1"


def test_a_file_of_events_reaches_the_leads_that_did_them_once_each(upload: Upload, cast: Cast) -> None:
    run(upload(sheets.people(2)), cast)
    events = (
        "mail,event,date,page\n"
        "person1@works1.example.com,product page,2026-11-16T10:00Z,/a\n"
        "PERSON1@works1.example.com,product page,2026-11-16T10:01Z,/b\n"
        "person2@works2.example.com,webinar,2026-11-03,\n"
        "nobody@example.com,webinar,2026-11-03,\n"
    )
    batch = run(upload(sheets.file(events), kind="events"), cast)
    assert batch.counts["real"] == {"new": 3, "refused": 1, "passes": 0, "warned": 0, "blank": 0}
    first, second = Lead.objects.order_by("email")
    assert list(first.activities.order_by("at").values_list("kind", "detail")) == [
        ("product_page", "/a"),
        ("product_page", "/b"),
    ]
    assert list(second.activities.values_list("kind", flat=True)) == ["webinar_attended"]
    assert Lead.objects.count() == 2
    again = run(upload(sheets.file(events), kind="events"), cast)
    assert (again.counts["real"]["unchanged"], first.activities.count()) == (3, 2)


def test_work_stops_when_its_time_is_over_and_the_next_worker_goes_on(upload: Upload, cast: Cast) -> None:
    batch = importing.start(upload(sheets.people(1200)), at=NOW, by=cast.ruth)
    done = [importing.work(clock=lambda: NOW, seconds=0) for _ in range(4)]
    batch.refresh_from_db()
    assert (done, batch.state, Lead.objects.count()) == ([500, 500, 200, 0], "done", 1200)


def test_a_batch_that_another_worker_holds_is_left_alone_until_its_lease_is_over(
    upload: Upload, cast: Cast
) -> None:
    batch = importing.start(upload(sheets.people(3)), at=NOW, by=cast.ruth)
    Batch.objects.filter(pk=batch.pk).update(leased_until=NOW + timedelta(seconds=10))
    assert importing.work(clock=lambda: NOW, seconds=9) == 0
    assert importing.work(clock=lambda: NOW + timedelta(seconds=11), seconds=9) == 3


def test_a_worker_that_dies_leaves_whole_chunks_and_the_next_one_goes_on_after_its_lease(
    upload: Upload, cast: Cast
) -> None:
    batch = importing.start(upload(sheets.people(1100)), at=NOW, by=cast.ruth)
    moments = iter([NOW] * 4)

    def dying() -> datetime:
        try:
            return next(moments)
        except StopIteration:
            raise Killed from None

    with pytest.raises(Killed):
        importing.work(clock=dying, seconds=60)
    batch.refresh_from_db()
    assert (batch.state, batch.rows_done, Lead.objects.count()) == ("importing", 500, 500)
    assert importing.work(clock=lambda: NOW + timedelta(seconds=30), seconds=60) == 0
    assert importing.work(clock=lambda: NOW + timedelta(seconds=61), seconds=60) == 600
    batch.refresh_from_db()
    assert (batch.state, batch.counts["real"]["new"], Lead.objects.count()) == ("done", 1100, 1100)


def test_a_stopped_import_keeps_what_it_has_and_can_be_continued(upload: Upload, cast: Cast) -> None:
    batch = importing.start(upload(sheets.people(700)), at=NOW, by=cast.ruth)
    importing.work(clock=lambda: NOW, seconds=0)
    importing.stop(batch, at=NOW, by=cast.ruth)
    importing.work(clock=lambda: NOW, seconds=60)
    batch.refresh_from_db()
    assert (batch.state, batch.rows_done, Lead.objects.count()) == ("stopped", 500, 500)
    batch = run(batch, cast)
    assert (batch.state, batch.counts["real"]["new"], Lead.objects.count()) == ("done", 700, 700)


def test_a_channel_that_closes_meanwhile_ends_the_import_with_a_sentence(
    upload: Upload, cast: Cast, channel: Channel
) -> None:
    batch = importing.start(upload(sheets.people(700)), at=NOW, by=cast.ruth)
    importing.work(clock=lambda: NOW, seconds=0)
    channelling.change(channel, {"is_open": False}, why="over", at=NOW, by=cast.ines)
    importing.work(clock=lambda: NOW, seconds=60)
    batch.refresh_from_db()
    assert (batch.state, batch.rows_done, batch.message) == (
        "failed",
        500,
        "Trade fairs takes no leads any more.",
    )
    channelling.change(channel, {"is_open": True}, why="again", at=NOW, by=cast.ines)
    assert run(Batch.objects.get(pk=batch.pk), cast).counts["real"]["new"] == 700


def test_a_file_that_is_gone_ends_the_import_and_says_that_nothing_was_imported(
    upload: Upload, cast: Cast
) -> None:
    batch = importing.start(upload(sheets.people(3)), at=NOW, by=cast.ruth)
    batch.file.storage.delete(batch.file.name)
    importing.work(clock=lambda: NOW, seconds=60)
    batch.refresh_from_db()
    assert (batch.state, batch.message) == (
        "failed",
        "Something went wrong after row 0. Continue tries again.",
    )


@pytest.mark.postgres
def test_a_chunk_with_the_same_person_many_times_makes_one_lead(upload: Upload, cast: Cast) -> None:
    rows = "".join(f"Maya,maya@example.com,{n}\n" for n in range(20))
    batch = run(upload(sheets.file(f"Name,E-mail,Age\n{rows}")), cast)
    assert (batch.counts["real"]["new"], batch.counts["real"]["joined"]) == (1, 19)
    assert Lead.objects.get().age == 19


WORKER = """\
import django
django.setup()
from django.utils import timezone
from leads.operations import importing
importing.work(clock=timezone.now, seconds=600)
"""


@pytest.fixture
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """A process of its own that imports from the database of the test."""
    kept = connection.settings_dict
    if connection.vendor == "sqlite":
        address = f"sqlite:///{kept['NAME']}"
    else:
        address = f"postgres://{kept['USER']}@{kept['HOST']}:{kept['PORT']}/{kept['NAME']}"
    environment = os.environ | {
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "slaportal.settings",
        "VAR_DIR": str(settings.VAR_DIR),
    }
    process = subprocess.Popen([sys.executable, "-c", WORKER], env=environment, cwd=settings.BASE_DIR)
    yield process
    process.kill()
    process.wait()


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_kill_9_in_the_middle_leaves_every_row_imported_exactly_once(
    upload: Upload, cast: Cast, request: pytest.FixtureRequest
) -> None:
    batch = importing.start(upload(sheets.people(4000)), at=NOW, by=cast.ruth)
    process: subprocess.Popen[bytes] = request.getfixturevalue("worker")
    deadline = time.monotonic() + 60
    while Batch.objects.get(pk=batch.pk).rows_done == 0 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    killed = Batch.objects.get(pk=batch.pk)
    assert killed.state == "importing"
    assert 0 < killed.rows_done < 4000
    assert Lead.objects.count() == Arrival.objects.count() == killed.rows_done == killed.counts["real"]["new"]
    importing.work(clock=lambda: timezone.now() + timedelta(seconds=61), seconds=600)
    batch.refresh_from_db()
    assert (batch.state, batch.counts["real"]["new"]) == ("done", 4000), json.dumps(batch.counts)
    assert Lead.objects.count() == Arrival.objects.values("key").distinct().count() == 4000
