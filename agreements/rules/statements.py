"""What a signature and a seal say, each as one canonical text with its hash; the verification writes the same texts again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from slaportal.audit import canonical

SIGNATURE_SCHEMA = "slaportal.signature.v1"
SEAL_SCHEMA = "slaportal.seal.v1"
SIGNATURE_PREFIX = b"slaportal.signature.v1\n"
SEAL_PREFIX = b"slaportal.seal.v1\n"
CONCLUSION_PREFIX = b"slaportal.conclusion.v1\n"


@dataclass(frozen=True, slots=True)
class SealFacts:
    """What a seal vouches for: the text, both statements, the seal before, and the ledger's last line at that moment."""

    agreement: int
    version: int
    round: int
    text_digest: str
    statements: Mapping[str, str]
    previous: str
    ledger_sequence: int
    ledger_hash: str
    key: str
    sealed_at: str


def signature_text(facts: Mapping[str, Any]) -> str:
    """Return the statement of a signature; moments are given as text, what is unknown as None."""
    return canonical.text({"schema": SIGNATURE_SCHEMA, **facts})


def signature_digest(text: str) -> str:
    """Return the hash of a statement."""
    return canonical.digest(SIGNATURE_PREFIX, text)


def seal_text(facts: SealFacts) -> str:
    """Return what a seal says."""
    return canonical.text({"schema": SEAL_SCHEMA, **asdict(facts)})


def seal_digest(text: str) -> str:
    """Return the hash of a seal, by which the next one names it."""
    return canonical.digest(SEAL_PREFIX, text)


def seal_message(text: str) -> bytes:
    """Return the bytes that the key of a seal signs."""
    return SEAL_PREFIX + text.encode()


def conclusion_digest(*, agreement: int, quarter: str, conclusion: str, notes: str) -> str:
    """Return the hash of a review's wording; both leaders sign the same one."""
    content = {"agreement": agreement, "quarter": quarter, "conclusion": conclusion, "notes": notes}
    return canonical.digest(CONCLUSION_PREFIX, canonical.text(content))
