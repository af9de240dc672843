"""Anchors: whether the ledgers still hold the heads that were signed on earlier days, by the anchors kept and by a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agreements.models import Artifact, Seal
from agreements.queries.verification.ledger import Line, Walked
from agreements.queries.verification.scope import Scope
from agreements.rules import anchoring
from agreements.rules.anchoring import Anchored, Exported, Head, Unreadable
from agreements.rules.verification import Finding, Severity
from slaportal.audit import keys
from slaportal.audit.models import Anchor


@dataclass(slots=True)
class Anchors:
    """What anchors hold to: every head once, with the day that names it; and what is wrong with the anchors themselves."""

    heads: dict[Head, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        """The ledger lines that anchors vouch for."""
        return [(head.stream, head.sequence) for head in self.heads]


def read(scope: Scope, file: str | None, known: Mapping[str, Ed25519PublicKey]) -> Anchors:
    """Read the anchors kept in the database, and one from a file."""
    found = Anchors()
    before = ""
    for anchor in scope.each("anchors", Anchor.objects.order_by("day").iterator(chunk_size=50)):
        exported = Exported(anchor.text, anchor.digest, anchor.key_id, anchor.signature, "")
        where = _("anchor of %(day)s") % {"day": anchor.day}
        anchored = _read(exported, where, known, found, Severity.ALTERED)
        if anchored is None:
            continue
        if anchored.previous != before:
            found.findings.append(
                Finding("anchor.chain", where, _("It does not follow on the anchor before."))
            )
        before = anchor.digest
        _add(found, scope, anchored)
    if file is not None:
        try:
            exported = anchoring.read_file(file)
        except Unreadable as fault:
            found.findings.append(
                Finding("anchor.unreadable", _("anchor file"), str(fault), Severity.UNCHECKED)
            )
        else:
            anchored = _read(exported, _("anchor file"), known, found, Severity.UNCHECKED)
            if anchored is not None:
                _add(found, scope, anchored)
    return found


def check(scope: Scope, anchors: Anchors, walked: Walked) -> Iterator[Finding]:
    """Compare what anchors hold with the ledgers and seals as they are."""
    yield from anchors.findings
    seals = _hashes(scope, Seal.objects.all())
    documents = _hashes(scope, Artifact.objects.all())
    for head, day in anchors.heads.items():
        where = _("ledger %(stream)s, line %(number)s") % {"stream": head.stream, "number": head.sequence}
        standing = walked.hashes.get((head.stream, head.sequence))
        if standing is None:
            said = _("The anchor of %(day)s holds this line, and the ledger does not reach it any more.")
            yield Finding("anchor.cut", where, said % {"day": day})
        elif standing != head.hash:
            said = _("The anchor of %(day)s holds another hash of this line: the ledger was written anew.")
            yield Finding("anchor.rewritten", where, said % {"day": day})
        if not seals.issuperset(head.seals):
            said = _("The anchor of %(day)s names a seal that is gone.")
            yield Finding("anchor.seal_gone", head.stream, said % {"day": day})
        if not documents.issuperset(head.documents):
            said = _("The anchor of %(day)s names a document that is gone or another one now.")
            yield Finding("anchor.document_gone", head.stream, said % {"day": day})


def _hashes(scope: Scope, rows: QuerySet[Any]) -> set[str]:
    return set(scope.rows(rows, "version__agreement").values_list("digest", flat=True))


def _read(
    exported: Exported,
    where: str,
    known: Mapping[str, Ed25519PublicKey],
    found: Anchors,
    severity: Severity,
) -> Anchored | None:
    """Return what an anchor holds, None for one that is not what was signed; unsigned words are not believed."""

    def note(kind: str, said: str, severity: Severity = severity) -> None:
        found.findings.append(Finding(kind, where, said, severity))

    if anchoring.digest(exported.text) != exported.digest:
        note("anchor.hash", _("Its text does not have its hash."))
        return None
    key = known.get(exported.key)
    if key is None:
        said = _("It was signed with a key that is not known here: %(key)s.") % {"key": exported.key}
        note("key.unknown", said, Severity.UNCHECKED)
    elif not keys.holds(key, exported.signature, anchoring.message(exported.text)):
        note("anchor.signature", _("Its signature does not belong to its text and its key."))
        return None
    try:
        return anchoring.read(exported.text)
    except Unreadable as fault:
        note("anchor.unreadable", str(fault))
        return None


def _add(found: Anchors, scope: Scope, anchored: Anchored) -> None:
    for head in _in_scope(scope, anchored.heads):
        found.heads.setdefault(head, anchored.day)


def _in_scope(scope: Scope, heads: Sequence[Head]) -> Iterator[Head]:
    return (head for head in heads if not scope.stream or head.stream == scope.stream)
