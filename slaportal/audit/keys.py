"""The keys that seal agreements: Ed25519, outside the database, never derived from SECRET_KEY.

SEAL_KEY gives the key as ``id:seed`` (the seed is 32 bytes in base64); otherwise each key is a file of SEAL_KEY_DIR, made when
the first seal needs one. The newest seals; every older one stays to be checked with. SEAL_PUBLIC_KEYS adds public keys whose
private half is gone.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

_NAMED = re.compile(r"seal-(\d{4})-(\d+)")


class BadKey(ValueError):
    """A configured key that cannot be read; ``str()`` says which, and how one is written."""


@dataclass(frozen=True, slots=True)
class SealKey:
    """A private key and the name under which seals refer to it."""

    id: str
    private: Ed25519PrivateKey

    def sign(self, message: bytes) -> str:
        """Return the signature of a message, in base64."""
        return base64.b64encode(self.private.sign(message)).decode()


def current(*, at: datetime) -> SealKey:
    """Return the key that seals now; where none is configured and none was made, the first one is made.

    Raises BadKey for a key that cannot be read.
    """
    if settings.SEAL_KEY:
        return _read(settings.SEAL_KEY, "SEAL_KEY")
    if not (kept := _kept()):
        make(at=at)
        kept = _kept()
    return _read(kept[-1].read_text(), str(kept[-1].name))


def newest_id() -> str:
    """Return the id of the key that seals now, empty while there is none; raises BadKey."""
    if settings.SEAL_KEY:
        return _read(settings.SEAL_KEY, "SEAL_KEY").id
    kept = _kept()
    return _read(kept[-1].read_text(), kept[-1].name).id if kept else ""


def make(*, at: datetime) -> str:
    """Make a new key in the key folder, and return its id; it seals from now on (rotation)."""
    folder = Path(settings.SEAL_KEY_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    numbers = [int(found[2]) for path in _kept() if (found := _NAMED.fullmatch(path.stem))]
    seed = Ed25519PrivateKey.generate().private_bytes_raw()
    while True:
        id = f"seal-{at.year}-{max(numbers, default=0) + 1}"
        try:
            # Written whole before it has its name: whoever reads at the same moment reads a key or none.
            draft = folder / f".{id}.{os.getpid()}"
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(f"{id}:{base64.b64encode(seed).decode()}\n")
            os.link(draft, folder / f"{id}.key")
            return id
        except FileExistsError:
            if not numbers:
                return id  # another process was quicker with the first one
            numbers.append(max(numbers) + 1)
        finally:
            draft.unlink(missing_ok=True)


def public_keys() -> Mapping[str, Ed25519PublicKey]:
    """Return every key that seals may be checked with, by id; raises BadKey."""
    found = {}
    for given in settings.SEAL_PUBLIC_KEYS:
        id, raw = _split(given, "SEAL_PUBLIC_KEYS")
        found[id] = Ed25519PublicKey.from_public_bytes(raw)
    private = [_read(path.read_text(), path.name) for path in _kept()]
    if settings.SEAL_KEY:
        private.append(_read(settings.SEAL_KEY, "SEAL_KEY"))
    return found | {key.id: key.private.public_key() for key in private}


def public_text(key: Ed25519PublicKey) -> str:
    """Return a public key as it is written down, in base64."""
    return base64.b64encode(key.public_bytes_raw()).decode()


def holds(key: Ed25519PublicKey, signature: str, message: bytes) -> bool:
    """Say whether a signature belongs to a message and a key."""
    try:
        key.verify(base64.b64decode(signature, validate=True), message)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def _kept() -> list[Path]:
    """Return the key files, the newest last."""
    return sorted(Path(settings.SEAL_KEY_DIR).glob("*.key"), key=lambda path: _order(path.stem))


def _order(id: str) -> tuple[int, int, str]:
    found = _NAMED.fullmatch(id)
    return (int(found[1]), int(found[2]), id) if found else (0, 0, id)


def _read(text: str, where: str) -> SealKey:
    id, seed = _split(text, where)
    return SealKey(id, Ed25519PrivateKey.from_private_bytes(seed))


def _split(text: str, where: str) -> tuple[str, bytes]:
    id, _, encoded = text.strip().partition(":")
    try:
        raw = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raw = b""
    if not id or len(raw) != 32:
        raise BadKey(f"{where} cannot be read. A key is written id:base64, where base64 stands for 32 bytes.")
    return id, raw
