"""How agreements stand on the shelf: what is in force of each, what is being written, when it is reviewed next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from agreements.models import Agreement, Review, Version
from agreements.queries.standing import Standing, in_force_at, standing
from agreements.rules import lifecycle


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """One agreement of the list: what is in force, what is being written, when it is reviewed next."""

    agreement: Agreement
    in_force: Version | None
    unfinished: Version | None
    standing: Standing | None
    review: Review | None


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
