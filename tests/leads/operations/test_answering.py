"""Sales answers with the signed reasons; every answer closes what it legitimately closes, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from leads.models import Answer, Channel, Clock, Lead, Stint
from leads.operations import answering, following_up, holding
from leads.operations.answering import Decision
from leads.rules.clock import State, state
from slaportal.accounts.models import User
from slaportal.notifications.models import Notice
from tests.factories import leads, moments
from tests.factories.people import Cast

NOW = moments.NOW
DUE = datetime(2026, 11, 18, 10, 42, tzinfo=UTC)
ClockOf = Callable[[str], Clock]


def minutes(number: float) -> datetime:
    return NOW + timedelta(minutes=number)


def rep(stint: Stint) -> User:
    assert stint.owner is not None
    return stint.owner


def call(stint: Stint, at: datetime, outcome: str = "no_answer") -> None:
    following_up.log(stint, kind="call", outcome=outcome, at=at, by=rep(stint))


# --- accepting -----------------------------------------------------------------------


def test_accepting_makes_a_sal_meets_the_decision_and_starts_the_status(maya: Stint, clock: ClockOf) -> None:
    answer = answering.accept(maya, at=minutes(5), by=rep(maya))
    assert (answer.kind, answer.by, answer.without_touch) == ("accept", rep(maya), True)
    maya.refresh_from_db()
    assert (maya.accepted_at, maya.ended_at) == (minutes(5), None)
    assert maya.lead.__class__.objects.get().stage == Lead.Stage.SAL
    assert (clock("decision").met_at, clock("decision").business_minutes) == (minutes(5), Decimal(5))
    assert (clock("status").started_at, clock("status").met_at) == (minutes(5), None)
    assert clock("response").met_at is None
    line = maya.history.latest()
    assert (line.accepted_at, line.history_user, line.history_change_reason) == (
        minutes(5),
        rep(maya),
        "Accepted",
    )


def test_a_lead_is_accepted_once(maya: Stint) -> None:
    answering.accept(maya, at=minutes(5), by=rep(maya))
    with pytest.raises(answering.AlreadyAccepted, match="Maya Okafor is accepted already"):
        answering.accept(maya, at=minutes(6), by=rep(maya))


def test_a_late_acceptance_stays_a_breach(maya: Stint, clock: ClockOf) -> None:
    answering.accept(maya, at=DUE + timedelta(minutes=1), by=rep(maya))
    assert state(clock("decision"), DUE + timedelta(days=9)) is State.MET_LATE
    assert [event.kind for event in clock("decision").events.all()] == ["breached"]


def test_an_acceptance_taken_back_lets_the_decision_run_again(maya: Stint, clock: ClockOf) -> None:
    answer = answering.accept(maya, at=minutes(5), by=rep(maya))
    answering.undo(answer, at=minutes(5.5), by=rep(maya))
    maya.refresh_from_db()
    assert maya.accepted_at is None
    assert Lead.objects.get().stage == Lead.Stage.MQL
    assert (clock("decision").met_at, clock("status").closed_why) == (None, "undone")
    again = answering.accept(maya, at=minutes(10), by=rep(maya))
    assert again.pk != answer.pk
    assert (clock("status").round, clock("status").started_at) == (2, minutes(10))


def test_an_acceptance_is_taken_back_within_a_minute_by_whoever_gave_it(maya: Stint, cast: Cast) -> None:
    answer = answering.accept(maya, at=minutes(5), by=rep(maya))
    for at, by in ((minutes(6.1), rep(maya)), (minutes(5.5), cast.daniel)):
        with pytest.raises(answering.CannotBeUndone):
            answering.undo(answer, at=at, by=by)


def test_only_an_acceptance_is_taken_back(maya: Stint) -> None:
    answer = answering.convert(maya, to="sql", at=minutes(5), by=rep(maya))
    with pytest.raises(answering.CannotBeUndone):
        answering.undo(answer, at=minutes(5.1), by=rep(maya))


# --- returning -----------------------------------------------------------------------


def test_returning_sends_the_lead_back_to_who_brought_it(form: Channel, cast: Cast) -> None:
    stint = leads.handed_over(form, by=cast.ruth)
    answer = answering.return_lead(
        stint, reason="contact_invalid", note="The number is dead.", at=minutes(5), by=rep(stint)
    )
    assert (answer.kind, answer.reason, answer.reason_kind) == ("return", "contact_invalid", "clerical")
    lead = Lead.objects.get()
    assert (lead.stage, lead.owner, lead.team) == (Lead.Stage.PROSPECT, None, stint.team)
    stint.refresh_from_db()
    assert (stint.ended_why, stint.next_due_at) == (Stint.EndedWhy.RETURNED, None)
    notice = Notice.objects.get(kind="lead.returned")
    assert (notice.recipient, notice.subject) == (cast.ruth, "Maya Okafor, Aldermoor Foods plc was returned")
    assert notice.body == "Contact details do not work. The number is dead."


def test_a_lead_nobody_brought_goes_back_to_the_marketing_leader(maya: Stint, cast: Cast) -> None:
    answering.return_lead(maya, reason="duplicate", at=minutes(5), by=rep(maya))
    assert Notice.objects.get(kind="lead.returned").recipient == cast.ines


def test_a_return_meets_the_decision_and_closes_the_other_promises(maya: Stint, clock: ClockOf) -> None:
    answering.return_lead(maya, reason="duplicate", at=minutes(5), by=rep(maya))
    at = minutes(5)
    states = {kind: state(clock(kind), at) for kind in ("decision", "response", "cadence")}
    assert states == {"decision": State.MET, "response": State.CLOSED, "cadence": State.CLOSED}
    assert not Clock.objects.filter(stint=maya, check_at__isnull=False).exists()


def test_a_return_after_the_due_moment_leaves_the_breach(maya: Stint, clock: ClockOf) -> None:
    late = DUE + timedelta(hours=1)
    answering.return_lead(maya, reason="duplicate", at=late, by=rep(maya))
    assert state(clock("response"), late) is State.BREACHED
    assert [event.kind for event in clock("response").events.all()] == ["best_missed", "breached"]


def test_a_definitional_return_names_a_criterion_of_the_definition(maya: Stint) -> None:
    for criterion in ("", "c999"):
        with pytest.raises(answering.NamesNoCriterion, match="Name the criterion"):
            answering.return_lead(
                maya, reason="outside_definition", criterion=criterion, at=minutes(5), by=rep(maya)
            )
    answer = answering.return_lead(
        maya, reason="outside_definition", criterion="c3", at=minutes(5), by=rep(maya)
    )
    assert (answer.reason_kind, answer.criterion) == ("definitional", "c3")


def test_only_the_signed_reasons_count(maya: Stint) -> None:
    with pytest.raises(answering.UnknownReason, match="“bad_mood” is none of the reasons both sides signed"):
        answering.return_lead(maya, reason="bad_mood", at=minutes(5), by=rep(maya))
    with pytest.raises(answering.UnknownReason):
        answering.disqualify(maya, reason="duplicate", at=minutes(5), by=rep(maya))
    assert not Answer.objects.exists()


def test_after_contact_a_lead_is_not_returned(maya: Stint) -> None:
    call(maya, minutes(4), outcome="reached")
    with pytest.raises(answering.ContactWasMade, match="There was contact with Maya Okafor"):
        answering.return_lead(maya, reason="duplicate", at=minutes(5), by=rep(maya))


def test_an_accepted_lead_is_not_returned(maya: Stint) -> None:
    answering.accept(maya, at=minutes(4), by=rep(maya))
    with pytest.raises(answering.AlreadyAccepted, match="not returned any more"):
        answering.return_lead(maya, reason="duplicate", at=minutes(5), by=rep(maya))


def test_a_returned_lead_is_handed_over_again_when_marketing_says_so(maya: Stint, cast: Cast) -> None:
    answering.return_lead(maya, reason="duplicate", at=minutes(5), by=rep(maya))
    passage = answering.pass_again(maya.lead, why="It is not the same person.", at=minutes(60), by=cast.ruth)
    assert passage.stint is not None
    assert (passage.stint.number, passage.stint.handoff, passage.stint.qualified_at) == (2, 2, minutes(60))
    lead = Lead.objects.get()
    assert (lead.stage, lead.handed_over_at) == (Lead.Stage.MQL, minutes(60))


def test_a_lead_that_does_not_qualify_is_not_handed_over_again(maya: Stint, cast: Cast) -> None:
    answering.return_lead(maya, reason="duplicate", at=minutes(5), by=rep(maya))
    following_up.edit_facts(maya.lead, {"country": None}, why="Wrong", at=minutes(6), by=cast.ruth)
    with pytest.raises(
        answering.DoesNotQualify, match="Required information is missing: Country is not known"
    ):
        answering.pass_again(maya.lead, why="Try", at=minutes(7), by=cast.ruth)
    following_up.edit_facts(maya.lead, {"employees": "12"}, why="Wrong", at=minutes(8), by=cast.ruth)
    with pytest.raises(answering.DoesNotQualify, match="does not meet the definition"):
        answering.pass_again(maya.lead, why="Try", at=minutes(9), by=cast.ruth)
    assert Stint.objects.count() == 1


def test_a_lead_that_sales_has_is_not_handed_over_again(maya: Stint, cast: Cast) -> None:
    with pytest.raises(answering.DoesNotQualify, match="Sales has it"):
        answering.pass_again(maya.lead, why="Again", at=minutes(5), by=cast.ruth)


# --- disqualifying and recycling -----------------------------------------------------


def test_disqualifying_closes_the_lead_and_says_when_nobody_had_touched_it(
    maya: Stint, clock: ClockOf
) -> None:
    answer = answering.disqualify(maya, reason="no_fit", note="Too small.", at=minutes(5), by=rep(maya))
    assert (answer.without_touch, answer.reason, answer.note) == (True, "no_fit", "Too small.")
    lead = Lead.objects.get()
    assert (lead.stage, lead.recycle_on, lead.owner) == (Lead.Stage.DISQUALIFIED, None, rep(maya))
    assert state(clock("decision"), minutes(5)) is State.MET


def test_a_touch_before_it_makes_a_disqualification_an_ordinary_one(maya: Stint) -> None:
    call(maya, minutes(4))
    assert not answering.disqualify(maya, reason="no_fit", at=minutes(5), by=rep(maya)).without_touch


def test_some_reasons_send_the_lead_back_to_nurture_until_a_day(maya: Stint, cast: Cast) -> None:
    answering.disqualify(maya, reason="bad_timing", at=minutes(5), by=rep(maya))
    lead = Lead.objects.get()
    assert (lead.stage, lead.recycle_on, lead.owner) == (Lead.Stage.RECYCLED, date(2027, 2, 15), None)
    assert Notice.objects.get(kind="lead.recycled").recipient == cast.ines


def test_recycling_names_a_day_and_a_reason(maya: Stint) -> None:
    answering.recycle(
        maya, on=date(2026, 12, 1), note="After their budget round.", at=minutes(5), by=rep(maya)
    )
    lead = Lead.objects.get()
    assert (lead.stage, lead.recycle_on) == (Lead.Stage.RECYCLED, date(2026, 12, 1))
    maya.refresh_from_db()
    assert maya.ended_why == Stint.EndedWhy.RECYCLED


def test_recycling_without_a_reason_or_for_today_is_refused(maya: Stint) -> None:
    with pytest.raises(answering.NoReason):
        answering.recycle(maya, on=date(2026, 12, 1), note="  ", at=minutes(5), by=rep(maya))
    with pytest.raises(answering.NotInThePast):
        answering.recycle(maya, on=NOW.date(), note="Later", at=minutes(5), by=rep(maya))


# --- converting ----------------------------------------------------------------------


def test_a_lead_found_ready_is_accepted_with_it_and_stays_with_its_rep(maya: Stint) -> None:
    call(maya, minutes(4), outcome="reached")
    answering.convert(maya, to="sql", at=minutes(5), by=rep(maya))
    assert list(Answer.objects.order_by("pk").values_list("kind", flat=True)) == ["accept", "sql"]
    maya.refresh_from_db()
    assert (maya.accepted_at, maya.ended_at) == (minutes(5), None)
    assert Lead.objects.get().stage == Lead.Stage.SQL


def test_a_won_deal_ends_the_stint_with_its_value(maya: Stint) -> None:
    for step, stage in (("sql", "sql"), ("opportunity", "opportunity")):
        answering.convert(maya, to=step, at=minutes(5), by=rep(maya))
        assert Lead.objects.get().stage == stage
    answering.convert(maya, to="won", value=Decimal("25000"), at=minutes(9000), by=rep(maya))
    lead = Lead.objects.get()
    assert (lead.outcome, lead.outcome_at, lead.deal_value, lead.stage) == (
        "won",
        minutes(9000),
        25_000,
        "customer",
    )
    maya.refresh_from_db()
    assert (maya.ended_why, maya.ended_at) == (Stint.EndedWhy.CONVERTED, minutes(9000))
    assert not Clock.objects.filter(stint=maya, met_at=None, closed_at=None).exists()


def test_a_lost_deal_ends_the_stint(maya: Stint) -> None:
    answering.convert(maya, to="lost", at=minutes(5), by=rep(maya))
    maya.refresh_from_db()
    assert (Lead.objects.get().outcome, maya.ended_why) == ("lost", Stint.EndedWhy.LOST)


def test_a_lead_comes_to_each_point_once(maya: Stint) -> None:
    answering.convert(maya, to="sql", at=minutes(5), by=rep(maya))
    with pytest.raises(answering.AlreadySaid, match="has come that far already"):
        answering.convert(maya, to="sql", at=minutes(6), by=rep(maya))


def test_a_conversion_to_nowhere_is_an_error(maya: Stint) -> None:
    with pytest.raises(ValueError, match="not to 'moon'"):
        answering.convert(maya, to="moon", at=minutes(5), by=rep(maya))


# --- once it is over -----------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        lambda stint, by: answering.accept(stint, at=minutes(9), by=by),
        lambda stint, by: answering.return_lead(stint, reason="duplicate", at=minutes(9), by=by),
        lambda stint, by: answering.disqualify(stint, reason="no_fit", at=minutes(9), by=by),
        lambda stint, by: answering.recycle(stint, on=date(2026, 12, 1), note="x", at=minutes(9), by=by),
        lambda stint, by: answering.convert(stint, to="sql", at=minutes(9), by=by),
        lambda stint, by: following_up.plan(stint, next_step="x", follow_up_at=None, at=minutes(9), by=by),
    ],
)
def test_an_answered_lead_is_not_answered_again(maya: Stint, answer: Callable[[Stint, User], object]) -> None:
    answering.disqualify(maya, reason="no_fit", at=minutes(5), by=rep(maya))
    with pytest.raises(holding.StintOver, match=r"Maya Okafor is no longer with .*: disqualified"):
        answer(maya, rep(maya))
    assert Answer.objects.count() == 1


def test_many_answers_at_once_are_all_given_or_none(form: Channel) -> None:
    first, second = leads.handed_over(form), leads.handed_over(form, "Stefan Krol")
    answering.accept(second, at=minutes(1), by=rep(second))
    with pytest.raises(answering.AlreadyAccepted):
        answering.decide(
            [
                Decision(first, "accept", minutes(2), rep(first)),
                Decision(second, "accept", minutes(2), rep(second)),
            ]
        )
    first.refresh_from_db()
    assert first.accepted_at is None
