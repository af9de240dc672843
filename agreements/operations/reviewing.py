"""Reviewing: a review is foreseen, prepared with a quarter's figures, asked for early (requirement B7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agreements import notices, queries
from agreements.models import Agreement, Review, Version
from agreements.operations.drafting import WrongDate
from agreements.operations.holding import hold, leading
from agreements.rules import quarters
from agreements.rules.terms import Terms
from slaportal.accounts.models import User
from slaportal.audit import ledger
from slaportal.audit.history import remember
from slaportal.errors import Refused


class ReasonMissing(Refused):
    """An early review is asked for with a reason."""


def foresee(version: Version, *, at: datetime) -> Review:
    """Make sure a regular review lies ahead once a version is signed: at the date its terms name, or a period on.

    An unconcluded one that is already foreseen stays as it is.
    """
    agreement = version.agreement
    if ahead := agreement.reviews.filter(is_early=False, concluded_at=None).order_by("due_on").first():
        return ahead
    terms = queries.terms_of(version)
    assert version.in_force_from is not None
    begins = queries.schedule_of(version).wall_clock(version.in_force_from).date()
    due_on = terms.first_review_on or quarters.months_later(begins, terms.review_months)
    return plan(agreement, terms, due_on, at=at)


def open_review(
    agreement: Agreement,
    *,
    quarter: str,
    due_on: date,
    evidence: Mapping[str, Any],
    at: datetime,
    by: User | None,
) -> Review:
    """Lay a closed quarter's figures before the review of that quarter, and return it.

    The review that was foreseen for the quarter keeps its date; without one it is called for ``due_on``. Figures that are
    there already stay: a closed quarter never changes (requirement D4).
    """
    with transaction.atomic():
        agreement = hold(agreement.pk)
        review = agreement.reviews.filter(quarter=quarter, is_early=False).first()
        if review is None:
            review = Review(agreement=agreement, quarter=quarter, due_on=due_on, called_at=at, called_by=by)
        elif review.evidence is not None:
            return review
        review.evidence = dict(evidence)
        remember(review, at=at, by=by)
        ledger.record(
            agreement,
            "review.opened",
            at=at,
            by=by,
            data={"quarter": quarter, "due_on": review.due_on.isoformat()},
        )
        return review


def call_early(agreement: Agreement, *, due_on: date, reason: str, at: datetime, by: User) -> Review:
    """Ask for a review before the regular date; either leader may. Raises NotALeaderHere, ReasonMissing, WrongDate."""
    reason = reason.strip()
    if not reason:
        raise ReasonMissing(_("Say why the agreement should be looked at early."))
    with transaction.atomic():
        agreement = hold(agreement.pk)
        leading(agreement, by)
        if due_on < at.date():
            raise WrongDate(_("The date of the review is past. Choose a later one."))
        review = Review(
            agreement=agreement,
            quarter=quarters.of(due_on),
            due_on=due_on,
            is_early=True,
            called_at=at,
            called_by=by,
        )
        remember(review, at=at, by=by, why=reason)
        ledger.record(
            agreement, "review.called", at=at, by=by, data={"due_on": due_on.isoformat(), "reason": reason}
        )
        notices.review_called(review, at=at, by=by, reason=reason)
        return review


def plan(agreement: Agreement, terms: Terms, due_on: date, *, at: datetime) -> Review:
    """Foresee a regular review, inside a transaction; a quarter that has had one moves the date on by a period."""
    taken = set(agreement.reviews.filter(is_early=False).values_list("quarter", flat=True))
    while quarters.before(quarters.of(due_on)) in taken:
        due_on = quarters.months_later(due_on, terms.review_months)
    review = Review(
        agreement=agreement, quarter=quarters.before(quarters.of(due_on)), due_on=due_on, called_at=at
    )
    remember(review, at=at, by=None)
    return review
