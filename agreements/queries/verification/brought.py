"""What somebody brings to be verified: the signed PDF, the bundle or the text, exact, altered, or none of ours."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import rfc8785
from django.utils.translation import gettext as _

from agreements.models import Artifact, SigningRound, Version
from agreements.queries import bundle
from agreements.queries.verification.attachments import CannotBeRead, attachments_of
from agreements.queries.verification.certificate import Certificate, certificate
from agreements.rules import digest, lifecycle
from slaportal.audit.keys import BadKey

MAX_BYTES = 10 * 1024 * 1024


class Came(StrEnum):
    """What came of it."""

    EXACT = "exact"
    ALTERED = "altered"
    DOUBTFUL = "doubtful"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Brought:
    """The answer: what came of it, in a sentence, and the version it is about where the text is one that was signed."""

    came: Came
    said: str
    certificate: Certificate | None = None


def examine(content: bytes, *, at: datetime) -> Brought:
    """Say what a file is. Nothing is stored, and nothing is told that does not stand in an exact text."""
    if len(content) > MAX_BYTES:
        return Brought(Came.UNKNOWN, too_large())
    if issued := _issued(hashlib.sha256(content).hexdigest()):
        said = _("This is the very file that the portal gave out, byte for byte.")
        return Brought(Came.EXACT, said, certificate(issued, at=at))
    if b"%PDF-" in content[:1024]:
        return _pdf(content, at)
    return _text(content, at)


def too_large() -> str:
    """Return the sentence for a file that is larger than any document of ours."""
    return _("The file is larger than %(n)s MB, and no document of this portal is. It was not read.") % {
        "n": MAX_BYTES // 1024 // 1024
    }


def _issued(sha: str) -> Version | None:
    made = Artifact.objects.filter(digest=sha).select_related("version__agreement").defer("content")
    found = made.first()
    return found.version if found else None


def _pdf(content: bytes, at: datetime) -> Brought:
    try:
        attached = attachments_of(content)
    except CannotBeRead as fault:
        return Brought(Came.UNKNOWN, str(fault))
    answers = [_text(each, at) for each in attached]
    for answer in answers:
        if answer.certificate is not None:
            said = _(
                "The text attached to this PDF is exact, but the file is not one that the portal gave out: its pages may say "
                "something else. Read the text in the portal, or ask for the file again."
            )
            return Brought(Came.DOUBTFUL, said, answer.certificate)
    if any(answer.came is Came.ALTERED for answer in answers):
        said = _(
            "This PDF carries a text written as agreements of this portal are, but that text was never signed here."
        )
        return Brought(Came.ALTERED, said)
    return Brought(
        Came.UNKNOWN, _("This PDF carries no text of an agreement: it does not come from this portal.")
    )


def _text(content: bytes, at: datetime) -> Brought:
    try:
        text = content.decode("utf-8-sig").strip()
        said = json.loads(text)
    except (ValueError, RecursionError):
        return Brought(
            Came.UNKNOWN,
            _(
                "This is neither a PDF nor a text that this portal writes. It knows its PDFs, bundles and canonical texts."
            ),
        )
    schema = said.get("schema") if isinstance(said, dict) else None
    if schema == bundle.SCHEMA:
        return _bundle(said, at)
    if schema == digest.SCHEMA:
        return _canonical(text, said, at)
    return Brought(Came.UNKNOWN, _("This text is not written as agreements of this portal are."))


def _canonical(text: str, said: dict[str, Any], at: datetime) -> Brought:
    if version := _signed(text):
        return Brought(
            Came.EXACT,
            _("This is the text that both leaders signed, to the letter."),
            certificate(version, at=at),
        )
    if version := _signed(_rewritten(said)):
        told = _(
            "This is what both leaders signed, though written out in another way (spaces, order or line ends)."
        )
        return Brought(Came.EXACT, told, certificate(version, at=at))
    if SigningRound.objects.filter(digest=digest.digest(text)).exists():
        told = _("This text was put before both leaders once and was never signed by both. It binds nobody.")
        return Brought(Came.DOUBTFUL, told)
    return Brought(
        Came.ALTERED,
        _(
            "This is written as agreements of this portal are, but no such text was ever signed here: something differs."
        ),
    )


def _bundle(said: dict[str, Any], at: datetime) -> Brought:
    text = said["version"].get("text") if isinstance(said.get("version"), dict) else None
    version = _signed(text) if isinstance(text, str) else None
    if version is None:
        told = _("The text in this bundle was never signed here: something in it differs.")
        return Brought(Came.ALTERED, told)
    shown = certificate(version, at=at)
    try:
        different = _different(said, json.loads(bundle.bundle_of(version)))
    except (BadKey, ValueError):
        told = _("The text in this bundle is exact; its other parts cannot be compared just now.")
        return Brought(Came.DOUBTFUL, told, shown)
    if different:
        told = _("The text in this bundle is exact, and other parts of it were altered: %(parts)s.")
        return Brought(Came.ALTERED, told % {"parts": ", ".join(different)}, shown)
    return Brought(Came.EXACT, _("This bundle says what the portal says, in every part."), shown)


def _different(said: dict[str, Any], ours: dict[str, Any]) -> list[str]:
    """Name the parts that differ; documents made later and keys lost since may be missing on either side."""
    names = said.keys() | ours.keys()
    different = {name for name in names - {"artifacts", "keys"} if said.get(name, ...) != ours.get(name, ...)}
    documents = said.get("artifacts")
    if not isinstance(documents, list) or any(each not in ours["artifacts"] for each in documents):
        different.add("artifacts")
    brought = said.get("keys")
    if not isinstance(brought, dict) or any(
        ours["keys"].get(id) not in (None, key) for id, key in brought.items() if key is not None
    ):
        different.add("keys")
    return sorted(different)


def _signed(text: str | None) -> Version | None:
    if not text:
        return None
    try:
        sha = digest.digest(text)
    except UnicodeEncodeError:  # half a character, which no text of ours has
        return None
    found = Version.objects.filter(digest=sha, state=lifecycle.SIGNED)
    return found.select_related("agreement").first()


def _rewritten(said: dict[str, Any]) -> str | None:
    try:
        return rfc8785.dumps(said).decode()
    except (rfc8785.CanonicalizationError, ValueError, RecursionError):
        return None
