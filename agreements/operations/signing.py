"""Signing: each leader opens the frozen text, signs or declines; with both signatures the version comes into force."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from agreements import notices, queries
from agreements.models import Decline, Signature, SigningRound, Version
from agreements.operations.closing import close_round
from agreements.operations.enacting import bring_into_force
from agreements.operations.holding import hold_version, only_its_leaders, permit
from agreements.rules import consent, digest, lifecycle, statements
from agreements.rules.terms import Terms
from slaportal.accounts.models import Side, User
from slaportal.audit import ledger
from slaportal.audit.history import remember
from slaportal.audit.models import Event
from slaportal.errors import Refused


class RoundClosed(Refused):
    """The round takes no signature any more; ``round`` says how it ended."""

    def __init__(self, round: SigningRound, at: datetime) -> None:
        self.round = round
        if round.closed_at is None:
            said = _("This signing round ended on %(moment)s.") % {"moment": _moment(round.expires_at or at)}
        else:
            said = {
                SigningRound.Outcome.SIGNED: _("This version is signed by both leaders."),
                SigningRound.Outcome.DECLINED: _("This signing round ended: a leader declined."),
                SigningRound.Outcome.WITHDRAWN: _("This signing round was withdrawn."),
                SigningRound.Outcome.EDITED: _(
                    "The text was changed after this signing round began, which closed the round."
                ),
                SigningRound.Outcome.EXPIRED: _("This signing round ended on %(moment)s.")
                % {"moment": _moment(round.closed_at)},
            }[SigningRound.Outcome(round.outcome)]
        super().__init__(f"{said} {_('Nothing was recorded.')}")


class NotTheLeader(Refused):
    """Somebody other than the side's named leader tried to sign."""


class AlreadySigned(Refused):
    """This side has signed in this round already; nothing was recorded twice. ``signature`` is the one on record."""

    def __init__(self, signature: Signature) -> None:
        self.signature = signature
        super().__init__(
            _("You signed this version already, on %(moment)s.") % {"moment": _moment(signature.signed_at)}
        )


class TextHasChanged(Refused):
    """The signer saw another text than the one in this round; ``seen`` (None when it was never proposed) and ``current``."""

    def __init__(self, seen: Terms | None, current: Terms) -> None:
        self.seen = seen
        self.current = current
        super().__init__(_("The text is not the one you opened. Read it again before you sign."))


class NameDoesNotMatch(Refused):
    """The typed name is not the signer's full name."""


class ConsentMissing(Refused):
    """The declaration was not accepted, or its wording is not the current one."""


class NotAuthenticated(Refused):
    """The door did not say how the signer was known."""


class ReasonMissing(Refused):
    """A decline or a withdrawal without a reason."""


def view(round: SigningRound, *, at: datetime, by: User) -> datetime | None:
    """Record that a leader opened the text, once; return when that was, None for anybody else or after the round."""
    side = round.version.agreement.side_led_by(by)
    if side is None:
        return None
    if seen := viewed_at(round, by):
        return seen
    with transaction.atomic():
        version = hold_version(round.version)
        round = SigningRound.objects.get(pk=round.pk)
        if seen := viewed_at(round, by):
            return seen
        if round.closed_at is not None:
            return None
        ledger.record(
            version.agreement,
            "round.viewed",
            at=at,
            by=by,
            data={"round_id": round.pk, "version": version.number, "side": str(side), "digest": round.digest},
        )
        return at


