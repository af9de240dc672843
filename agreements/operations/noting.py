"""Noting: an attempt to sign that was refused is on record, though nothing else of it is."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from agreements.models import SigningRound
from agreements.operations.holding import hold_for_the_record
from slaportal.accounts.models import User
from slaportal.audit import ledger
from slaportal.errors import Refused


def note_failed_authentication(
    round: SigningRound, *, at: datetime, by: User, ip_address: str | None
) -> None:
    """Record that a signer's password or code was wrong at the moment of signing (docs/signing.md, Ceremony 4)."""
    _note("round.authentication_failed", round, at=at, by=by, ip_address=ip_address)


def note_refusal(
    round: SigningRound, refused: Refused, *, at: datetime, by: User, ip_address: str | None
) -> None:
    """Record a refused signature with its reason: a transaction of its own, after that of the attempt was undone."""
    why = {"refusal": type(refused).__name__, "reason": str(refused)}
    _note("round.refused", round, at=at, by=by, ip_address=ip_address, **why)


def _note(
    kind: str, round: SigningRound, *, at: datetime, by: User, ip_address: str | None, **more: str
) -> None:
    with transaction.atomic():
        agreement = hold_for_the_record(round.version.agreement_id)
        said = {"version": round.version.number, "round": round.number, "ip_address": ip_address}
        ledger.record(agreement, kind, at=at, by=by, data=said | more)
