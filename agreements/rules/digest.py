"""The canonical text of a version and its hash: one text, one form, one number.

RFC 8785 JSON, Unicode NFC, LF, decimals as text, dates as ISO text, a schema name inside; SHA-256 with a prefix that keeps a
hash of an agreement from ever being the hash of something else (docs/signing.md). Frozen text is never
migrated: a later schema gets a reader of its own beside ``read``.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import rfc8785

from agreements.rules.terms import Terms

SCHEMA = "slaportal.agreement.v1"
PREFIX = b"slaportal.agreement.v1\n"


@dataclass(frozen=True, slots=True)
class Signatory:
    """The named leader of one side, as the text names them."""

    side: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Replaced:
    """The signed version a text takes the place of."""

    number: int
    digest: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Which text this is: agreement, version, signatories, the teams it binds, and what it replaces."""

    agreement: int
    name: str
    number: int
    signatories: tuple[Signatory, Signatory]
    teams: tuple[str, ...]
    replaces: Replaced | None


def canonical(terms: Terms, identity: Identity) -> str:
    """Return the text that is frozen, signed and hashed; equal terms give the same text on every machine.

    Raises ValueError for a number with a fraction (decimals are written as text) or one too large for JSON.
    """
    content = {"schema": SCHEMA, "version": asdict(identity), "terms": terms.to_document()}
    try:
        return rfc8785.dumps(normal(content)).decode()
    except rfc8785.CanonicalizationError as error:
        raise ValueError(f"These terms cannot be written in one certain way: {error}.") from error


def digest(text: str) -> str:
    """Return the SHA-256 of a canonical text with the prefix of agreements, in hexadecimal."""
    return hashlib.sha256(PREFIX + text.encode()).hexdigest()


def read(text: str) -> Terms:
    """Return the terms of a canonical text; raises ValueError when it follows a schema that is not known here."""
    return Terms.from_document(_content(text)["terms"])


def identity(text: str) -> Identity:
    """Return which text a canonical text says it is; raises ValueError as ``read`` does."""
    version = _content(text)["version"]
    marketing, sales = (Signatory(**each) for each in version["signatories"])
    replaces = version["replaces"]
    return Identity(
        agreement=version["agreement"],
        name=version["name"],
        number=version["number"],
        signatories=(marketing, sales),
        teams=tuple(version["teams"]),
        replaces=Replaced(**replaces) if replaces else None,
    )


def same_line(text: str) -> str:
    """Return a text in Unicode NFC with LF line ends, so that one wording has one hash."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _content(text: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(text)
    if content.get("schema") != SCHEMA:
        raise ValueError(f"The text follows the schema {content.get('schema')!r}; this reads {SCHEMA}.")
    return content


def normal(value: Any) -> Any:
    """Return a content with every text in Unicode NFC with LF, decimals and dates as text; raises ValueError for a fraction."""
    if isinstance(value, str):
        return same_line(value)
    if isinstance(value, Mapping):
        return {same_line(key): normal(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [normal(part) for part in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        raise ValueError(f"The number {value!r} has a fraction; write it as text.")
    return value
