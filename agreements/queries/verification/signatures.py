"""Signatures: each on the text of its round, with a declaration that was shown, and saying what its statement says."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count
from django.utils.translation import gettext as _

from agreements.models import ReviewStatement, Signature, SigningRound
from agreements.queries.statements import statement_of
from agreements.queries.verification.scope import PIECE, Scope
from agreements.rules import consent, statements
from agreements.rules.verification import Finding, Severity
from slaportal.accounts.models import Side


def check(scope: Scope) -> Iterator[Finding]:
    """Write every statement anew from its row and compare it, its hash, its text and its declaration."""
    rows = scope.rows(
        Signature.objects.select_related("round__version__agreement", "signer", "for_leader"),
        "round__version__agreement",
    )
    for signature in scope.each("signatures", rows.order_by("pk").iterator(chunk_size=PIECE)):
        yield from _of(signature)
    signed = scope.rows(SigningRound.objects.filter(outcome="signed"), "version__agreement")
    lacking = signed.annotate(given=Count("signatures")).exclude(given=len(Side))
    for round in lacking.select_related("version__agreement").order_by("pk"):
        yield Finding(
            "signature.missing",
            _("%(version)s, round %(n)s") % {"version": round.version, "n": round.number},
            _("The round counts as signed by both, and does not have both signatures."),
        )
    rows_of_reviews = ReviewStatement.objects.select_related("review__agreement")
    for statement in scope.each("signed conclusions", scope.rows(rows_of_reviews, "review__agreement")):
        yield from _conclusion(statement)


def _conclusion(statement: ReviewStatement) -> Iterator[Finding]:
    review = statement.review
    wording = statements.conclusion_digest(
        agreement=review.agreement_id,
        quarter=review.quarter,
        conclusion=statement.conclusion,
        notes=statement.notes,
    )
    if wording != statement.digest:
        said = _("The conclusion signed for %(side)s does not have its hash.") % {"side": statement.side}
        yield Finding("conclusion.hash", str(review), said)


def _of(signature: Signature) -> Iterator[Finding]:
    where = _("%(version)s, signature for %(side)s") % {
        "version": signature.round.version,
        "side": signature.side,
    }
    if signature.digest != signature.round.digest:
        yield Finding("signature.text", where, _("It was given on another text than that of its round."))
    yield from _declaration(signature, where)
    if statements.signature_digest(signature.statement) != signature.statement_digest:
        yield Finding("signature.hash", where, _("Its statement does not have its hash."))
    if statement_of(signature) != signature.statement:
        yield Finding("signature.statement", where, _("Its row says something else than its statement."))


def _declaration(signature: Signature, where: str) -> Iterator[Finding]:
    shown = consent.TEXTS.get(signature.consent_version)
    if shown is None:
        said = _("Its declaration has a number that this release does not know: %(n)s.")
        yield Finding("consent.unknown", where, said % {"n": signature.consent_version}, Severity.UNCHECKED)
    elif (shown, consent.digest(signature.consent_version)) != (
        signature.consent_text,
        signature.consent_digest,
    ):
        said = _("Its declaration is not the text that was shown under number %(n)s.")
        yield Finding("consent.text", where, said % {"n": signature.consent_version})
