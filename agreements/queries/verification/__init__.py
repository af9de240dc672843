"""Verification: every hash computed again, rows and ledger compared both ways, seals, dates, guards and histories checked.

Nothing that is found is mended here, and nothing is written (docs/signing.md, Verification).
"""

from __future__ import annotations

from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils.translation import gettext as _

from agreements.models import Agreement
from agreements.queries.verification import (
    anchors,
    artifacts,
    guards,
    history,
    ledger,
    seals,
    signatures,
    standing,
    texts,
    witnesses,
)
from agreements.queries.verification.scope import Scope
from agreements.rules.verification import Finding, Report, Severity
from slaportal.audit import keys


def verify(agreement: Agreement | None = None, *, anchor: str | None = None, reprint: bool = False) -> Report:
    """Verify one agreement, or all, in a fixed number of queries.

    ``anchor`` is the content of an anchor's file; ``reprint`` sets every PDF again, which takes its time. Rows are streamed, so a
    long ledger is never held in memory as a whole. The database's guards, which belong to no single agreement, are looked for
    when all are verified.
    """
    scope = Scope(agreement)
    known, unreadable = _keys()
    held = anchors.read(scope, anchor, known)
    walked = ledger.walk(scope, [*seals.heads(scope), *held.lines])
    findings = [
        *unreadable,
        *walked.findings,
        *texts.check(scope),
        *signatures.check(scope),
        *witnesses.check(scope, walked.told),
        *seals.check(scope, walked.hashes, known),
        *anchors.check(scope, held, walked),
        *standing.check(scope, walked.ends),
        *history.check(scope, walked),
        *artifacts.check(scope, reprint=reprint),
        *(guards.check() if agreement is None else ()),
    ]
    return Report(tuple(findings), dict(scope.looked_at))


def _keys() -> tuple[Mapping[str, Ed25519PublicKey], list[Finding]]:
    try:
        return keys.public_keys(), []
    except keys.BadKey as fault:
        return {}, [Finding("key.unreadable", _("seal keys"), str(fault), Severity.UNCHECKED)]
