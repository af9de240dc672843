"""Admitting to a signing round: who may act in it now, on which text and by which clock; every reason why not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from agreements import queries
from agreements.models import Agreement, Signature, SigningRound
from agreements.operations.holding import only_its_leaders
from agreements.rules import consent, digest
from agreements.rules.terms import Terms
from slaportal.accounts.models import Side, User
from slaportal.audit import ledger
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
        super().__init__(f"{said} {_('Nothing was signed.')}")


class NotTheLeader(Refused):
    """Somebody other than the side's named leader, or their substitute at that moment, tried to sign."""


class AlreadySigned(Refused):
    """This side has signed in this round already; nothing was signed twice. ``signature`` is the one on record."""

    def __init__(self, signature: Signature, by: User) -> None:
        self.signature = signature
        if signature.signer_id == by.pk:
            said = _("You signed this version already, on %(moment)s.")
        elif signature.for_leader_id == by.pk:
            said = _("%(person)s signed this version already in your place, on %(moment)s.")
        else:
            said = _("%(person)s signed this version already, on %(moment)s.")
        super().__init__(said % {"person": signature.signer, "moment": _moment(signature.signed_at)})


class TextHasChanged(Refused):
    """The signer saw another text than the one in this round; ``seen`` (None when it was never proposed) and ``current``."""

    def __init__(self, seen: Terms | None, current: Terms) -> None:
        self.seen = seen
        self.current = current
        super().__init__(_("The text is not the one you opened. Read it again before you sign."))


class ConsentMissing(Refused):
    """The declaration was not accepted, or its wording is not the current one."""


class ClockMovedBack(Refused):
    """The moment of a signature lies before what is on record already: the clock of the machine is wrong."""

    def __init__(self, at: datetime) -> None:
        super().__init__(
            _(
                "The clock of this portal says %(moment)s, which lies before what is already on record. "
                "Nothing was signed. Tell your administrator."
            )
            % {"moment": _moment(at)}
        )


#: Requests that overlap read the clock in another order than they write; this much is no clock moved back.
OVERLAP = timedelta(seconds=5)


def capacity(round: SigningRound, side: Side | None = None, *, at: datetime, by: User) -> queries.Capacity:
    """Return in what capacity somebody acts; raises NotTheLeader when they may not, or not for ``side``."""
    agreement = round.version.agreement
    capacity = queries.capacity_of(agreement, by, at=at)
    if capacity is None or (side is not None and capacity.side != side):
        raise NotTheLeader(not_a_signer(agreement, side, at=at, by=by))
    return capacity


def check_round(round: SigningRound, side: Side, *, at: datetime, by: User) -> None:
    """Raise AlreadySigned when the side has signed, RoundClosed when the round takes no signature any more."""
    if signature := round.signatures.filter(side=side).select_related("signer").first():
        raise AlreadySigned(signature, by)
    if queries.has_ended(round, at):
        raise RoundClosed(round, at)


def check_text(round: SigningRound, digest_seen: str) -> None:
    """Raise TextHasChanged when another text was seen, TextDamaged when the stored one is not what was frozen."""
    if digest.digest(round.text) != round.digest or round.version.digest != round.digest:
        raise queries.TextDamaged(round.version)
    if digest_seen != round.digest:
        seen = (
            SigningRound.objects.filter(version__agreement=round.version.agreement_id, digest=digest_seen)
            .values_list("text", flat=True)
            .first()
        )
        raise TextHasChanged(digest.read(seen) if seen else None, digest.read(round.text))


def check_consent(number: int) -> None:
    """Raise ConsentMissing unless the current wording was accepted."""
    if number != consent.CURRENT:
        raise ConsentMissing(_("Accept the declaration above your name; without it nothing is signed."))


def check_clock(round: SigningRound, viewed: datetime | None, *, at: datetime) -> None:
    """Raise ClockMovedBack for a moment before the round, before the text was opened, or before the ledger's last line."""
    stream = ledger.stream_of(round.version.agreement)
    last = Event.objects.filter(stream=stream).order_by("-sequence").values_list("at", flat=True).first()
    if at < round.opened_at or (viewed and at < viewed) or (last and at < last - OVERLAP):
        raise ClockMovedBack(at)


def not_a_signer(agreement: Agreement, side: Side | None, *, at: datetime, by: User) -> str:
    """Say why somebody does not sign, for a side where they named one: whose it is, or that their time has passed."""
    lapsed = queries.substitutes.latest_of(agreement, by)
    if lapsed is not None and side in (None, lapsed.side):
        if lapsed.revoked_at is not None:
            return _(
                "%(leader)s named you as a substitute and revoked it on %(moment)s. Nothing was signed."
            ) % {
                "leader": lapsed.leader,
                "moment": _moment(lapsed.revoked_at),
            }
        return _(
            "You take %(leader)s’s place from %(begins)s to %(ends)s, and only then. Nothing was signed."
        ) % {"leader": lapsed.leader, "begins": _moment(lapsed.begins_at), "ends": _moment(lapsed.ends_at)}
    if side is None:
        return only_its_leaders(agreement)
    return _("Only %(person)s signs for %(side)s, as its leader. Nothing was signed.") % {
        "person": agreement.leader_of(side),
        "side": side.label.lower(),
    }


def said_of(capacity: queries.Capacity) -> dict[str, Any]:
    """Return what a line of the ledger says about for whom somebody acted."""
    place = capacity.in_place_of
    named = {"in_place_of": place.pk, "leader": place.full_name} if place else {}
    return {"side": str(capacity.side), **named}


def _moment(at: datetime) -> str:
    """A moment as the reader's clock shows it."""
    return date_format(localtime(at), "j F Y, H:i")
