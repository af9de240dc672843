"""What a review may come to: the wordings that were signed, by whom, and which of them waits for whom."""

from __future__ import annotations

from dataclasses import dataclass

from agreements.models import Review, ReviewStatement
from slaportal.accounts.models import Side, User


@dataclass(frozen=True, slots=True)
class Sitting:
    """A review as its page shows it to one person.

    ``side`` is the side the person leads, None for others. ``wordings`` are what each side has signed, the newest last;
    ``to_sign`` those of the other side that this person could sign, ``own`` those that wait for the other side.
    """

    review: Review
    side: Side | None
    wordings: tuple[ReviewStatement, ...]
    to_sign: tuple[ReviewStatement, ...]
    own: tuple[ReviewStatement, ...]


def wordings_of(review: Review) -> tuple[ReviewStatement, ...]:
    """Return the signed wordings of a review, the newest last; the one that concluded it stands there twice."""
    return tuple(sorted(review.statements.all(), key=lambda each: (each.at, each.pk)))


def sitting(review: Review, person: User) -> Sitting:
    """Return a review with what was signed so far, for a person."""
    side = review.agreement.side_led_by(person)
    if review.agreement.ended_at is not None:
        side = None
    wordings = wordings_of(review)
    return Sitting(
        review=review,
        side=side,
        wordings=wordings,
        to_sign=tuple(each for each in wordings if each.side != side) if side else (),
        own=tuple(each for each in wordings if each.side == side),
    )
