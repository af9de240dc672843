"""Signing: each side's signer opens the frozen text, signs or declines; with both signatures it comes into force."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from agreements import notices, queries
from agreements.models import Decline, Signature, SigningRound
from agreements.operations import admitting
from agreements.operations.closing import close_round
from agreements.operations.enacting import bring_into_force
from agreements.operations.holding import hold_version, only_its_leaders, permit
from agreements.rules import consent, statements
from slaportal.accounts.models import Side, User
from slaportal.audit import ledger
from slaportal.audit.history import remember
from slaportal.errors import Refused


class NameDoesNotMatch(Refused):
    """The typed name is not the signer's full name."""


class NotAuthenticated(Refused):
    """The door did not say how the signer was known."""


class ReasonMissing(Refused):
    """A decline or a withdrawal without a reason."""


def view(round: SigningRound, *, at: datetime, by: User) -> datetime | None:
    """Record that a signer opened the text, once; return when that was, None for anybody else or after the round."""
    capacity = queries.capacity_of(round.version.agreement, by, at=at)
    if capacity is None:
        return None
    if seen := queries.viewed_at(round, by):
        return seen
    with transaction.atomic():
        version = hold_version(round.version)
        round = SigningRound.objects.get(pk=round.pk)
        if seen := queries.viewed_at(round, by):
            return seen
        if round.closed_at is not None:
            return None
        ledger.record(
            version.agreement,
            "round.viewed",
            at=at,
            by=by,
            data={
                "round_id": round.pk,
                "version": version.number,
                "digest": round.digest,
                **admitting.said_of(capacity),
            },
        )
        return at


def consent_to(
    round: SigningRound, *, consent_version: int, digest_seen: str, at: datetime, by: User
) -> datetime:
    """Record that a signer accepted the declaration, when they do; once for each wording and round. Returns the moment.

    Without JavaScript nobody says so before the signature, and the declaration is accepted by signing. Raises RoundClosed,
    NotTheLeader, AlreadySigned, TextHasChanged, ConsentMissing, ClockMovedBack; nothing changes then.
    """
    with transaction.atomic():
        version = hold_version(round.version)
        round = SigningRound.objects.get(pk=round.pk)
        round.version = version
        capacity = admitting.capacity(round, at=at, by=by)
        admitting.check_round(round, capacity.side, at=at, by=by)
        admitting.check_text(round, digest_seen)
        admitting.check_consent(consent_version)
        if accepted := queries.consented_at(round, by, consent_version):
            return accepted
        admitting.check_clock(round, queries.viewed_at(round, by), at=at)
        ledger.record(
            version.agreement,
            "round.consented",
            at=at,
            by=by,
            data={
                "round_id": round.pk,
                "version": version.number,
                "digest": round.digest,
                "consent": {"version": consent_version, "digest": consent.digest(consent_version)},
                **admitting.said_of(capacity),
            },
        )
        return at


