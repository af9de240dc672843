"""The full text of a version, as it is read: its sections, or its differences to another one; who signed it; what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from agreements.models import ReadReceipt, Signature, Version
from agreements.queries.cover import signatures
from agreements.queries.papers import Papers, papers
from agreements.queries.people import parties
from agreements.queries.standing import Standing, standing
from agreements.queries.texts import terms_of
from agreements.rules import clauses, comparing, lifecycle
from agreements.rules.comparing import Comparison
from agreements.rules.terms import Terms
from slaportal.accounts.models import User


@dataclass(frozen=True, slots=True)
class Text:
    """A text on paper: title, the sentences under it, then sections or what changed in them."""

    title: str
    opening: str
    sections: tuple[clauses.Section, ...]
    comparison: Comparison | None

    @classmethod
    def of(cls, terms: Terms, *, against: Terms | None = None) -> Text:
        """Lay terms out for reading; ``against`` are the older ones they are compared with."""
        return cls(
            title=terms.title,
            opening=clauses.opening(terms),
            sections=(*clauses.sections(terms), *clauses.annexes(terms)),
            comparison=comparing.between(against, terms) if against else None,
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """A version on its page, for one person; ``others`` are the versions it can be compared with."""

    version: Version
    standing: Standing
    text: Text
    against: Version | None
    others: Sequence[tuple[Version, Standing]]
    signatures: tuple[Signature, ...]
    papers: Papers | None
    receipt: ReadReceipt | None
    may_confirm: bool


def reading(version: Version, person: User, *, against: int | None, at: datetime) -> Reading:
    """Return a version's page; ``against`` is the number of the version it is compared with.

    Raises Version.DoesNotExist for a number the agreement does not have.
    """
    agreement = version.agreement
    others = list(agreement.versions.exclude(pk=version.pk).order_by("-number"))
    for each in others:
        each.agreement = agreement
    other = next((each for each in others if each.number == against), None)
    if against is not None and other is None:
        raise Version.DoesNotExist
    receipt = version.read_receipts.filter(person=person).first()
    asked = lifecycle.allowed(version.state, "confirm_reading", parties(agreement, person))
    return Reading(
        version=version,
        standing=standing(version, at),
        text=Text.of(terms_of(version), against=terms_of(other) if other else None),
        against=other,
        others=[(each, standing(each, at)) for each in others],
        signatures=signatures(version),
        papers=papers(version),
        receipt=receipt,
        may_confirm=asked and receipt is None and agreement.side_led_by(person) is None,
    )
