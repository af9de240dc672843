"""A backup that can be restored, and a restore that overwrites nothing."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

pytestmark = pytest.mark.slow


def run(var_dir: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the project on the SQLite portal under ``var_dir``."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "slaportal.settings",
        "VAR_DIR": str(var_dir),
        "PYTHON": sys.executable,
    }
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A portal with a prepared database and one upload."""
    var_dir = tmp_path_factory.mktemp("portal")
    assert run(var_dir, sys.executable, "manage.py", "migrate", "--verbosity", "0").returncode == 0
    (var_dir / "media").mkdir()
    (var_dir / "media" / "leads.csv").write_text("email\nann@example.com\n")
    return var_dir


def test_a_restored_portal_has_the_rows_and_the_uploads(portal: Path, tmp_path: Path) -> None:
    with sqlite3.connect(portal / "portal.sqlite3") as database:
        (migrations,) = database.execute("SELECT count(*) FROM django_migrations").fetchone()
    made = run(portal, "deploy/backup.sh", str(tmp_path / "backups"))
    again = run(tmp_path / "again", "deploy/restore.sh", made.stdout.strip())
    assert again.returncode == 0, again.stderr
    with sqlite3.connect(tmp_path / "again" / "portal.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM django_migrations").fetchone() == (migrations,)
    assert (tmp_path / "again" / "media" / "leads.csv").read_text() == "email\nann@example.com\n"


def test_a_restore_never_overwrites_a_database(portal: Path, tmp_path: Path) -> None:
    made = run(portal, "deploy/backup.sh", str(tmp_path / "backups"))
    refused = run(portal, "deploy/restore.sh", made.stdout.strip())
    assert refused.returncode == 1
    assert "exists; move it away first" in refused.stdout


def test_a_damaged_backup_is_refused(portal: Path, tmp_path: Path) -> None:
    made = Path(run(portal, "deploy/backup.sh", str(tmp_path / "backups")).stdout.strip())
    (made / "media.tar.gz").write_bytes(b"")
    refused = run(tmp_path / "again", "deploy/restore.sh", str(made))
    assert (refused.returncode, "damaged" in refused.stdout) == (1, True)
    assert not (tmp_path / "again" / "portal.sqlite3").exists()