def viewed_at(round: SigningRound, person: User) -> datetime | None:
    """Return when a person first opened the text of a round, or None."""
    stream = ledger.stream_of(round.version.agreement)
    events = Event.objects.filter(stream=stream, kind="round.viewed", by=person, data__round_id=round.pk)
    return events.order_by("sequence").values_list("at", flat=True).first()


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
    """Record a leader's signature on the text they saw; with both there, bring the version into force in the same breath.

    ``digest_seen`` is the hash the signing page carried, ``consent_version`` the declaration accepted,
    ``authenticated_by`` how the signer was known a moment ago ("password"); the door has verified that. A round may be signed
    up to and including its end. Raises RoundClosed, NotTheLeader, AlreadySigned, TextHasChanged, ConsentMissing,
    NameDoesNotMatch, NotAuthenticated; nothing changes then.
    """
    with transaction.atomic():
        version = hold_version(round.version)
        round = SigningRound.objects.get(pk=round.pk)
        round.version = version
        _check_signer(round, side, by)
        _check_round(round, side, at)
        _check_text(round, digest_seen)
        if consent_version != consent.CURRENT:
            raise ConsentMissing(_("Accept the declaration above your name; without it nothing is signed."))
        if _plain(typed_name) != _plain(by.full_name):
            raise NameDoesNotMatch(
                _("Type your full name as it stands in the agreement: %(name)s.") % {"name": by.full_name}
            )
        if not authenticated_by:
            raise NotAuthenticated(_("Confirm who you are before you sign."))
        permit(version, "sign", by=by)
        signature = Signature(
            round=round,
            side=side,
            signer=by,
            typed_name=" ".join(typed_name.split()),
            digest=round.digest,
            consent_version=consent_version,
            consent_text=consent.TEXTS[consent_version],
            consent_digest=consent.digest(consent_version),
            authenticated_by=authenticated_by,
            viewed_at=viewed_at(round, by),
            consented_at=at,
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
            raise AlreadySigned(round.signatures.get(Q(side=side) | Q(signer=by))) from error
        ledger.record(
            version.agreement,
            "round.signed",
            at=at,
            by=by,
            data={
                "version": version.number,
                "round": round.number,
                "side": str(side),
                "typed_name": signature.typed_name,
                "digest": signature.digest,
                "consent": {"version": consent_version, "digest": signature.consent_digest},
                "authenticated_by": authenticated_by,
                "statement": signature.statement_digest,
            },
        )
        if round.signatures.count() == len(Side):
            bring_into_force(round, at=at, by=by)
        else:
            notices.signature_given(signature, at=at)
        return signature


def decline(round: SigningRound, *, reason: str, at: datetime, by: User) -> Decline:
    """Refuse to sign, with the reason (requirement B5); the version returns to review and it is the other side's turn.

    Raises ReasonMissing, NotTheLeader, AlreadySigned (withdraw instead), RoundClosed.
    """
    reason = _reason(reason)
    with transaction.atomic():
        version, round, side = _held(round, at=at, by=by)
        if signature := round.signatures.filter(side=side).first():
            raise AlreadySigned(signature)
        permit(version, "decline", by=by)
        decline = Decline.objects.create(round=round, side=side, person=by, reason=reason, at=at)
        version.turn = side.other
        close_round(version, round, SigningRound.Outcome.DECLINED, reason=reason, at=at, by=by)
        remember(version, at=at, by=by, why=reason)
        return decline


def withdraw(round: SigningRound, *, reason: str, at: datetime, by: User) -> SigningRound:
    """Take a version back from signing, with the reason; it returns to review and it is the withdrawer's turn.

    Raises ReasonMissing, NotTheLeader, RoundClosed.
    """
    reason = _reason(reason)
    with transaction.atomic():
        version, round, side = _held(round, at=at, by=by)
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


def note_failed_authentication(
    round: SigningRound, *, at: datetime, by: User, ip_address: str | None
) -> None:
    """Record that a leader's password was wrong at the moment of signing (docs/signing.md, Ceremony 4)."""
    with transaction.atomic():
        version = hold_version(round.version)
        ledger.record(
            version.agreement,
            "round.authentication_failed",
            at=at,
            by=by,
            data={"version": version.number, "round": round.number, "ip_address": ip_address},
        )


def _held(round: SigningRound, *, at: datetime, by: User) -> tuple[Version, SigningRound, Side]:
    version = hold_version(round.version)
    round = SigningRound.objects.get(pk=round.pk)
    round.version = version
    side = version.agreement.side_led_by(by)
    if side is None:
        raise NotTheLeader(only_its_leaders(version.agreement))
    if queries.has_ended(round, at):
        raise RoundClosed(round, at)
    return version, round, side


def _check_signer(round: SigningRound, side: Side, by: User) -> None:
    agreement = round.version.agreement
    if agreement.side_led_by(by) != side or lifecycle.Party(side) not in queries.parties(agreement, by):
        raise NotTheLeader(
            _("Only %(person)s signs for %(side)s, as its leader. Nothing was recorded.")
            % {"person": agreement.leader_of(side), "side": side.label.lower()}
        )


def _check_round(round: SigningRound, side: Side, at: datetime) -> None:
    if signature := round.signatures.filter(side=side).first():
        raise AlreadySigned(signature)
    if queries.has_ended(round, at):
        raise RoundClosed(round, at)


def _check_text(round: SigningRound, digest_seen: str) -> None:
    if digest.digest(round.text) != round.digest or round.version.digest != round.digest:
        raise queries.TextDamaged(round.version)
    if digest_seen != round.digest:
        seen = (
            SigningRound.objects.filter(version__agreement=round.version.agreement_id, digest=digest_seen)
            .values_list("text", flat=True)
            .first()
        )
        raise TextHasChanged(digest.read(seen) if seen else None, digest.read(round.text))


def _reason(text: str) -> str:
    text = text.strip()
    if not text:
        raise ReasonMissing(_("Say why, in a sentence: the other side has to know what to change."))
    return text


def _plain(name: str) -> str:
    """A name as it is compared: without regard to case, to runs of space or to how accents are encoded."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _moment(at: datetime) -> str:
    """A moment as the reader's clock shows it."""
    return date_format(localtime(at), "j F Y, H:i")
