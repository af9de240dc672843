"""Two versions of an agreement side by side: what differs, place by place, and what both say alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from agreements.models import Agreement, Version
from agreements.queries.standing import Standing, in_force_at, standing
from agreements.queries.texts import terms_of
from agreements.rules import differences
from agreements.rules.differences import Difference

Standings = Sequence[tuple[Version, Standing]]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two versions, and how it stands."""

    version: Version
    standing: Standing


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions of an agreement; ``versions`` are all that can be chosen, the newest first."""

    old: Side
    new: Side
    versions: Standings
    changed: tuple[Difference, ...]
    alike: tuple[Difference, ...]


def comparison(agreement: Agreement, *, old: int | None, new: int | None, at: datetime) -> Compared:
    """Compare two versions by their numbers; without them the newest with the one in force, or with the one before it.

    Raises Version.DoesNotExist for a number the agreement does not have.
    """
    versions = list(agreement.versions.order_by("-number"))
    for version in versions:
        version.agreement = agreement
    by_number = {version.number: version for version in versions}
    new = versions[0].number if new is None else new
    old = _usual(agreement, versions, new, at) if old is None else old
    if not {old, new} <= set(by_number):
        raise Version.DoesNotExist
    older, newer = by_number[old], by_number[new]
    found = differences.everywhere(terms_of(older), terms_of(newer))
    return Compared(
        old=Side(older, standing(older, at)),
        new=Side(newer, standing(newer, at)),
        versions=[(version, standing(version, at)) for version in versions],
        changed=tuple(each for each in found if not each.is_none),
        alike=tuple(each for each in found if each.is_none),
    )


def _usual(agreement: Agreement, versions: Sequence[Version], new: int, at: datetime) -> int:
    """The version one compares with unasked: the one in force, else the one before."""
    law = agreement.versions.filter(in_force_at(at)).exclude(number=new).first()
    if law is not None:
        return law.number
    return next((version.number for version in versions if version.number < new), new)
