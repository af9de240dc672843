"""The keys that seal: made once, named, rotated, and read from the environment when it gives one."""

from __future__ import annotations

import base64
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pytest_django.fixtures import Settings

from slaportal.audit import keys
from slaportal.audit.checks import check_key_is_chosen, check_keys

AT = datetime(2026, 6, 24, 10, 52, tzinfo=UTC)
SEED = base64.b64encode(bytes(range(32))).decode()


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    """An empty folder for keys, and nothing configured."""
    settings.SEAL_KEY, settings.SEAL_PUBLIC_KEYS = "", []
    settings.SEAL_KEY_DIR = str(tmp_path / "keys")
    return tmp_path / "keys"


def test_the_first_seal_makes_the_first_key_which_only_its_owner_reads(folder: Path) -> None:
    key = keys.current(at=AT)
    (path,) = folder.iterdir()
    assert (key.id, path.name) == ("seal-2026-1", "seal-2026-1.key")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert keys.current(at=AT).private.private_bytes_raw() == key.private.private_bytes_raw()


def test_the_newest_key_seals_and_the_older_ones_still_check() -> None:
    first = keys.current(at=AT)
    for number in range(2, 11):
        assert keys.make(at=AT) == f"seal-2026-{number}"
    assert keys.make(at=AT.replace(year=2027)) == "seal-2027-11"
    assert keys.current(at=AT).id == "seal-2027-11"
    known = keys.public_keys()
    assert len(known) == 11
    assert keys.holds(known[first.id], first.sign(b"text"), b"text")


def test_a_signature_holds_for_its_message_and_its_key_alone() -> None:
    key = keys.current(at=AT)
    public, signature = key.private.public_key(), key.sign(b"text")
    assert not keys.holds(public, signature, b"texts")
    assert not keys.holds(public, signature[:-4] + "AAA=", b"text")
    assert not keys.holds(public, "no base64 at all", b"text")
    assert not keys.holds(Ed25519PrivateKey.generate().public_key(), signature, b"text")


def test_the_environment_may_give_the_key_and_those_of_the_past(settings: Settings, folder: Path) -> None:
    past = Ed25519PrivateKey.generate().public_key()
    settings.SEAL_KEY = f"seal-2026-7:{SEED}"
    settings.SEAL_PUBLIC_KEYS = [f"seal-2025-1:{keys.public_text(past)}"]
    assert keys.current(at=AT).id == "seal-2026-7"
    assert set(keys.public_keys()) == {"seal-2025-1", "seal-2026-7"}
    assert not folder.exists()


@pytest.mark.parametrize(
    "written", ["seal-2026-1", "seal-2026-1:", f":{SEED}", "seal-2026-1:AAAA", "seal:not base64!"]
)
def test_a_key_that_cannot_be_read_is_named(settings: Settings, written: str) -> None:
    settings.SEAL_KEY = written
    with pytest.raises(keys.BadKey, match=r"SEAL_KEY cannot be read\. A key is written id:base64"):
        keys.current(at=AT)
    assert [fault.id for fault in check_keys()] == ["audit.E002"]


def test_a_portal_on_a_real_address_is_told_to_choose_a_place_for_its_key(settings: Settings) -> None:
    settings.SEAL_KEY_DIR_IS_CHOSEN = False
    assert [fault.id for fault in check_key_is_chosen()] == ["audit.W001"]
    settings.SEAL_KEY_DIR_IS_CHOSEN = True
    assert check_key_is_chosen() == []
