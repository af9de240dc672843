"""News of signing rounds and of what they bring into force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements import queries
from agreements.models import Signature, SigningRound, Version
from agreements.notices.names import leaders_of, moment_of, names_of, page_of, said_who, until
from agreements.queries.certificate import head_of
from slaportal.accounts.models import Side, User
from slaportal.audit.ledger import stream_of
from slaportal.notifications import outbox
from slaportal.notifications.kinds import Kind

KINDS = (
    Kind("agreement.sign", gettext_lazy("Signature asked for"), icon="signature"),
    Kind("agreement.signed", gettext_lazy("A leader signed"), icon="signature"),
    Kind(
        "agreement.round_closed",
        gettext_lazy("A signing round ended without both signatures"),
        icon="circle-x",
    ),
    Kind("agreement.end_moved", gettext_lazy("A signing round has another end"), icon="hourglass"),
    Kind(
        "agreement.in_force",
        gettext_lazy("A version was signed by both"),
        icon="file-certificate",
        insists=True,
    ),
    Kind("agreement.read", gettext_lazy("A version waits to be read"), icon="file-text"),
)


def signature_asked(round: SigningRound, *, at: datetime) -> None:
    """Tell both leaders, and who stands in for one, that a text is before them."""
    outbox.tell(
        _all_signers(round, at),
        kind="agreement.sign",
        key=f"round:{round.pk}:opened",
        subject=_("Please sign version %(number)s of %(agreement)s") % names_of(round.version),
        body=_("%(person)s put it before both leaders.") % {"person": round.opened_by} + until(round),
        url=page_of("sign", round.version),
        about=stream_of(round.version.agreement),
        at=at,
    )


def signature_reminded(
    round: SigningRound, number: int, waiting: Iterable[User], *, at: datetime, deliver_at: datetime
) -> None:
    """Remind those who have not signed; each number of reminder is told once."""
    outbox.tell(
        waiting,
        kind="agreement.sign",
        key=f"round:{round.pk}:reminder:{number}",
        subject=_("Reminder: version %(number)s of %(agreement)s waits for your signature")
        % names_of(round.version),
        body=_("%(person)s put it before both leaders.") % {"person": round.opened_by} + until(round),
        url=page_of("sign", round.version),
        about=stream_of(round.version.agreement),
        at=at,
        deliver_at=deliver_at,
    )


def signature_given(signature: Signature, *, at: datetime) -> None:
    """Tell the other side's leader, and who stands in for them, that one side has signed; and a leader who was stood in for."""
    version = signature.round.version
    side = Side(signature.side)
    capacity = queries.Capacity(side, signature.for_leader)
    if signature.for_leader is not None:
        outbox.tell(
            [signature.for_leader],
            kind="agreement.signed",
            key=f"signature:{signature.pk}:place",
            subject=_("%(person)s signed version %(number)s of %(agreement)s in your place")
            % {"person": signature.signer, **names_of(version)},
            body=_("You named them as your substitute. It comes into force when the other side signs too."),
            url=page_of("sign", version),
            about=stream_of(version.agreement),
            at=at,
        )
    outbox.tell(
        queries.signers(version.agreement, side.other, at=at),
        kind="agreement.signed",
        key=f"signature:{signature.pk}",
        subject=_("%(person)s signed version %(number)s of %(agreement)s")
        % {"person": said_who(signature.signer, capacity), **names_of(version)},
        body=_("It comes into force when you sign too."),
        url=page_of("sign", version),
        about=stream_of(version.agreement),
        at=at,
    )


def end_moved(round: SigningRound, *, at: datetime, by: User) -> None:
    """Tell whoever may still sign, but not the one who did it, that a round has another end, or none."""
    version = round.version
    outbox.tell(
        [person for person in _all_signers(round, at) if person.pk != by.pk],
        kind="agreement.end_moved",
        key=f"round:{round.pk}:end:{at.timestamp():.6f}",
        subject=_("%(person)s gave the signing of version %(number)s of %(agreement)s another end")
        % {"person": by, **names_of(version)},
        body=until(round).strip()
        or _("The round has no end any more: it stays open until both have signed."),
        url=page_of("sign", version),
        about=stream_of(version.agreement),
        at=at,
    )


def _all_signers(round: SigningRound, at: datetime) -> list[User]:
    agreement = round.version.agreement
    return [person for side in Side for person in queries.signers(agreement, side, at=at)]


def round_closed(
    round: SigningRound, capacity: queries.Capacity | None, *, at: datetime, by: User | None
) -> None:
    """Tell both leaders, but not the one who did it, how a round ended without both signatures."""
    said = {
        SigningRound.Outcome.DECLINED: _("%(person)s declined to sign version %(number)s of %(agreement)s"),
        SigningRound.Outcome.WITHDRAWN: _(
            "%(person)s withdrew version %(number)s of %(agreement)s from signing"
        ),
        SigningRound.Outcome.EDITED: _(
            "%(person)s changed version %(number)s of %(agreement)s: the round is closed"
        ),
        SigningRound.Outcome.EXPIRED: _("The signing round of version %(number)s of %(agreement)s has ended"),
    }[SigningRound.Outcome(round.outcome)]
    void = _("Signatures given in this round no longer count.")
    outbox.tell(
        [leader for leader in leaders_of(round.version.agreement) if by is None or leader.pk != by.pk],
        kind="agreement.round_closed",
        key=f"round:{round.pk}:closed",
        subject=said % {"person": said_who(by, capacity), **names_of(round.version)},
        body=f"{round.reason}\n\n{void}" if round.reason else void,
        url=page_of("draft", round.version),
        about=stream_of(round.version.agreement),
        at=at,
    )


def version_signed(version: Version, *, at: datetime) -> None:
    """Send both leaders what both have signed: from when it is in force, the signed PDF, its seal and the ledger's last line.

    A chain without an outside head proves little; the letters of both leaders are such a head (docs/signing.md).
    """
    head = head_of(version.seal)
    outbox.tell(
        leaders_of(version.agreement),
        kind="agreement.in_force",
        key=f"version:{version.pk}:signed",
        subject=_("Version %(number)s of %(agreement)s is signed by both") % names_of(version),
        body=_(
            "It is in force from %(moment)s.\n\n"
            "Keep this letter and the signed PDF with it: they show later what stood in the portal today.\n"
            "Seal of this version: %(seal)s\n"
            "Ledger of the agreement, line %(line)s: %(hash)s"
        )
        % {
            "moment": moment_of(version),
            "seal": version.seal.digest,
            "line": head.sequence,
            "hash": head.hash,
        },
        url=page_of("version", version),
        attachments=[f"signed-pdf:{version.pk}"],
        about=stream_of(version.agreement),
        at=at,
    )


def version_published(version: Version, people: Iterable[User], *, at: datetime, reminder: int = 0) -> int:
    """Ask bound people to read a version (requirement B6); returns how many were told something new."""
    return outbox.tell(
        people,
        kind="agreement.read",
        key=f"version:{version.pk}:read:{reminder}",
        subject=_("Please read version %(number)s of %(agreement)s") % names_of(version),
        body=_("Both leaders have signed it. It binds your team from %(moment)s.")
        % {"moment": moment_of(version)},
        url=page_of("version", version),
        about=stream_of(version.agreement),
        at=at,
    )
