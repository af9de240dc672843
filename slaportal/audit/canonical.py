"""One text for one content, and one hash for one text: RFC 8785 JSON, SHA-256 with a prefix that names what was hashed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import rfc8785


def text(content: Mapping[str, Any]) -> str:
    """Write a content down in the one way there is; moments are given as text (``moment``).

    Raises rfc8785.CanonicalizationError for what JSON cannot hold exactly.
    """
    return rfc8785.dumps(dict(content)).decode()


def digest(prefix: bytes, text: str) -> str:
    """Return the SHA-256 of a text in hexadecimal; the prefix keeps a hash of one kind from passing for another."""
    return hashlib.sha256(prefix + text.encode()).hexdigest()


def moment(at: datetime | None) -> str | None:
    """Write a moment as UTC with microseconds; None stays None, for "not recorded"."""
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at is not None else None
