"""Concluding: a review ends when both sides have signed one wording, and not before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from agreements import queries
from agreements.models import Review, ReviewStatement, Version
from agreements.operations import concluding, holding, scheduling
from agreements.queries.conclusions import sitting
from agreements.rules import statements
from slaportal.accounts.models import User
from slaportal.audit.models import Event
from slaportal.notifications.models import Notice
from tests.agreements.operations.conftest import Refusal
from tests.factories import agreements, moments
from tests.factories.people import Cast

AT = moments.NOW
FINE = {"conclusion": "no_change", "notes": "Both sides keep their promises."}


@pytest.fixture
def review(in_force: Version) -> Review:
    """The review that was foreseen when version 1 was signed."""
    return Review.objects.get(agreement=in_force.agreement)


def sign(review: Review, by: User, **changes: Any) -> ReviewStatement:
    answers = {**FINE, "authenticated_by": "password", "at": AT, **changes}
    return concluding.sign(review, by=by, **answers)


@pytest.mark.postgres
def test_one_statement_waits_for_the_other_side_and_two_of_one_wording_conclude(
    cast: Cast, review: Review
) -> None:
    first = sign(review, cast.ines)
    review.refresh_from_db()
    assert (review.concluded_at, first.side, first.authenticated_by) == (None, "marketing", "password")
    assert first.digest == statements.conclusion_digest(
        agreement=review.agreement_id, quarter="2026-Q3", **FINE
    )
    notice = Notice.objects.get(kind="agreement.review_signed")
    assert notice.recipient == cast.daniel
    assert notice.body.startswith("No change: Both sides keep their promises.")
    second = sign(
        review, cast.daniel, at=AT + timedelta(hours=1), notes="Both sides keep their promises.\r\n "
    )
    review.refresh_from_db()
    assert second.digest == first.digest
    assert (review.conclusion, review.notes) == ("no_change", FINE["notes"])
    assert (review.concluded_at, review.concluded_by) == (AT + timedelta(hours=1), cast.daniel)
    kinds = list(Event.objects.filter(kind__startswith="review.").values_list("kind", flat=True))
    assert kinds == ["review.signed", "review.signed", "review.concluded"]


def test_another_wording_does_not_conclude_and_either_may_be_signed(cast: Cast, review: Review) -> None:
    sign(review, cast.ines)
    sign(review, cast.daniel, conclusion="amend", notes="Lower the size.")
    review.refresh_from_db()
    assert review.concluded_at is None
    page = sitting(review, cast.ines)
    assert [each.person for each in page.to_sign] == [cast.daniel]
    assert [each.person for each in page.own] == [cast.ines]
    sign(review, cast.ines, conclusion="amend", notes="Lower the size.")
    review.refresh_from_db()
    assert review.conclusion == "amend"
    assert queries.open_version(review.agreement) is not None


def test_what_waits_is_on_the_desk_of_whoever_it_waits_for(cast: Cast, review: Review) -> None:
    early = AT - timedelta(days=100)
    assert queries.needs(cast.daniel, early) == []
    sign(review, cast.ines, at=early)
    (need,) = queries.needs(cast.daniel, early)
    assert need.title == "A review waits for your signature: Instruments, Europe"
    assert need.text == "Ines Marchetti signed a conclusion on the third quarter 2026."
    assert queries.needs(cast.ines, early) == []
    sign(review, cast.daniel, at=early, notes="Watch the first response.")
    assert len(queries.needs(cast.ines, early)) == 1


def test_the_same_side_signs_a_wording_once(cast: Cast, review: Review, refused: Refusal) -> None:
    sign(review, cast.ines)
    with refused(concluding.SignedAlready, "waits for the other side"):
        sign(review, cast.ines)


def test_a_review_is_concluded_once(cast: Cast, review: Review, refused: Refusal) -> None:
    agreements.conclude(review, **FINE, at=AT, by=cast.ines)
    with refused(concluding.AlreadyConcluded, "concluded on 17 November 2026"):
        sign(review, cast.daniel, notes="Something else.")


def test_who_signs_proves_who_they_are(cast: Cast, review: Review, refused: Refusal) -> None:
    with refused(concluding.NotAuthenticated, "Confirm who you are"):
        sign(review, cast.ines, authenticated_by="")


@pytest.mark.parametrize("who", ["ruth", "priya", "helen", "alex"])
def test_nobody_but_the_leaders_signs(cast: Cast, review: Review, refused: Refusal, who: str) -> None:
    with refused(holding.NotALeaderHere, "its leaders, can do that"):
        sign(review, getattr(cast, who))


def test_an_overdue_review_that_one_side_has_signed_is_still_announced(cast: Cast, review: Review) -> None:
    sign(review, cast.ines)
    assert scheduling.chase(at=AT - timedelta(days=40)).reviews == 1


def test_what_is_signed_is_never_changed(cast: Cast, review: Review) -> None:
    statement = sign(review, cast.ines)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewStatement.objects.filter(pk=statement.pk).update(notes="Nicer")
