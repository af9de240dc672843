"""A quarter is closed once, frozen for good, laid before its review, and can be counted again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agreements.models import Review, Version
from agreements.operations import terminating
from leads.models import Clock, Lead, Scorecard
from leads.operations import closing_quarter, following_up
from leads.operations.closing_quarter import NotOver
from leads.queries import compliance, scorecards
from leads.queries.promised import NothingPromised
from leads.rules import figures
from slaportal.audit.models import Event
from tests.factories import moments, quarter
from tests.factories.people import Cast

#: Monday 4 January 2027, 17:30 in London: the first business day of the year has run.
CLOSES = datetime(2027, 1, 5, 9, 0, tzinfo=UTC)


def test_a_quarter_closes_when_its_last_lead_could_have_been_decided(in_force: Version) -> None:
    quarter.play(in_force.agreement)
    with pytest.raises(NotOver, match="2026-Q4 closes on 5 January 2027"):
        closing_quarter.close(in_force.agreement, "2026-Q4", at=CLOSES - timedelta(seconds=1), by=None)
    scorecard = closing_quarter.close(in_force.agreement, "2026-Q4", at=CLOSES, by=None)
    assert scorecard.figures["closed"] is True
    assert scorecard.digest == figures.digest(scorecard.figures)


def test_a_closed_quarter_never_changes(in_force: Version) -> None:
    stints = quarter.play(in_force.agreement)
    closing_quarter.close(in_force.agreement, "2026-Q4", at=CLOSES, by=None)
    frozen = compliance.for_quarter(in_force.agreement, "2026-Q4", at=CLOSES)
    response = frozen.figure("S1")
    assert response is not None
    assert (response.count.kept, response.count.n) == (3, 6)  # Hamid was never called either

    following_up.log(
        stints["hamid"],
        kind="call",
        outcome="reached",
        at=CLOSES + timedelta(days=1),
        by=stints["hamid"].owner,
    )
    again = closing_quarter.close(in_force.agreement, "2026-Q4", at=CLOSES + timedelta(days=30), by=None)
    assert Scorecard.objects.count() == 1
    assert compliance.for_quarter(in_force.agreement, "2026-Q4", at=CLOSES + timedelta(days=30)) == frozen
    assert scorecards.replay(again) == ()


def test_the_figures_lie_before_the_review_of_the_quarter(in_force: Version) -> None:
    """The first review, of the third quarter, was foreseen for 6 October when the version was signed and keeps its date."""
    at = datetime(2026, 10, 2, 9, 0, tzinfo=UTC)
    scorecard = closing_quarter.close(in_force.agreement, "2026-Q3", at=at, by=None)
    review = Review.objects.get(agreement=in_force.agreement, quarter="2026-Q3")
    assert review.due_on == moments.FIRST_REVIEW
    assert review.evidence is not None
    assert (review.evidence["scorecard"], review.evidence["digest"]) == (scorecard.pk, scorecard.digest)
    codes = [line["code"] for line in review.evidence["clauses"]]
    assert codes == ["M1", "M2", "M3", "M4", "M5", "S1", "S2", "S3", "S4", "S5"]
    volume, response = review.evidence["clauses"][3], review.evidence["clauses"][5]
    assert (volume["actual"], volume["promise"], volume["verdict"]) == ("0", "240", "missed")
    assert (response["actual"], response["promise"], response["n"], response["verdict"]) == (
        "Not measured",
        "95\N{NO-BREAK SPACE}%",
        "0",
        "not_measured",
    )
    event = Event.objects.get(kind="quarter.closed")
    assert event.data == {"quarter": "2026-Q3", "digest": scorecard.digest}


def test_a_review_nobody_foresaw_is_called_with_a_week_of_notice(in_force: Version) -> None:
    closing_quarter.close(in_force.agreement, "2026-Q4", at=CLOSES, by=None)
    assert Review.objects.get(quarter="2026-Q4").due_on == date(2027, 1, 12)
    late = datetime(2027, 5, 3, 9, 0, tzinfo=UTC)
    closing_quarter.close(in_force.agreement, "2027-Q1", at=late, by=None)
    assert Review.objects.get(quarter="2027-Q1").due_on == date(2027, 5, 10)


def test_an_agreement_that_both_sides_ended_keeps_its_clocks_and_its_last_quarter_is_closed(
    in_force: Version, cast: Cast
) -> None:
    stints = quarter.play(in_force.agreement)
    ended = terminating.ask(
        in_force.agreement,
        reason="We merge the teams.",
        ends_at=datetime(2026, 12, 12, tzinfo=UTC),
        known_by="password",
        at=moments.NOW + timedelta(days=10),
        by=cast.ines,
    )
    terminating.agree(ended, known_by="password", at=moments.NOW + timedelta(days=11), by=cast.daniel)
    after = datetime(2026, 12, 14, 12, tzinfo=UTC)
    following_up.log(stints["hamid"], kind="call", outcome="reached", at=after, by=stints["hamid"].owner)
    assert Clock.objects.get(stint=stints["hamid"], kind="response").met_at == after
    assert closing_quarter.close_due(at=CLOSES) == 2
    scorecard = Scorecard.objects.get(quarter="2026-Q4")
    assert (scorecard.figures["closed"], scorecards.replay(scorecard)) == (True, ())
    assert not Review.objects.filter(quarter="2026-Q4").exists(), (
        "nobody meets over an agreement that has ended"
    )
    assert closing_quarter.close_due(at=CLOSES + timedelta(days=200)) == 0


def test_every_quarter_that_is_over_is_closed_once(in_force: Version) -> None:
    assert closing_quarter.close_due(at=moments.NOW) == 1
    assert closing_quarter.close_due(at=CLOSES - timedelta(seconds=1)) == 0
    assert closing_quarter.close_due(at=CLOSES) == 1
    assert closing_quarter.close_due(at=CLOSES) == 0
    assert list(Scorecard.objects.order_by("quarter").values_list("quarter", flat=True)) == [
        "2026-Q3",
        "2026-Q4",
    ]


def test_nothing_is_closed_before_anything_was_promised(in_force: Version, cast: Cast) -> None:
    with pytest.raises(NothingPromised):
        closing_quarter.close(in_force.agreement, "2026-Q2", at=moments.NOW, by=None)
    with pytest.raises(ValueError, match="names no quarter"):
        closing_quarter.close(in_force.agreement, "Q2", at=moments.NOW, by=None)


def test_verifying_says_which_scorecard_holds_and_what_differs(in_force: Version) -> None:
    stints = quarter.play(in_force.agreement)
    closing_quarter.close_due(at=CLOSES)
    out = StringIO()
    call_command("verify_scorecards", stdout=out)
    assert out.getvalue().splitlines() == [
        "Instruments, Europe, 2026-Q3: holds",
        "Instruments, Europe, 2026-Q4: holds",
        "2 scorecards hold.",
    ]

    Lead.objects.filter(name="Nobody Much").update(budget=None, need="")
    call_command("verify_scorecards", stdout=StringIO())  # what is known of a lead today may change

    stints["maya"].answers.filter(kind="won").delete()
    out = StringIO()
    with pytest.raises(CommandError, match="1 of 2 scorecards differ"):
        call_command("verify_scorecards", stdout=out)
    assert "  funnel[6].count: 1 → 0" in out.getvalue().splitlines()


def test_figures_changed_behind_our_back_are_found(in_force: Version) -> None:
    quarter.play(in_force.agreement)
    scorecard = closing_quarter.close(in_force.agreement, "2026-Q4", at=CLOSES, by=None)
    scorecard.figures["figures"][0]["count"]["kept"] += 1
    scorecard.save()
    faults = scorecards.replay(scorecard)
    assert faults[0] == "digest: the frozen figures are not the ones that were closed"
    assert faults[1:] == ("figures[0].count.kept: 8 → 7",)
