"""The commands about evidence speak by their exit codes."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django.fixtures import Settings

from agreements.models import Version
from slaportal.audit import keys
from tests.factories import moments, tampering


def run(*arguments: Any) -> tuple[int, str]:
    """Run a command; return its exit code and what it wrote."""
    out = io.StringIO()
    try:
        call_command(*arguments, stdout=out, stderr=io.StringIO())
    except CommandError as fault:
        return fault.returncode, out.getvalue()
    return 0, out.getvalue()


@pytest.fixture(autouse=True)
def _folder(settings: Settings, tmp_path: Path) -> None:
    settings.ANCHOR_DIR = tmp_path / "anchors"


def test_exact_altered_and_what_cannot_be_checked_have_a_code_each(in_force: Version, tmp_path: Path) -> None:
    assert run("verify_agreements") == (
        0,
        "Looked at 8 ledger lines, 1 agreements, 1 signing rounds, 1 versions, 2 signatures, 1 seals, "
        "4 history lines of versions.\nAll is exact.\n",
    )
    assert run("verify_agreements", "--anchor", str(tmp_path / "none.json"))[0] == 2
    assert run("verify_agreements", "--agreement", "none-such")[0] == 2
    (tmp_path / "broken.json").write_bytes(b"\xff\xfe")
    assert run("verify_agreements", "--anchor", str(tmp_path / "broken.json"))[0] == 2
    with tampering.unguarded():
        tampering.update(in_force, digest="0" * 64)
    code, said = run("verify_agreements", "--agreement", in_force.agreement.slug)
    assert code == 1
    assert "ALTERED: Instruments, Europe v1: The text does not have its hash. [text.hash]" in said


def test_the_report_for_programs_is_json(in_force: Version) -> None:
    code, said = run("verify_agreements", "--json")
    report = json.loads(said)
    assert (code, report["verdict"], report["findings"]) == (0, "exact", [])
    with tampering.unguarded():
        tampering.update(in_force, digest="0" * 64)
    code, said = run("verify_agreements", "--json")
    assert code == 1
    assert {"kind", "where", "said", "severity"} == json.loads(said)["findings"][0].keys()


@time_machine.travel(moments.NOW, tick=False)
def test_the_anchor_that_is_exported_is_one_to_verify_with(in_force: Version, tmp_path: Path) -> None:
    code, said = run("export_anchor")
    assert (code, said) == (0, f"{tmp_path / 'anchors' / 'anchor-2026-11-17.json'}\n")
    assert run("export_anchor") == (0, said)
    assert run("verify_agreements", "--anchor", said.strip())[0] == 0
    Path(said.strip()).write_text("{}")
    assert run("export_anchor")[0] == 1


@time_machine.travel(moments.NOW, tick=False)
def test_keys_are_listed_and_rotated_and_never_shown(
    in_force: Version, settings: Settings, tmp_path: Path
) -> None:
    settings.SEAL_KEY_DIR = str(tmp_path / "keys")
    assert run("seal_keys") == (0, "There is no key yet; the first seal makes one.\n")
    run("seal_keys", "--new")
    code, said = run("seal_keys", "--new")
    first, second = said.splitlines()
    known = keys.public_keys()
    assert code == 0
    assert first == f"seal-2026-1:{keys.public_text(known['seal-2026-1'])}"
    assert second == f"seal-2026-2:{keys.public_text(known['seal-2026-2'])}  seals now"
    secret = (tmp_path / "keys" / "seal-2026-2.key").read_text().strip().partition(":")[2]
    assert secret not in said
    settings.SEAL_KEY = f"seal-2026-3:{secret}"
    assert run("seal_keys", "--new")[0] == 1
    settings.SEAL_KEY = "broken"
    assert run("seal_keys")[0] == 1
