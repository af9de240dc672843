"""Sealing: what both have signed is vouched for by a key that lies outside the database."""

from __future__ import annotations

import secrets
from datetime import datetime

from agreements.models import Seal, SigningRound
from agreements.rules import statements
from agreements.rules.statements import SealFacts
from slaportal.accounts.models import User
from slaportal.audit import canonical, keys, ledger
from slaportal.audit.models import Event


def seal(round: SigningRound, *, at: datetime, by: User) -> Seal:
    """Seal a version that both have signed, as the last step of the transaction that brings it into force.

    The seal covers the text, both statements, the agreement's seal before and the last line of its ledger; the line about the
    seal itself follows it. Raises keys.BadKey where the configured key cannot be read: nothing is signed then.
    """
    version = round.version
    agreement = version.agreement
    key = keys.current(at=at)
    before = Seal.objects.filter(version__agreement=agreement).order_by("-sealed_at", "-pk").first()
    head = Event.objects.filter(stream=ledger.stream_of(agreement)).latest("sequence")
    text = statements.seal_text(
        SealFacts(
            agreement=agreement.pk,
            version=version.number,
            round=round.number,
            text_digest=round.digest,
            statements=dict(round.signatures.values_list("side", "statement_digest")),
            previous=before.digest if before else "",
            ledger_sequence=head.sequence,
            ledger_hash=head.hash,
            key=key.id,
            sealed_at=canonical.moment(at) or "",
        )
    )
    sealed = Seal.objects.create(
        version=version,
        text=text,
        digest=statements.seal_digest(text),
        previous=before.digest if before else "",
        key_id=key.id,
        signature=key.sign(statements.seal_message(text)),
        sealed_at=at,
        token=secrets.token_urlsafe(24),
    )
    ledger.record(
        agreement,
        "version.sealed",
        at=at,
        by=by,
        data={"version": version.number, "seal": sealed.digest, "key": key.id},
    )
    return sealed
