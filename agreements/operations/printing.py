"""Printing: the documents of a sealed version are made once, from its rows alone, by a sweep or by whoever asks first."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agreements.models import Artifact, Misprint, Seal, Version
from agreements.queries.bundle import bundle_of
from agreements.queries.papers import due
from agreements.queries.printed import maker, pdf_of
from slaportal.errors import Refused

#: How long to wait after the first, second, … failure; the last one holds for all that follow.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 1440))
#: So many versions are printed in one run, to leave the worker free for what is due.
AT_ONCE = 20

log = structlog.get_logger(__name__)


class NotSealed(Refused):
    """The version has no seal, so there is nothing to certify."""

    def __init__(self, version: Version) -> None:
        super().__init__(
            _("Version %(number)s is not sealed: a document is made of what both have signed.")
            % {"number": version.number}
        )


class NotPrinted(Refused):
    """A document could not be made now; that is on record and tried again."""


class DocumentDamaged(Refused):
    """A document on record no longer has the hash it was made with; it is not handed out."""


def sweep(*, at: datetime) -> int:
    """Make the documents that are missing, and return of how many versions.

    Running it again, or twice at once, makes nothing twice; one version that fails keeps no other waiting.
    """
    made = 0
    for version in due(at)[:AT_ONCE]:
        try:
            for kind in (Artifact.Kind.BUNDLE, Artifact.Kind.PDF):
                document(version, kind, at=at)
        except NotPrinted:
            continue
        made += 1
    return made


def document(version: Version, kind: str, *, at: datetime) -> Artifact:
    """Return a document of a sealed version, making it when it is not there yet.

    Raises NotSealed, NotPrinted, DocumentDamaged. The version's agreement is neither held nor changed: a document adds nothing
    to what was signed.
    """
    if found := _on_record(version, kind):
        return found
    if not Seal.objects.filter(version=version).exists():
        raise NotSealed(version)
    try:
        if kind == Artifact.Kind.BUNDLE:
            document(version, Artifact.Kind.PDF, at=at)  # whose hash the bundle names
        content = _MAKE[kind](version)
    except NotPrinted:
        raise
    except Exception as error:  # whatever is wrong with one version, the sweep goes on with the others
        _note_failure(version, error, at=at)
        raise NotPrinted(
            _("The document could not be made. It will be tried again; the version itself is not affected.")
        ) from error
    return _keep(version, kind, content, at=at)


def _on_record(version: Version, kind: str) -> Artifact | None:
    """Return the first one made: a later program makes no second one."""
    found = version.artifacts.filter(kind=kind).order_by("made_at", "pk").first()
    if found is not None and hashlib.sha256(found.content).hexdigest() != found.digest:
        raise DocumentDamaged(
            _("This document is not the one that was made: its hash differs. It is not handed out.")
        )
    return found


def _keep(version: Version, kind: str, content: bytes, *, at: datetime) -> Artifact:
    """Put a document on record; who comes second gets the first one's."""
    try:
        with transaction.atomic():
            kept = Artifact.objects.create(
                version=version,
                kind=kind,
                maker=maker(),
                content=content,
                digest=hashlib.sha256(content).hexdigest(),
                made_at=at,
            )
            if kind == Artifact.Kind.BUNDLE:
                Misprint.objects.filter(version=version).delete()
            return kept
    except IntegrityError:
        if first := _on_record(version, kind):
            return first
        raise


def _note_failure(version: Version, error: Exception, *, at: datetime) -> None:
    """Write down that a version's documents could not be made, unless another run has done so a moment ago."""
    said = f"{type(error).__name__}: {error}"[:500]
    log.error("document_not_made", version=str(version), error=said)
    with transaction.atomic():
        known, is_first = Misprint.objects.get_or_create(
            version=version,
            defaults={"attempts": 1, "error": said, "failed_at": at, "retry_at": at + PAUSES[0]},
        )
        if not is_first:
            pause = PAUSES[min(known.attempts, len(PAUSES) - 1)]
            Misprint.objects.filter(pk=known.pk, attempts=known.attempts, retry_at__lte=at).update(
                attempts=known.attempts + 1, error=said, failed_at=at, retry_at=at + pause
            )


def _bundle(version: Version) -> bytes:
    return bundle_of(version).encode()


_MAKE: dict[str, Callable[[Version], bytes]] = {Artifact.Kind.PDF: pdf_of, Artifact.Kind.BUNDLE: _bundle}
