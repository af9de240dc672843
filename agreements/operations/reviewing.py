"""Reviewing: a review is foreseen, prepared with a quarter's figures, asked for early, concluded (requirement B7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from agreements import notices, queries
from agreements.models import Agreement, Review, Version
from agreements.operations.drafting import WrongDate, amend
from agreements.operations.holding import hold, only_its_leaders
from agreements.rules import quarters
from agreements.rules.terms import Terms
from slaportal.accounts.models import User
from slaportal.audit import ledger
from slaportal.audit.history import remember
from slaportal.errors import Refused


class NotALeaderHere(Refused):
    """Only the two named leaders call and conclude reviews."""


class AlreadyConcluded(Refused):
    """The review was concluded before; its conclusion stands."""


class ConclusionMissing(Refused):
    """A review ends with a conclusion in words, "no change" too."""


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
    return _plan(agreement, terms, due_on, at=at)


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
        _check_leader(agreement, by)
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


def conclude(review: Review, *, conclusion: str, notes: str, at: datetime, by: User) -> Version | None:
    """Record what a review concluded and set the next date; returns the draft that follows from "amend", else None.

    A draft that is already being written is the one that follows. Raises NotALeaderHere, AlreadyConcluded,
    ConclusionMissing.
    """
    notes = notes.strip()
    if conclusion not in Review.Conclusion.values or not notes:
        raise ConclusionMissing(_("Choose a conclusion and write down what both sides concluded."))
    with transaction.atomic():
        agreement = hold(review.agreement_id)
        _check_leader(agreement, by)
        review = Review.objects.get(pk=review.pk)
        if review.concluded_at is not None:
            raise AlreadyConcluded(
                _("This review was concluded on %(day)s.")
                % {"day": date_format(localtime(review.concluded_at), "j F Y")}
            )
        review.agreement = agreement
        review.conclusion, review.notes = conclusion, notes
        review.concluded_at, review.concluded_by = at, by
        remember(review, at=at, by=by, why=notes)
        following = _next(agreement, review, at=at)
        ledger.record(
            agreement,
            "review.concluded",
            at=at,
            by=by,
            data={
                "quarter": review.quarter,
                "conclusion": conclusion,
                "notes": notes,
                "next_on": following.due_on.isoformat(),
            },
        )
        notices.review_concluded(review, following, at=at)
        if conclusion != Review.Conclusion.AMEND:
            return None
        return queries.open_version(agreement) or amend(agreement, at=at, by=by)


def _next(agreement: Agreement, review: Review, *, at: datetime) -> Review:
    """Return the regular review that lies ahead, foreseeing it a period after the one just concluded."""
    if ahead := agreement.reviews.filter(is_early=False, concluded_at=None).order_by("due_on").first():
        return ahead
    version = queries.in_force(agreement, at) or queries.newest_signed(agreement)
    assert version is not None
    terms = queries.terms_of(version)
    return _plan(agreement, terms, quarters.months_later(review.due_on, terms.review_months), at=at)


def _plan(agreement: Agreement, terms: Terms, due_on: date, *, at: datetime) -> Review:
    """Foresee a regular review; a quarter that has had one moves the date on by a period."""
    taken = set(agreement.reviews.filter(is_early=False).values_list("quarter", flat=True))
    while quarters.before(quarters.of(due_on)) in taken:
        due_on = quarters.months_later(due_on, terms.review_months)
    review = Review(
        agreement=agreement, quarter=quarters.before(quarters.of(due_on)), due_on=due_on, called_at=at
    )
    remember(review, at=at, by=None)
    return review


def _check_leader(agreement: Agreement, by: User) -> None:
    if agreement.side_led_by(by) is None:
        raise NotALeaderHere(only_its_leaders(agreement))
