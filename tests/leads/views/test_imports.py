"""Files of leads in the browser: brought, mapped with a preview, tried, imported, reported, and found again."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import Version
from leads.models import Batch, Channel, Lead
from leads.operations import importing
from tests.factories import agreements, leads, sheets
from tests.factories.moments import NOW
from tests.factories.people import Cast

Bring = Callable[..., Batch]


@pytest.fixture(autouse=True)
def _story_time() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ruth(client: Client, cast: Cast) -> Client:
    """A browser in which the marketer is signed in."""
    client.force_login(cast.ruth)
    return client


@pytest.fixture
def channel(in_force: Version) -> Channel:
    """The channel through which files come."""
    return leads.channel(
        in_force.agreement,
        name="Trade fairs",
        slug="trade-fairs",
        kind=Channel.Kind.UPLOAD,
        format="attendee_spreadsheet",
    )


@pytest.fixture
def bring(ruth: Client, channel: Channel) -> Bring:
    """Upload a file through the screen and return its batch."""

    def bring(content: bytes, name: str = "people.csv", kind: str = "leads") -> Batch:
        answer = upload(ruth, channel, content, name, kind)
        assert answer.status_code == 302, answer.content.decode()
        return Batch.objects.latest("pk")

    return bring


def upload(
    client: Client, channel: Channel, content: bytes, name: str = "people.csv", kind: str = "leads"
) -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("leads:import_new"), {"channel": channel.pk, "kind": kind, "file": file})


def address(name: str, batch: Batch) -> str:
    return reverse(f"leads:{name}", args=[batch.pk])


def sent(batch: Batch, **changes: str) -> dict[str, str]:
    """Return what the mapping page sends as it stands, with some selects changed."""
    mapping = importing.mapping_of(batch)
    fields = {}
    for column in importing.columns_of(batch):
        target = mapping.spec(column, batch.kind).target
        fields[f"as_{column.place}"] = "extra" if target.startswith("extra:") else target
    return fields | changes


def work(batch: Batch) -> Batch:
    importing.work(clock=lambda: NOW, seconds=60)
    batch.refresh_from_db()
    return batch


BANK = sheets.BANK.encode()
ANSWERS = {
    "as_10": "outcome",
    "value_10_0": "lost",
    "value_10_1": "won",
    "row_number_as_id": "on",
    "created_at": "2026-09-01",
}


def test_a_bank_file_without_id_and_date_goes_in_through_the_screens(ruth: Client, bring: Bring) -> None:
    batch = bring(BANK, "bank.csv")
    page = ruth.get(address("batch", batch), follow=True)
    assert page.redirect_chain[-1][0] == address("batch_mapping", batch)
    assert "Nothing says who a row is about." in page.content.decode()
    assert ruth.post(address("batch_mapping", batch), sent(batch, **ANSWERS)).status_code == 302
    assert work(batch).state == "checked"
    assert "Import 4 rows" in ruth.get(address("batch", batch)).content.decode()
    ruth.post(address("batch_start", batch))
    assert work(batch).state == "done"
    assert Lead.objects.filter(outcome="lost").count() == 3
    won = Lead.objects.get(outcome="won")
    assert (won.age, won.attributes["job"], won.formats) == (25, "management", ",attendee_spreadsheet,")


def test_what_is_unsaid_is_named_at_its_column_and_what_was_said_is_kept(ruth: Client, bring: Bring) -> None:
    batch = bring(b"Name,Came\nMaya,03/04/2024\n")
    answer = ruth.post(address("batch_mapping", batch), sent(batch, as_1="created_at"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Say whether the day or the month comes first: “03/04/2024” can be read in two ways." in page
    assert 'name="dates_1"' in page
    assert '<option value="created_at" selected>' in page
    assert Batch.objects.get(pk=batch.pk).state == "uploaded"


def test_a_column_mapped_twice_is_refused(ruth: Client, bring: Bring) -> None:
    batch = bring(b"mail,other\na@example.com,b@example.com\n")
    answer = ruth.post(address("batch_mapping", batch), sent(batch, as_1="email"))
    assert answer.status_code == 422
    assert "“mail” and “other” are both read as E-mail. Choose one." in answer.content.decode()


def test_a_change_of_a_select_answers_with_columns_and_preview_alone(ruth: Client, bring: Bring) -> None:
    batch = bring(b"Name,Employees\nMaya,many\n")
    answer = ruth.post(address("batch_mapping", batch), sent(batch), headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in page
    assert "1 of the first 1 rows cannot be read, first in row 2. “many” is not a number." in page
    assert Batch.objects.get(pk=batch.pk).state == "uploaded"


def test_without_javascript_a_button_shows_how_rows_are_read(ruth: Client, bring: Bring) -> None:
    batch = bring(b"Name,x\nMaya,Leeds\n")
    answer = ruth.post(address("batch_mapping", batch), sent(batch, as_1="city", look="1"))
    page = " ".join(answer.content.decode().split())
    assert "<html" in page
    assert "<td> Leeds </td>" in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"name\n", "The file has names of columns, but no rows below them."),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "This is a picture, not a file of rows."),
        (b'name,note\nMaya,"' + b"x" * 5_300_000, "Row 2 holds a cell of more than 5 MB."),
        (b"a\n" + b"1\n" * 250_001, "The file has more than 250,000 rows."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words_and_nothing_is_kept(
    ruth: Client, channel: Channel, content: bytes, said: str
) -> None:
    answer = upload(ruth, channel, content)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Batch.objects.exists()


@pytest.mark.slow
def test_a_large_file_and_a_workbook_come_in_through_the_same_field(ruth: Client, bring: Bring) -> None:
    assert bring(sheets.people(40_000).getvalue()).rows_total == 40_000
    assert bring(sheets.workbook([["Name"], ["Maya"]]).getvalue(), "people.xlsx").rows_total == 1


def test_the_dialect_can_be_corrected(ruth: Client, bring: Bring) -> None:
    batch = bring("Zoë;1\nIda;2\n".encode("cp1252"))
    ruth.post(
        address("batch_read_again", batch),
        {"encoding": "cp1252", "delimiter": ";", "above": "0", "header": "yes"},
    )
    batch.refresh_from_db()
    assert [column.key for column in importing.columns_of(batch)] == ["Zoë", "1"]


def test_a_file_of_two_encodings_goes_all_the_way(ruth: Client, bring: Bring) -> None:
    batch = bring(
        "Name;E-mail;Straße\nZoë;zoe@example.com;Weg\n".encode()
        + "Jörg;jorg@example.com;Köln\n".encode("cp1252")
    )
    page = ruth.get(address("batch_mapping", batch)).content.decode()
    assert "Jörg" in page
    ruth.post(address("batch_mapping", batch), sent(batch))
    importing.work(clock=lambda: NOW, seconds=0)
    assert "it was read as Windows-1252" in ruth.get(address("batch", batch)).content.decode()
    ruth.post(address("batch_start", batch))
    importing.work(clock=lambda: NOW, seconds=0)
    assert Lead.objects.get(name="Jörg").attributes == {"Straße": "Köln"}
    report = b"".join(ruth.get(address("batch_report", batch)).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "Jörg,jorg@example.com,Köln" in report


def test_a_correction_that_cannot_be_says_so(ruth: Client, bring: Bring) -> None:
    batch = bring(sheets.people(1).getvalue())
    answer = ruth.post(
        address("batch_read_again", batch),
        {"encoding": "utf-8", "delimiter": ",", "above": "99", "header": "yes"},
        follow=True,
    )
    assert "It was not read again. Rows to leave out on top: Ensure this value" in answer.content.decode()


def test_progress_is_a_fragment_and_sends_the_page_on_when_it_ends(ruth: Client, bring: Bring) -> None:
    batch = bring(sheets.people(600).getvalue())
    ruth.post(address("batch_mapping", batch), sent(batch))
    importing.work(clock=lambda: NOW, seconds=0)
    page = ruth.get(address("batch", batch)).content.decode()
    assert "500 of 600" in page
    fragment = ruth.get(address("batch_progress", batch))
    assert (fragment.status_code, "<html" in fragment.content.decode()) == (200, False)
    work(batch)
    ended = ruth.get(address("batch_progress", batch))
    assert (ended.status_code, ended.headers["HX-Redirect"]) == (204, address("batch", batch))


def test_an_import_can_be_stopped_and_continued(ruth: Client, bring: Bring) -> None:
    batch = bring(sheets.people(600).getvalue())
    ruth.post(address("batch_start", batch))
    importing.work(clock=lambda: NOW, seconds=0)
    ruth.post(address("batch_stop", batch))
    assert work(batch).state == "stopped"
    page = ruth.get(address("batch", batch)).content.decode()
    assert "The first 500 of 600 rows are imported and stay." in page
    ruth.post(address("batch_start", batch))
    assert work(batch).state == "done"


def test_a_file_can_be_thrown_away_before_it_is_imported_and_not_after(ruth: Client, bring: Bring) -> None:
    first, second = bring(b"Name\nMaya\n"), bring(b"Name\nTom\n")
    assert ruth.post(address("batch_discard", first)).url == reverse("leads:import")  # type: ignore[attr-defined]
    ruth.post(address("batch_start", second))
    page = ruth.post(address("batch_discard", second), follow=True).content.decode()
    assert "has moved on: Import under way" in page
    assert list(Batch.objects.all()) == [second]


def test_the_report_lists_rows_by_result_and_downloads_with_their_cells(ruth: Client, bring: Bring) -> None:
    batch = bring(b"Name,Age,Note\nMaya,old,=1+1\nTom,30,x\n,40,y\n")
    ruth.post(address("batch_start", batch))
    work(batch)
    page = ruth.get(address("batch", batch), {"only": "refused"}).content.decode()
    assert "Nothing in the row says who it is about." in page
    assert "is not a number" not in page
    answer = ruth.get(address("batch_report", batch))
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    maya = Lead.objects.get(name="Maya")
    assert rows == [
        ["row", "result", "what", "lead", "Name", "Age", "Note"],
        ["2", "With a remark", "Age: “old” is not a number.", maya.reference, "Maya", "old", "'=1+1"],
        ["4", "Not imported", "Nothing in the row says who it is about.", "", "", "40", "y"],
    ]


def test_the_leads_of_a_file_are_shown_in_the_list_of_all(ruth: Client, bring: Bring) -> None:
    others = bring(b"Name,E-mail\nTom,tom@example.com\n", "others.csv")
    ruth.post(address("batch_start", others))
    work(others)
    batch = bring(b"Name,E-mail\nMaya,maya@example.com\nThomas,tom@example.com\n")
    its_leads = f"{reverse('leads:list')}?batch={batch.pk}"
    assert its_leads not in ruth.get(address("batch", batch)).content.decode()
    ruth.post(address("batch_start", batch))
    work(batch)
    assert its_leads in ruth.get(address("batch", batch)).content.decode()
    page = ruth.get(its_leads)
    assert {lead.email for lead in page.context["page"].rows} == {"maya@example.com", "tom@example.com"}
    assert "people.csv</a>" in page.content.decode()
    only_others = ruth.get(reverse("leads:list"), {"batch": others.pk})
    assert [lead.email for lead in only_others.context["page"].rows] == ["tom@example.com"]


def test_events_of_known_leads_come_in_a_file_of_their_own(ruth: Client, bring: Bring) -> None:
    people = bring(b"Name,E-mail\nMaya,maya@example.com\n")
    ruth.post(address("batch_start", people))
    work(people)
    events = bring(b"mail,what,when\nmaya@example.com,Pricing,2026-11-16\n", kind="events")
    answer = ruth.post(address("batch_mapping", events), sent(events, as_1="event_kind", as_2="event_at"))
    assert "Say what “Pricing” means." in answer.content.decode()
    said = sent(events, as_1="event_kind", as_2="event_at", value_1_0="price_page")
    assert ruth.post(address("batch_mapping", events), said).status_code == 302
    work(events)
    ruth.post(address("batch_start", events))
    work(events)
    assert list(Lead.objects.get().activities.values_list("kind", flat=True)) == ["price_page"]


def test_files_of_another_agreement_are_not_found(client: Client, cast: Cast, bring: Bring) -> None:
    batch = bring(b"Name\nMaya\n")
    other = agreements.begin(cast, name="Software, Europe")
    other.agreement.teams.set([cast.islands])
    other.agreement.marketing_leader = cast.ines
    Batch.objects.filter(pk=batch.pk).update(channel=leads.channel(other.agreement, slug="other"))
    assert client.get(address("batch_mapping", batch)).status_code == 404
    assert batch.filename not in client.get(reverse("leads:list"), {"batch": batch.pk}).content.decode()
    assert client.post(address("batch_start", batch)).status_code == 404
    client.force_login(cast.priya)
    assert client.get(address("batch", batch)).status_code == 403


def test_the_list_costs_the_same_with_one_file_and_with_three(ruth: Client, bring: Bring) -> None:
    numbers = []
    for wanted in (1, 3):
        while Batch.objects.count() < wanted:
            bring(f"Name\nMaya {Batch.objects.count()}\n".encode())
        with CaptureQueriesContext(connection) as queries:
            page = ruth.get(reverse("leads:import")).content.decode()
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
    assert page.count("people.csv</b>") == 3


def test_an_empty_list_and_a_portal_without_channels_say_what_to_do_first(
    ruth: Client, in_force: Version
) -> None:
    assert "No file yet" in ruth.get(reverse("leads:import")).content.decode()
    assert "No channel takes files yet" in ruth.get(reverse("leads:import_new")).content.decode()
