"""The signing page: the frozen text, what changed, the other side's state, and what is asked of whoever looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from agreements.models import Signature, SigningRound, Substitution, Version
from agreements.queries.opened import consented_at, viewed_at
from agreements.queries.people import parties
from agreements.queries.reading import Text
from agreements.queries.standing import has_ended, in_force, newest_signed
from agreements.queries.substitutes import Capacity, active, capacity_of, latest_of
from agreements.queries.texts import terms_of
from agreements.rules import consent, lifecycle
from slaportal.accounts.models import Side, User


@dataclass(frozen=True, slots=True)
class Signatory:
    """One side of a round: who signs for it, who may do so in their place now, and the signature once it is there."""

    side: Side
    leader: User
    substitutes: tuple[User, ...]
    signature: Signature | None


@dataclass(frozen=True, slots=True)
class Ceremony:
    """A signing round as its page shows it to one person.

    ``capacity`` says for which side the person signs, None for everybody but the signers; ``own`` is that side's signature
    once it is given, ``consented_at`` when they accepted the declaration. ``lapsed`` is a substitution of theirs that does
    not count now. ``before`` is the version this one replaces. ``consent`` is the declaration with its number.
    ``has_ended`` says that the round takes no signature any more, ``moves`` what a leader may still do with it.
    """

    round: SigningRound
    version: Version
    text: Text
    before: Version | None
    signatories: tuple[Signatory, ...]
    capacity: Capacity | None
    own: Signature | None
    viewed_at: datetime | None
    consented_at: datetime | None
    lapsed: Substitution | None
    has_ended: bool
    moves: frozenset[str]
    effective_from: date | None
    consent: tuple[int, str]

    @property
    def may_sign(self) -> bool:
        """Whether a signature is asked of the person."""
        return self.capacity is not None and self.own is None and not self.has_ended


def ceremony(round: SigningRound, person: User, *, at: datetime) -> Ceremony:
    """Return the signing page of a round for a person."""
    version, agreement = round.version, round.version.agreement
    before = in_force(agreement, at) or newest_signed(agreement)
    if before is not None and before.pk == version.pk:
        before = None
    given = {signature.side: signature for signature in round.signatures.all()}
    capacity = capacity_of(agreement, person, at=at)
    named = list(active(at).filter(agreement=agreement).select_related("substitute"))
    moves = lifecycle.moves_of(version.state, parties(agreement, person))
    terms = terms_of(version)
    return Ceremony(
        round=round,
        version=version,
        text=Text.of(terms, against=terms_of(before) if before else None),
        before=before,
        signatories=tuple(
            Signatory(
                each,
                agreement.leader_of(each),
                tuple(one.substitute for one in named if one.side == each),
                given.get(each),
            )
            for each in Side
        ),
        capacity=capacity,
        own=given.get(capacity.side) if capacity else None,
        viewed_at=viewed_at(round, person) if capacity else None,
        consented_at=consented_at(round, person, consent.CURRENT) if capacity else None,
        lapsed=None if capacity else latest_of(agreement, person),
        has_ended=has_ended(round, at),
        moves=frozenset(move.name for move in moves),
        effective_from=terms.effective_from,
        consent=(consent.CURRENT, consent.TEXTS[consent.CURRENT]),
    )
