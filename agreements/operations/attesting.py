"""Attesting: a leader proves once more who they are, and then signs what binds their side (docs/signing.md)."""

from __future__ import annotations

from datetime import datetime

from agreements import queries
from agreements.models import Agreement, Review, ReviewStatement, Signature, SigningRound, Termination
from agreements.operations import admitting, concluding, noting, signing, terminating
from agreements.operations.holding import leading
from slaportal.accounts import reauthentication
from slaportal.accounts.models import User
from slaportal.errors import Refused


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
    """Check the signer's password, or their code by e-mail, then sign for the side they lead or stand in for.

    A wrong password is on record even though nothing else is; so it is checked before the transaction of the signature,
    never inside. Every other refusal leaves its line too, once its transaction is undone. Raises the errors of
    ``reauthentication.prove`` and of ``signing.sign``.
    """
    try:
        capacity = queries.capacity_of(round.version.agreement, by, at=at)
        if capacity is None:
            agreement = round.version.agreement
            raise admitting.NotTheLeader(admitting.not_a_signer(agreement, None, at=at, by=by))
        known_by = reauthentication.prove(by, password, ip=ip_address, at=at)
        return signing.sign(
            round,
            side=capacity.side,
            typed_name=typed_name,
            digest_seen=digest_seen,
            consent_version=consent_version,
            authenticated_by=known_by,
            ip_address=ip_address,
            user_agent=user_agent,
            at=at,
            by=by,
        )
    except reauthentication.WrongSecret:
        noting.note_failed_authentication(round, at=at, by=by, ip_address=ip_address)
        raise
    except Refused as refused:
        noting.note_refusal(round, refused, at=at, by=by, ip_address=ip_address)
        raise


def conclude(
    review: Review,
    *,
    password: str,
    conclusion: str,
    notes: str,
    ip_address: str | None,
    at: datetime,
    by: User,
) -> ReviewStatement:
    """Check a leader's password, then sign a wording of a review's conclusion; raises what both raise."""
    leading(review.agreement, by)
    known_by = reauthentication.prove(by, password, ip=ip_address, at=at)
    return concluding.sign(
        review, conclusion=conclusion, notes=notes, authenticated_by=known_by, at=at, by=by
    )


def ask_to_end(
    agreement: Agreement,
    *,
    password: str,
    reason: str,
    ends_at: datetime,
    ip_address: str | None,
    at: datetime,
    by: User,
) -> Termination:
    """Check a leader's password, then ask the other side to end the agreement; raises what both raise."""
    leading(agreement, by)
    known_by = reauthentication.prove(by, password, ip=ip_address, at=at)
    return terminating.ask(agreement, reason=reason, ends_at=ends_at, known_by=known_by, at=at, by=by)


def agree_to_end(
    termination: Termination, *, password: str, ip_address: str | None, at: datetime, by: User
) -> Termination:
    """Check a leader's password, then agree to the end that the other side asked for; raises what both raise."""
    leading(termination.agreement, by)
    known_by = reauthentication.prove(by, password, ip=ip_address, at=at)
    return terminating.agree(termination, known_by=known_by, at=at, by=by)
