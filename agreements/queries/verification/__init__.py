"""Verification: every hash computed again, rows and ledger compared both ways, seals, dates, guards and histories checked.

Nothing that is found is mended here, and nothing is written (docs/signing.md, Verification).
"""

from __future__ import annotations

from agreements.models import Agreement
from agreements.queries.verification import (
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
from agreements.rules.verification import Report


def verify(agreement: Agreement | None = None) -> Report:
    """Verify one agreement, or all; rows are streamed, so the memory it takes does not grow with the ledger."""
    scope = Scope(agreement)
    walked = ledger.walk(scope, seals.heads(scope))
    findings = [
        *walked.findings,
        *texts.check(scope),
        *signatures.check(scope),
        *witnesses.check(scope, walked.told),
        *seals.check(scope, walked.hashes),
        *standing.check(scope, walked.ends),
        *history.check(scope, walked),
        *artifacts.check(scope),
        *guards.check(),
    ]
    return Report(tuple(findings), dict(scope.looked_at))
