"""The signing page: the frozen text, what changed, the other side's state, and what is asked of whoever looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from agreements.models import Signature, SigningRound, Version
from agreements.queries.reading import Text
from agreements.queries.standing import has_ended, in_force, newest_signed
from agreements.queries.texts import terms_of
from agreements.rules import consent
from slaportal.accounts.models import Side, User


@dataclass(frozen=True, slots=True)
class Signatory:
    """One side of a round: who signs for it, and the signature once it is there."""

    side: Side
    leader: User
    signature: Signature | None


@dataclass(frozen=True, slots=True)
class Ceremony:
    """A signing round as its page shows it to one person.

    ``side`` is the side the person signs for, None for everybody but the two leaders; ``own`` their signature once it is
    given. ``before`` is the version this one replaces. ``consent`` is the declaration with its number. ``has_ended`` says that
    the round takes no signature any more.
    """

    round: SigningRound
    version: Version
    text: Text
    before: Version | None
    signatories: tuple[Signatory, ...]
    side: Side | None
    own: Signature | None
    has_ended: bool
    effective_from: date | None
    consent: tuple[int, str]


def ceremony(round: SigningRound, person: User, *, at: datetime) -> Ceremony:
    """Return the signing page of a round for a person."""
    version, agreement = round.version, round.version.agreement
    before = in_force(agreement, at) or newest_signed(agreement)
    if before is not None and before.pk == version.pk:
        before = None
    given = {signature.side: signature for signature in round.signatures.all()}
    side = agreement.side_led_by(person)
    terms = terms_of(version)
    return Ceremony(
        round=round,
        version=version,
        text=Text.of(terms, against=terms_of(before) if before else None),
        before=before,
        signatories=tuple(Signatory(each, agreement.leader_of(each), given.get(each)) for each in Side),
        side=side,
        own=given.get(side) if side else None,
        has_ended=has_ended(round, at),
        effective_from=terms.effective_from,
        consent=(consent.CURRENT, consent.TEXTS[consent.CURRENT]),
    )
