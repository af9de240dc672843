"""Once a day the heads of all ledgers are signed and written to a file; whoever has the file can hold the portal to it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from agreements.models import Version
from agreements.operations import anchoring, watching
from agreements.queries.verification import verify
from agreements.rules import anchoring as rules
from agreements.rules.verification import Verdict
from slaportal.audit import keys, ledger
from slaportal.audit.models import Event
from slaportal.notifications.models import Notice
from tests.factories import agreements, moments, tampering
from tests.factories.people import Cast

AT = moments.NOW


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    """An empty folder for anchors."""
    settings.ANCHOR_DIR = tmp_path / "anchors"
    return tmp_path / "anchors"


def test_an_anchor_holds_every_head_with_the_seals_and_is_signed(
    cast: Cast, in_force: Version, folder: Path
) -> None:
    other = agreements.begin(cast, name="Another one")
    written = anchoring.export(at=AT)
    exported = rules.read_file(written.path.read_text())
    head = Event.objects.filter(stream=ledger.stream_of(in_force.agreement)).latest("sequence")
    theirs = Event.objects.filter(stream=ledger.stream_of(other.agreement)).latest("sequence")
    assert rules.read(exported.text).heads == (
        rules.Head(head.stream, head.sequence, head.hash, (in_force.seal.digest,), ()),
        rules.Head(theirs.stream, theirs.sequence, theirs.hash, (), ()),
    )
    assert (written.path.name, exported.digest) == ("anchor-2026-11-17.json", rules.digest(exported.text))
    public = keys.public_keys()[exported.key]
    assert keys.holds(public, exported.signature, rules.message(exported.text))
    assert exported.public_key == keys.public_text(public)


def test_a_day_has_one_anchor_and_the_next_one_names_it(in_force: Version, folder: Path) -> None:
    first = anchoring.export(at=AT)
    agreements.amend(in_force.agreement, {"purpose": "Anew."}, at=AT)
    again = anchoring.export(at=AT + timedelta(hours=3))
    assert (again.anchor, again.is_new) == (first.anchor, False)
    next_day = anchoring.export(at=AT + timedelta(days=1))
    assert json.loads(next_day.anchor.text)["previous"] == first.anchor.digest
    assert sorted(path.name for path in folder.iterdir()) == [
        "anchor-2026-11-17.json",
        "anchor-2026-11-18.json",
    ]
    assert verify(anchor=first.path.read_text()).findings == ()


def test_a_lost_file_is_written_again_and_another_one_is_never_overwritten(in_force: Version) -> None:
    written = anchoring.export(at=AT)
    content = written.path.read_text()
    written.path.unlink()
    assert anchoring.export(at=AT).path.read_text() == content
    written.path.write_text(content.replace('"sequence', '"Sequence'))
    with pytest.raises(anchoring.FileDiffers, match="holds another anchor"):
        anchoring.export(at=AT)
    assert "Sequence" in written.path.read_text()


def test_what_is_no_anchor_cannot_be_checked(in_force: Version) -> None:
    content = anchoring.export(at=AT).path.read_text()
    for broken in ("", "no JSON", "[]", "{}", '{"schema": "slaportal.anchor.v1"}', "[" * 100_000):
        report = verify(anchor=broken)
        assert (report.verdict, [each.kind for each in report.findings]) == (
            Verdict.UNCHECKED,
            ["anchor.unreadable"],
        )
    report = verify(anchor=content.replace('\\"sequence\\":8', '\\"sequence\\":7'))
    assert [each.kind for each in report.findings] == ["anchor.hash"]


def test_an_anchor_of_an_unknown_key_still_holds_the_ledger_to_it(
    in_force: Version, settings: Settings, tmp_path: Path
) -> None:
    true_keys = settings.SEAL_KEY_DIR
    settings.SEAL_KEY_DIR = str(tmp_path / "elsewhere")
    keys.make(at=AT)
    keys.make(at=AT)
    content = anchoring.export(at=AT).path.read_text()
    settings.SEAL_KEY_DIR = true_keys
    assert {each.kind for each in verify(anchor=content).findings} == {"key.unknown"}


def test_administrators_are_told_once_a_week_of_what_was_altered(cast: Cast, in_force: Version) -> None:
    assert watching.watch(at=AT).verdict is Verdict.EXACT
    assert not Notice.objects.filter(kind="agreement.evidence").exists()
    with tampering.unguarded():
        tampering.update(in_force, text=in_force.text.replace("240", "24"))
    for day in (0, 1, 2):
        watching.watch(at=AT + timedelta(days=day))
    told = Notice.objects.get(kind="agreement.evidence")
    assert told.recipient == cast.alex
    assert told.subject == "Evidence of agreements was altered"
    assert "Instruments, Europe v1: The text does not have its hash." in told.body
    watching.watch(at=AT + timedelta(days=7))
    assert Notice.objects.filter(kind="agreement.evidence").count() == 2


def test_the_watch_holds_the_ledgers_to_the_newest_file(cast: Cast, in_force: Version, folder: Path) -> None:
    anchoring.export(at=AT)
    with tampering.unguarded():
        tampering.without_anchors()
        tampering.delete(Event.objects.filter(pk=tampering.lines_of(in_force.agreement).last().pk))
    assert "anchor.cut" in {each.kind for each in watching.watch(at=AT).grave}
