"""An anchor: the heads of all ledgers on one day with their seals and documents, as one canonical text that a key signs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from slaportal.audit import canonical

SCHEMA = "slaportal.anchor.v1"
PREFIX = b"slaportal.anchor.v1\n"


class Unreadable(ValueError):
    """A text that is no anchor."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last line of an agreement's ledger, and the hashes of its seals and documents, the oldest first."""

    stream: str
    sequence: int
    hash: str
    seals: tuple[str, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Anchored:
    """What an anchor holds; ``previous`` is the hash of the anchor before, empty for the first."""

    day: str
    at: str
    key: str
    previous: str
    heads: tuple[Head, ...]


@dataclass(frozen=True, slots=True)
class Exported:
    """An anchor as it leaves the portal: its text, the hash, and the signature with the key to check it by."""

    text: str
    digest: str
    key: str
    signature: str
    public_key: str


def text_of(anchored: Anchored) -> str:
    """Return the one text of an anchor."""
    return canonical.text(
        {"schema": SCHEMA, **asdict(anchored), "heads": [asdict(h) for h in anchored.heads]}
    )


def digest(text: str) -> str:
    """Return the hash of an anchor."""
    return canonical.digest(PREFIX, text)


def message(text: str) -> bytes:
    """Return the bytes that the key of an anchor signs."""
    return PREFIX + text.encode()


def read(text: str) -> Anchored:
    """Return what an anchor's text holds; raises Unreadable."""
    content = _json(text)
    try:
        heads = tuple(
            Head(
                stream=str(each["stream"]),
                sequence=int(each["sequence"]),
                hash=str(each["hash"]),
                seals=tuple(map(str, each["seals"])),
                documents=tuple(map(str, each["documents"])),
            )
            for each in content["heads"]
        )
        return Anchored(
            day=str(content["day"]),
            at=str(content["at"]),
            key=str(content["key"]),
            previous=str(content["previous"]),
            heads=heads,
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise Unreadable("This is no anchor.") from fault


def file_of(exported: Exported) -> str:
    """Return the content of an anchor's file."""
    return canonical.text({"schema": SCHEMA, **asdict(exported)}) + "\n"


def read_file(content: str) -> Exported:
    """Return the anchor in a file; raises Unreadable."""
    said = _json(content)
    try:
        return Exported(**{name: str(said[name]) for name in Exported.__dataclass_fields__})
    except KeyError as fault:
        raise Unreadable("This is no file of an anchor.") from fault


def _json(text: str) -> dict[str, Any]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise Unreadable("This is no anchor: it is not JSON.") from fault
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        raise Unreadable(f"This is no anchor: it does not follow the schema {SCHEMA}.")
    return content
