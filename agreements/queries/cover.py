"""The page of an agreement: what is in force and promises what, who signed and read it, its versions, what happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from agreements.models import (
    Agreement,
    ReadReceipt,
    Review,
    Seal,
    Signature,
    SigningRound,
    Substitution,
    Termination,
    Version,
)
from agreements.queries import terminations
from agreements.queries.account import account_of
from agreements.queries.papers import Papers, papers
from agreements.queries.people import parties, still_to_read
from agreements.queries.standing import Standing, in_force_at, standing
from agreements.queries.substitutes import capacity_of, substitutes
from agreements.queries.texts import terms_of
from agreements.rules import clauses, lifecycle
from slaportal.accounts.models import User
from slaportal.audit.timeline import Entry

#: So many of the newest events stand on the page; the history has all.
NEWEST = 12
#: Told by the list of readers, not by the newest events.
_TOLD_ELSEWHERE = ("version.read",)


@dataclass(frozen=True, slots=True)
class Readers:
    """Who has confirmed reading a version and who has not; its leaders, who signed it, are not asked."""

    read: tuple[ReadReceipt, ...]
    waiting: tuple[User, ...]

    @property
    def total(self) -> int:
        return len(self.read) + len(self.waiting)


@dataclass(frozen=True, slots=True)
class Shown:
    """The version whose text the page shows: the one in force, else the newest signed one."""

    version: Version
    standing: Standing
    title: str
    definition: tuple[clauses.Paragraph, ...]
    promises: Mapping[str, tuple[clauses.Paragraph, ...]]
    signatures: tuple[Signature, ...]
    papers: Papers | None
    seal: Seal | None
    readers: Readers


@dataclass(frozen=True, slots=True)
class Cover:
    """An agreement as its page shows it; ``shown`` is None while nothing has been signed.

    ``may_sign`` says that the person signs for a side;
    ``termination`` is the question to end it that waits for an answer, or the one that was agreed to.
    """

    agreement: Agreement
    shown: Shown | None
    versions: tuple[tuple[Version, Standing], ...]
    unfinished: Version | None
    review: Review | None
    is_leader: bool
    may_sign: bool
    substitutions: tuple[Substitution, ...]
    termination: Termination | None
    newest: tuple[Entry, ...]


def cover(agreement: Agreement, person: User, *, at: datetime) -> Cover:
    """Return an agreement's page for a person; the same number of queries however long its history is."""
    versions = tuple(agreement.versions.order_by("-number"))
    for version in versions:
        version.agreement = agreement
    return Cover(
        agreement=agreement,
        shown=_shown(agreement, at),
        versions=tuple((version, standing(version, at)) for version in versions),
        unfinished=next((version for version in versions if version.is_open), None),
        review=agreement.reviews.filter(concluded_at=None).order_by("due_on").first(),
        is_leader=not parties(agreement, person).isdisjoint(lifecycle.LEADERS),
        may_sign=capacity_of(agreement, person, at=at) is not None,
        substitutions=substitutes(agreement, at=at) if agreement.ended_at is None else (),
        termination=terminations.waiting(agreement) or terminations.agreed(agreement),
        newest=tuple(account_of(agreement, limit=NEWEST, besides=_TOLD_ELSEWHERE)),
    )


def signatures(version: Version) -> tuple[Signature, ...]:
    """Return the signatures that count: those of the round that is open or brought the version into force."""
    counted = (SigningRound.Outcome.SIGNED, "")
    found = Signature.objects.filter(round__version=version, round__outcome__in=counted)
    return tuple(found.select_related("signer", "for_leader", "round").order_by("signed_at"))


def readers(version: Version) -> Readers:
    """Return who has read a signed version, the first first, and who has not, by name."""
    return Readers(
        tuple(version.read_receipts.select_related("person").order_by("at")),
        tuple(still_to_read(version).order_by("full_name")),
    )


def _shown(agreement: Agreement, at: datetime) -> Shown | None:
    signed = agreement.versions.filter(state=lifecycle.SIGNED)
    begun = signed.exclude(
        in_force_until=F("in_force_from")
    )  # one that was superseded before its day never began
    version = (
        signed.filter(in_force_at(at)).first()
        or begun.order_by("-number").first()
        or signed.order_by("-number").first()
    )
    if version is None:
        return None
    version.agreement = agreement
    terms = terms_of(version)
    paragraphs = {section.number: section.paragraphs for section in clauses.sections(terms)}
    return Shown(
        version=version,
        standing=standing(version, at),
        title=terms.title,
        definition=paragraphs["2"],
        promises={"marketing": paragraphs["4"], "sales": paragraphs["5"]},
        signatures=signatures(version),
        papers=papers(version),
        seal=Seal.objects.filter(version=version).first(),
        readers=readers(version),
    )
