"""Reviewing: foreseen, prepared with figures, asked for early; what follows from a conclusion."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from agreements import queries
from agreements.models import Review, Version
from agreements.operations import concluding, drafting, holding, reviewing
from slaportal.audit.models import Event
from slaportal.notifications.models import Notice
from tests.agreements.operations.conftest import Refusal
from tests.factories import agreements, moments
from tests.factories.people import Cast

FIGURES = {"S1": {"actual": "90.8", "n": 130}}


@pytest.fixture
def review(in_force: Version) -> Review:
    """The review that was foreseen when version 1 was signed."""
    return Review.objects.get(agreement=in_force.agreement)


def test_figures_are_laid_before_the_review_that_was_foreseen(in_force: Version, review: Review) -> None:
    opened = reviewing.open_review(
        in_force.agreement,
        quarter="2026-Q3",
        due_on=date(2026, 10, 20),
        evidence=FIGURES,
        at=moments.NOW,
        by=None,
    )
    assert (opened.pk, opened.evidence, opened.due_on) == (review.pk, FIGURES, moments.FIRST_REVIEW)


def test_a_closed_quarters_figures_never_change(in_force: Version) -> None:
    for evidence in (FIGURES, {"S1": "nicer"}):
        opened = reviewing.open_review(
            in_force.agreement, quarter="2026-Q3", due_on=moments.FIRST_REVIEW, evidence=evidence, at=moments.NOW, by=None
        )  # fmt: skip
    assert opened.evidence == FIGURES
    assert Event.objects.filter(kind="review.opened").count() == 1


def test_a_quarter_nobody_foresaw_gets_its_review(in_force: Version) -> None:
    opened = reviewing.open_review(
        in_force.agreement,
        quarter="2026-Q4",
        due_on=date(2027, 1, 12),
        evidence=FIGURES,
        at=moments.NOW,
        by=None,
    )
    assert (opened.quarter, opened.due_on, opened.is_early) == ("2026-Q4", date(2027, 1, 12), False)


def test_without_a_date_in_the_terms_the_first_review_is_a_period_after_it_comes_into_force(
    cast: Cast,
) -> None:
    version = agreements.in_force(cast, first_review_on=None, review_months=6)
    review = Review.objects.get(agreement=version.agreement)
    assert (review.due_on, review.quarter) == (date(2027, 1, 1), "2026-Q4")


def test_no_change_sets_the_next_date_and_tells_everyone(
    cast: Cast, in_force: Version, review: Review
) -> None:
    draft = agreements.conclude(
        review,
        conclusion="no_change",
        notes=" Both sides keep their promises. ",
        at=moments.NOW,
        by=cast.daniel,
    )
    review.refresh_from_db()
    assert draft is None
    assert (review.notes, review.concluded_at, review.concluded_by) == (
        "Both sides keep their promises.", moments.NOW, cast.daniel,
    )  # fmt: skip
    following = Review.objects.get(concluded_at=None)
    assert (following.due_on, following.quarter) == (date(2027, 1, 6), "2026-Q4")
    told = Notice.objects.filter(kind="agreement.concluded")
    assert {notice.recipient for notice in told} == {cast.ines, cast.daniel, cast.ruth, *cast.reps}
    assert told[0].body.endswith("The next review is on 6 January 2027.")


def test_amend_begins_the_draft_that_follows(cast: Cast, in_force: Version, review: Review) -> None:
    draft = agreements.conclude(
        review, conclusion="amend", notes="Lower the size.", at=moments.NOW, by=cast.ines
    )
    assert draft is not None
    assert (draft.number, draft.state, draft.based_on) == (2, "draft", in_force)


def test_amend_takes_up_a_draft_that_is_being_written(cast: Cast, in_force: Version, review: Review) -> None:
    open_draft = drafting.amend(in_force.agreement, at=moments.NOW, by=cast.ines)
    draft = agreements.conclude(
        review, conclusion="amend", notes="Lower the size.", at=moments.NOW, by=cast.ines
    )
    assert draft == open_draft


def test_a_review_is_concluded_once(cast: Cast, review: Review, refused: Refusal) -> None:
    agreements.conclude(review, conclusion="no_change", notes="Fine.", at=moments.NOW, by=cast.ines)
    with refused(concluding.AlreadyConcluded, "concluded on 17 November 2026"):
        agreements.conclude(review, conclusion="amend", notes="Not fine.", at=moments.NOW, by=cast.daniel)


@pytest.mark.parametrize(
    ("conclusion", "notes"), [("no_change", " "), ("amend", ""), ("", "Fine."), ("maybe", "Fine.")]
)
def test_a_conclusion_is_said_in_words(
    cast: Cast, review: Review, refused: Refusal, conclusion: str, notes: str
) -> None:
    with refused(concluding.ConclusionMissing, "write down what both sides concluded"):
        agreements.conclude(review, conclusion=conclusion, notes=notes, at=moments.NOW, by=cast.ines)


@pytest.mark.parametrize("who", ["ruth", "priya", "helen", "alex"])
def test_only_the_leaders_call_a_review(cast: Cast, review: Review, refused: Refusal, who: str) -> None:
    with refused(holding.NotALeaderHere, "Ines Marchetti and Daniel Osei, its leaders"):
        reviewing.call_early(
            review.agreement,
            due_on=date(2026, 12, 1),
            reason="Too slow",
            at=moments.NOW,
            by=getattr(cast, who),
        )


def test_either_side_asks_for_an_early_review_with_a_reason(
    cast: Cast, in_force: Version, review: Review, refused: Refusal
) -> None:
    agreement = in_force.agreement
    with refused(reviewing.ReasonMissing, "Say why"):
        reviewing.call_early(agreement, due_on=date(2026, 12, 1), reason=" ", at=moments.NOW, by=cast.daniel)
    with refused(drafting.WrongDate, "is past"):
        reviewing.call_early(
            agreement, due_on=date(2026, 11, 1), reason="Slow", at=moments.NOW, by=cast.daniel
        )
    early = reviewing.call_early(
        agreement, due_on=date(2026, 12, 1), reason="Response is slow", at=moments.NOW, by=cast.daniel
    )
    assert (early.is_early, early.quarter, early.called_by) == (True, "2026-Q4", cast.daniel)
    assert {notice.recipient for notice in Notice.objects.filter(kind="agreement.review")} == {
        cast.ines,
        cast.daniel,
    }


def test_an_early_review_does_not_move_the_regular_one(cast: Cast, in_force: Version, review: Review) -> None:
    early = reviewing.call_early(
        in_force.agreement, due_on=date(2026, 12, 1), reason="Slow", at=moments.NOW, by=cast.ines
    )
    agreements.conclude(early, conclusion="no_change", notes="Better now.", at=moments.NOW, by=cast.ines)
    assert list(Review.objects.filter(concluded_at=None)) == [review]


def test_the_next_review_passes_over_a_quarter_that_had_one(
    cast: Cast, in_force: Version, review: Review
) -> None:
    reviewing.open_review(
        in_force.agreement,
        quarter="2026-Q4",
        due_on=date(2027, 1, 20),
        evidence=FIGURES,
        at=moments.NOW,
        by=None,
    )
    for open_one in Review.objects.order_by("due_on"):
        agreements.conclude(
            open_one, conclusion="no_change", notes="Fine.", at=moments.NOW + timedelta(days=1), by=cast.ines
        )
    assert [(r.quarter, r.due_on) for r in Review.objects.filter(concluded_at=None)] == [
        ("2027-Q1", date(2027, 4, 20))
    ]


def test_the_amendment_of_a_review_supersedes_when_both_have_signed(
    cast: Cast, in_force: Version, review: Review
) -> None:
    agreements.conclude(review, conclusion="amend", notes="Lower the size.", at=moments.NOW, by=cast.ines)
    draft = queries.open_version(in_force.agreement)
    assert draft is not None
    round = agreements.propose(draft, by=cast.ines, at=moments.NOW)
    second = agreements.sign_both_at(round, at=moments.NOW)
    assert queries.in_force(in_force.agreement, moments.NOW) == second
