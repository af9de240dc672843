"""The cast's agreement, step by step through the operations: begun, proposed, signed, amended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from agreements import queries
from agreements.models import Agreement, Review, SigningRound, Version
from agreements.operations import concluding, drafting, signing
from agreements.rules import consent
from agreements.rules.terms import Terms
from slaportal.accounts.models import Side, User
from tests.factories import moments
from tests.factories.people import Cast


def begin(
    cast: Cast, *, name: str = "Instruments, Europe", template: str = "industrial", **changes: Any
) -> Version:
    """Begin an agreement between Ines and Daniel that binds all three teams; ``changes`` are fields of its terms."""
    version = drafting.begin(
        name=name,
        marketing_leader=cast.ines,
        sales_leader=cast.daniel,
        teams=cast.teams,
        currency="GBP",
        template=template,
        at=moments.BEGUN,
        by=cast.ines,
    )
    terms = replace(
        queries.terms_of(version),
        **{"effective_from": moments.EFFECTIVE, "first_review_on": moments.FIRST_REVIEW} | changes,
    )
    return edit(version, terms, by=cast.ines, at=moments.BEGUN)


def edit(
    version: Version,
    terms: Terms | Mapping[str, Any],
    *,
    by: User,
    at: datetime,
    why: str = "Both sides agreed on it.",
) -> Version:
    """Save other terms, as somebody who has just opened the draft would."""
    version.refresh_from_db()
    return drafting.edit(version, terms=terms, seen_revision=version.revision, at=at, by=by, why=why)


def propose(
    version: Version, *, by: User, at: datetime = moments.PROPOSED, expires_at: datetime | None = None
) -> SigningRound:
    """Put a version before both leaders."""
    return drafting.propose(version, expires_at=expires_at, at=at, by=by)


def sign(round: SigningRound, *, side: Side, by: User, at: datetime, **changes: Any) -> Any:
    """Give one signature the way the signing page does; ``changes`` replace single answers, for refusals."""
    answers: dict[str, Any] = {
        "typed_name": by.full_name,
        "digest_seen": round.digest,
        "consent_version": consent.CURRENT,
        "authenticated_by": "password",
        "ip_address": "192.0.2.41",
        "user_agent": "Firefox",
    }
    return signing.sign(round, side=side, at=at, by=by, **answers | changes)


def sign_both(round: SigningRound) -> Version:
    """Both named leaders sign, marketing first, at the story's moments; returns the version, in force from its date."""
    agreement = round.version.agreement
    sign(round, side=Side.MARKETING, by=agreement.marketing_leader, at=moments.SIGNED_BY_MARKETING)
    sign(round, side=Side.SALES, by=agreement.sales_leader, at=moments.SIGNED_BY_SALES)
    return Version.objects.get(pk=round.version_id)


def sign_both_at(round: SigningRound, *, at: datetime) -> Version:
    """Both named leaders sign at one moment; returns the version."""
    agreement = round.version.agreement
    sign(round, side=Side.MARKETING, by=agreement.marketing_leader, at=at)
    sign(round, side=Side.SALES, by=agreement.sales_leader, at=at)
    return Version.objects.get(pk=round.version_id)


def in_force(cast: Cast, **changes: Any) -> Version:
    """Make an agreement whose version 1 is signed and in force since 1 July 2026; ``changes`` as for ``begin``."""
    return sign_both(propose(begin(cast, **changes), by=cast.ines))


def amend(
    agreement: Agreement, terms: Mapping[str, Any], *, at: datetime, effective_from: Any = None
) -> Version:
    """Amend, propose and sign by both at one moment; returns the new version, in force from ``at`` or its later date."""
    draft = drafting.amend(agreement, at=at, by=agreement.marketing_leader)
    edit(draft, {"effective_from": effective_from, **terms}, by=agreement.marketing_leader, at=at)
    return sign_both_at(propose(draft, by=agreement.marketing_leader, at=at), at=at)


def conclude(review: Review, *, conclusion: str, notes: str, at: datetime, by: User) -> Version | None:
    """Both leaders sign one wording, the other side of ``by`` first; returns the draft that follows from "amend"."""
    agreement = review.agreement
    for person in (agreement.leader_of((agreement.side_led_by(by) or Side.SALES).other), by):
        concluding.sign(
            review, conclusion=conclusion, notes=notes, authenticated_by="password", at=at, by=person
        )
    return queries.open_version(agreement) if conclusion == Review.Conclusion.AMEND else None
