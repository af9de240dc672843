"""Attesting: a leader proves once more who they are, and signs (docs/signing.md)."""

from __future__ import annotations

from datetime import datetime

from agreements.models import Signature, SigningRound
from agreements.operations import signing
from agreements.operations.holding import only_its_leaders
from slaportal.accounts import reauthentication
from slaportal.accounts.models import User


def attest(
    round: SigningRound,
    *,
    password: str,
    typed_name: str,
    digest_seen: str,
    consent_version: int,
    ip_address: str | None,
    user_agent: str,
    at: datetime,
    by: User,
) -> Signature:
    """Check the signer's password, then sign for the side they lead.

    A wrong password is on record even though nothing else is; so it is checked before the transaction of the signature,
    never inside. Raises WrongPassword, TooManyAttempts and NoPassword of ``reauthentication``, and what ``signing.sign`` raises.
    """
    side = round.version.agreement.side_led_by(by)
    if side is None:
        raise signing.NotTheLeader(only_its_leaders(round.version.agreement))
    try:
        known_by = reauthentication.check_password(by, password, ip=ip_address, at=at)
    except (reauthentication.WrongPassword, reauthentication.TooManyAttempts):
        signing.note_failed_authentication(round, at=at, by=by, ip_address=ip_address)
        raise
    return signing.sign(
        round,
        side=side,
        typed_name=typed_name,
        digest_seen=digest_seen,
        consent_version=consent_version,
        authenticated_by=known_by,
        ip_address=ip_address,
        user_agent=user_agent,
        at=at,
        by=by,
    )