def sign(
    round: SigningRound,
    *,
    side: Side,
    typed_name: str,
    digest_seen: str,
    consent_version: int,
    authenticated_by: str,
    ip_address: str | None,
    user_agent: str,
    at: datetime,
    by: User,
) -> Signature:
    """Record a signature on the text the signer saw; with both sides there, bring the version into force in the same breath.

    A leader signs for the side they lead, or their substitute in their place; a side signs once. ``digest_seen`` is the
    hash the signing page carried, ``consent_version`` the declaration accepted, ``authenticated_by`` how the signer was
    known a moment ago ("password"); the door has verified that. A round may be signed up to and including its end. Raises
    RoundClosed, NotTheLeader, AlreadySigned, TextHasChanged, ConsentMissing, NameDoesNotMatch, NotAuthenticated,
    ClockMovedBack; nothing changes then.
    """
    with transaction.atomic():
        version = hold_version(round.version)
        round = SigningRound.objects.get(pk=round.pk)
        round.version = version
        capacity = admitting.capacity(round, side, at=at, by=by)
        admitting.check_round(round, side, at=at, by=by)
        admitting.check_text(round, digest_seen)
        admitting.check_consent(consent_version)
        if _plain(typed_name) != _plain(by.full_name):
            raise NameDoesNotMatch(
                _("Type your full name as it stands in the portal: %(name)s.") % {"name": by.full_name}
            )
        if not authenticated_by:
            raise NotAuthenticated(_("Confirm who you are before you sign."))
        viewed = queries.viewed_at(round, by)
        admitting.check_clock(round, viewed, at=at)
        permit(version, "sign", by=by, capacity=capacity)
        signature = Signature(
            round=round,
            side=side,
            signer=by,
            for_leader=capacity.in_place_of,
            typed_name=" ".join(typed_name.split()),
            digest=round.digest,
            consent_version=consent_version,
            consent_text=consent.TEXTS[consent_version],
            consent_digest=consent.digest(consent_version),
            authenticated_by=authenticated_by,
            viewed_at=viewed,
            consented_at=queries.consented_at(round, by, consent_version) or at,
            signed_at=at,
            ip_address=ip_address,
            user_agent=user_agent[:400],
        )
        signature.statement = queries.statement_of(signature)
        signature.statement_digest = statements.signature_digest(signature.statement)
        try:
            with transaction.atomic():
                signature.save(force_insert=True)
        except IntegrityError as error:
            given = round.signatures.filter(Q(side=side) | Q(signer=by)).select_related("signer").first()
            assert given is not None, "nothing but another signature stands in the way of one"
            raise admitting.AlreadySigned(given, by) from error
        ledger.record(
            version.agreement,
            "round.signed",
            at=at,
            by=by,
            data={
                "version": version.number,
                "round": round.number,
                "typed_name": signature.typed_name,
                "digest": signature.digest,
                "consent": {"version": consent_version, "digest": signature.consent_digest},
                "authenticated_by": authenticated_by,
                "statement": signature.statement_digest,
                **admitting.said_of(capacity),
            },
        )
        if round.signatures.count() == len(Side):
            bring_into_force(round, at=at, by=by)
        else:
            notices.signature_given(signature, at=at)
        return signature


def decline(round: SigningRound, *, reason: str, at: datetime, by: User) -> Decline:
    """Refuse to sign, with the reason (requirement B5); the version returns to review and it is the other side's turn.

    The leader of a side declines, or their substitute. Raises ReasonMissing, NotTheLeader, AlreadySigned (withdraw
    instead), RoundClosed.
    """
    reason = _reason(reason)
    with transaction.atomic():
        version = hold_version(round.version)
        round = SigningRound.objects.get(pk=round.pk)
        round.version = version
        capacity = admitting.capacity(round, at=at, by=by)
        if queries.has_ended(round, at):
            raise admitting.RoundClosed(round, at)
        admitting.check_round(round, capacity.side, at=at, by=by)
        permit(version, "decline", by=by, capacity=capacity)
        decline = Decline.objects.create(round=round, side=capacity.side, person=by, reason=reason, at=at)
        version.turn = capacity.side.other
        close_round(
            version, round, SigningRound.Outcome.DECLINED, reason=reason, capacity=capacity, at=at, by=by
        )
        remember(version, at=at, by=by, why=reason)
        return decline


def withdraw(round: SigningRound, *, reason: str, at: datetime, by: User) -> SigningRound:
    """Take a version back from signing, with the reason; it returns to review and it is the withdrawer's turn.

    Raises ReasonMissing, NotTheLeader, RoundClosed.
    """
    reason = _reason(reason)
    with transaction.atomic():
        version = hold_version(round.version)
        round = SigningRound.objects.get(pk=round.pk)
        round.version = version
        side = version.agreement.side_led_by(by)
        if side is None:
            raise admitting.NotTheLeader(only_its_leaders(version.agreement))
        if queries.has_ended(round, at):
            raise admitting.RoundClosed(round, at)
        permit(version, "withdraw", by=by)
        version.turn = side
        close_round(version, round, SigningRound.Outcome.WITHDRAWN, reason=reason, at=at, by=by)
        remember(version, at=at, by=by, why=reason)
        return round


def expire(round: SigningRound, *, at: datetime) -> bool:
    """Close a round whose end has passed; whether there was still something to close. The portal itself does it."""
    with transaction.atomic():
        version = hold_version(round.version)
        round = SigningRound.objects.get(pk=round.pk)
        round.version = version
        if round.closed_at is not None or not queries.has_ended(round, at):
            return False
        permit(version, "expire", by=None)
        close_round(version, round, SigningRound.Outcome.EXPIRED, at=at, by=None)
        remember(version, at=at, by=None, why="The signing round ended.")
        return True


def _reason(text: str) -> str:
    text = text.strip()
    if not text:
        raise ReasonMissing(_("Say why, in a sentence: the other side has to know what to change."))
    return text


def _plain(name: str) -> str:
    """A name as it is compared: without regard to case, to runs of space or to how accents are encoded."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
