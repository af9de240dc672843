"""Leads go in from the command line as through the upload screen, and the exit code says whether all did."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from agreements.models import Version
from leads.models import Batch, Channel, Lead
from tests.factories import leads, sheets
from tests.factories.people import Cast

MAPPING = {
    "columns": {
        "age": "age",
        "education": "education",
        "y": {"as": "outcome", "values": {"yes": "won", "no": "lost"}},
    },
    "fixed": {"created_at": "2026-09-01"},
    "row_number_as_id": True,
}


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A file of the shape of a bank's phone campaign."""
    path = tmp_path / "bank.csv"
    path.write_text(sheets.BANK)
    return path


def fair(version: Version) -> Channel:
    """A channel that takes files."""
    return leads.channel(
        version.agreement, slug="trade-fair", kind=Channel.Kind.UPLOAD, format="attendee_spreadsheet"
    )


def run(file: Path, *options: str, mapping: object = MAPPING) -> str:
    said = file.with_suffix(".json")
    said.write_text(mapping if isinstance(mapping, str) else json.dumps(mapping))
    out = io.StringIO()
    call_command(
        "import_leads", str(file), "--channel", "trade-fair", "--mapping", str(said), *options, stdout=out
    )
    return out.getvalue()


def test_a_file_goes_in_with_its_mapping(in_force: Version, cast: Cast, bank: Path) -> None:
    fair(in_force)
    assert run(bank, "--by", "RUTH.adeyemi@example.com") == "bank.csv: 4 new.\n"
    assert Lead.objects.filter(outcome="won", marketer=cast.ruth, attributes__job="management").count() == 1


def test_a_dry_run_says_the_same_and_imports_nothing(in_force: Version, bank: Path) -> None:
    fair(in_force)
    assert run(bank, "--dry-run") == "Dry run of bank.csv: 4 new.\n"
    assert not Lead.objects.exists()


def test_a_second_file_says_what_the_leads_did(in_force: Version, tmp_path: Path) -> None:
    fair(in_force)
    people, deeds = tmp_path / "people.csv", tmp_path / "deeds.csv"
    people.write_text("Id,Name\nA-1,Maya\n")
    deeds.write_text("Id,What,When\nA-1,webinar,2026.10.20\nA-2,webinar,2026.10.20\n")
    run(people, mapping={"columns": {"Id": "outside_id", "Name": "name"}})
    what = {"as": "event_kind", "values": {"webinar": "webinar_attended"}}
    said = {"columns": {"Id": "outside_id", "What": what, "When": "event_at"}}
    with pytest.raises(SystemExit) as ended:
        run(deeds, "--kind", "events", mapping=said)
    assert ended.value.code == 3
    assert list(Lead.objects.get().activities.values_list("kind", flat=True)) == ["webinar_attended"]


def test_rows_that_did_not_go_in_are_printed_and_end_it_with_3(in_force: Version, tmp_path: Path) -> None:
    fair(in_force)
    file = tmp_path / "people.csv"
    file.write_text("Name,Age\nMaya,30\n,40\n")
    out = io.StringIO()
    (tmp_path / "m.json").write_text('{"columns": {"Name": "name", "Age": "age"}}')
    with pytest.raises(SystemExit) as ended:
        call_command(
            "import_leads",
            str(file),
            "--channel",
            "trade-fair",
            "--mapping",
            str(tmp_path / "m.json"),
            stdout=out,
        )
    assert ended.value.code == 3
    assert out.getvalue() == (
        "row 3: Not imported. Nothing in the row says who it is about.\npeople.csv: 1 new, 1 not imported.\n"
    )


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ("{", "The mapping is not JSON"),
        ('{"columns": {"age": "age", "age": "income"}}', "“age” is mapped twice."),
        (
            {"columns": {"shoe": "age"}, "row_number_as_id": True},
            "There is no column called “shoe” in this file.",
        ),
        ({}, "Nothing says who a row is about."),
    ],
)
def test_a_mapping_that_cannot_be_used_ends_it_with_1_and_leaves_nothing(
    in_force: Version, bank: Path, mapping: object, said: str
) -> None:
    fair(in_force)
    with pytest.raises(CommandError, match=said) as refused:
        run(bank, mapping=mapping)
    assert refused.value.returncode == 1
    assert not Batch.objects.exists()


def test_a_hosted_form_takes_no_files(in_force: Version, bank: Path) -> None:
    leads.channel(in_force.agreement, slug="trade-fair")
    with pytest.raises(CommandError, match="takes no files"):
        run(bank)
    assert not Batch.objects.exists()


def test_a_channel_a_person_and_a_file_that_do_not_exist_are_named(in_force: Version, bank: Path) -> None:
    with pytest.raises(CommandError, match="There is no channel “trade-fair”"):
        run(bank)
    fair(in_force)
    with pytest.raises(CommandError, match="Nobody signs in as “who@example"):
        run(bank, "--by", "who@example.com")
    with pytest.raises(CommandError, match="No such file"):
        run(bank.with_name("gone.csv"))
