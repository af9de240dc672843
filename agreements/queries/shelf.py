"""How agreements stand on the shelf: rows of the list, who signed a version and who has read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from agreements.models import Agreement, ReadReceipt, Review, Signature, SigningRound, Version
from agreements.queries.people import bound, still_to_read
from agreements.queries.standing import Standing, in_force_at, standing
from agreements.rules import lifecycle
from slaportal.accounts.models import User


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """One agreement of the list: what is in force, what is being written, when it is reviewed next."""

    agreement: Agreement
    in_force: Version | None
    unfinished: Version | None
    standing: Standing | None
    review: Review | None


@dataclass(frozen=True, slots=True)
class Readers:
    """Who has confirmed reading a version and who has not; ``total`` counts both."""

    read: tuple[ReadReceipt, ...]
    waiting: tuple[User, ...]
    total: int


def rows(agreements: Iterable[Agreement], *, at: datetime) -> list[ShelfRow]:
    """Return the list's rows; three queries whatever their number."""
    listed = list(agreements)
    current = {
        version.agreement_id: version
        for version in Version.objects.filter(in_force_at(at), agreement__in=listed)
    }
    unfinished = {
        version.agreement_id: version
        for version in Version.objects.filter(agreement__in=listed, state__in=lifecycle.OPEN)
    }
    reviews: dict[int, Review] = {}
    for review in Review.objects.filter(agreement__in=listed, concluded_at=None).order_by("due_on"):
        reviews.setdefault(review.agreement_id, review)
    return [
        ShelfRow(
            agreement,
            current.get(agreement.pk),
            unfinished.get(agreement.pk),
            standing(unfinished[agreement.pk], at) if agreement.pk in unfinished else None,
            reviews.get(agreement.pk),
        )
        for agreement in listed
    ]


def signatures(version: Version) -> tuple[Signature, ...]:
    """Return the signatures that count: those of the round that is open or brought the version into force."""
    counted = (SigningRound.Outcome.SIGNED, "")
    found = Signature.objects.filter(round__version=version, round__outcome__in=counted)
    return tuple(found.select_related("signer", "round").order_by("signed_at"))


def readers(version: Version) -> Readers:
    """Return who has read a signed version; its leaders, who signed it, are not asked."""
    receipts = tuple(version.read_receipts.select_related("person").order_by("at"))
    waiting = tuple(still_to_read(version).order_by("full_name"))
    return Readers(receipts, waiting, len(receipts) + len(waiting))


def bound_people(agreement: Agreement) -> tuple[User, ...]:
    """Return everyone the agreement binds, by name."""
    return tuple(bound(agreement).order_by("full_name"))
