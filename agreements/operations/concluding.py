"""Concluding: both leaders sign one wording of what a review came to, "no change" too (requirement B7)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from agreements import notices, queries
from agreements.models import Agreement, Review, ReviewStatement
from agreements.operations import reviewing
from agreements.operations.drafting import amend
from agreements.operations.holding import hold, leading
from agreements.rules import digest, quarters, statements
from slaportal.accounts.models import User
from slaportal.audit import ledger
from slaportal.audit.history import remember
from slaportal.errors import Refused


class AlreadyConcluded(Refused):
    """The review was concluded before; its conclusion stands."""


class ConclusionMissing(Refused):
    """A review ends with a conclusion in words, "no change" too."""


class SignedAlready(Refused):
    """This side has signed this very wording; it waits for the other side."""


class NotAuthenticated(Refused):
    """The door did not say how the leader was known."""


def sign(
    review: Review, *, conclusion: str, notes: str, authenticated_by: str, at: datetime, by: User
) -> ReviewStatement:
    """Sign a wording for the side a leader leads; once the other side has signed the same one, the review is concluded.

    Any wording that one side has signed waits for the other, until both have signed one. Then the next date is set, and
    "amend" begins the draft that follows, or takes up the one being written. Raises NotALeaderHere, AlreadyConcluded,
    ConclusionMissing, SignedAlready, NotAuthenticated; nothing changes then.
    """
    notes = digest.same_line(notes).strip()
    if conclusion not in Review.Conclusion.values or not notes:
        raise ConclusionMissing(_("Choose a conclusion and write down what both sides concluded."))
    with transaction.atomic():
        agreement = hold(review.agreement_id)
        side = leading(agreement, by)
        review = Review.objects.get(pk=review.pk)
        review.agreement = agreement
        if review.concluded_at is not None:
            raise AlreadyConcluded(
                _("This review was concluded on %(day)s.")
                % {"day": date_format(localtime(review.concluded_at), "j F Y")}
            )
        if not authenticated_by:
            raise NotAuthenticated(_("Confirm who you are before you sign."))
        wording = statements.conclusion_digest(
            agreement=agreement.pk, quarter=review.quarter, conclusion=conclusion, notes=notes
        )
        same = review.statements.filter(digest=wording)
        if same.filter(side=side).exists():
            raise SignedAlready(_("You signed this wording already. It waits for the other side."))
        statement = ReviewStatement.objects.create(
            review=review,
            side=side,
            person=by,
            conclusion=conclusion,
            notes=notes,
            digest=wording,
            authenticated_by=authenticated_by,
            at=at,
        )
        ledger.record(
            agreement,
            "review.signed",
            at=at,
            by=by,
            data={
                "review": review.pk,
                "quarter": review.quarter,
                "side": str(side),
                "conclusion": conclusion,
                "notes": notes,
                "digest": wording,
                "authenticated_by": authenticated_by,
            },
        )
        if same.filter(side=side.other).exists():
            _conclude(review, statement, at=at, by=by)
        else:
            notices.conclusion_signed(statement, at=at)
        return statement


def _conclude(review: Review, statement: ReviewStatement, *, at: datetime, by: User) -> None:
    """Record the wording both have signed, set the next date, and begin the draft that "amend" asks for."""
    agreement = review.agreement
    review.conclusion, review.notes = statement.conclusion, statement.notes
    review.concluded_at, review.concluded_by = at, by
    remember(review, at=at, by=by, why=statement.notes)
    following = _next(agreement, review, at=at)
    ledger.record(
        agreement,
        "review.concluded",
        at=at,
        by=by,
        data={
            "quarter": review.quarter,
            "conclusion": statement.conclusion,
            "notes": statement.notes,
            "digest": statement.digest,
            "next_on": following.due_on.isoformat(),
        },
    )
    notices.review_concluded(review, following, at=at)
    if statement.conclusion == Review.Conclusion.AMEND and queries.open_version(agreement) is None:
        amend(agreement, at=at, by=by)


def _next(agreement: Agreement, review: Review, *, at: datetime) -> Review:
    """Return the regular review that lies ahead, foreseeing it a period after the one just concluded."""
    if ahead := agreement.reviews.filter(is_early=False, concluded_at=None).order_by("due_on").first():
        return ahead
    version = queries.in_force(agreement, at) or queries.newest_signed(agreement)
    assert version is not None
    terms = queries.terms_of(version)
    return reviewing.plan(agreement, terms, quarters.months_later(review.due_on, terms.review_months), at=at)
