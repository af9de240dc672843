"""Touches meet what they meet, in whatever order they are logged; plans and corrections are remembered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads.models import Channel, Clock, Stint, Touch
from leads.operations import answering, following_up, holding, timing
from leads.operations.following_up import Attempt
from leads.rules.clock import State, state
from slaportal.accounts.models import User
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


def touch(
    stint: Stint, at: datetime, kind: str = "call", outcome: str = "no_answer", **changes: object
) -> Touch:
    return following_up.log(stint, kind=kind, outcome=outcome, at=at, by=rep(stint), **changes)  # type: ignore[arg-type]


# --- first response ------------------------------------------------------------------


def test_a_call_answers_the_first_response(maya: Stint, clock: ClockOf) -> None:
    touch(maya, minutes(21))
    response = clock("response")
    assert (response.met_at, response.business_minutes, response.check_at) == (minutes(21), Decimal(21), None)
    maya.refresh_from_db()
    assert (maya.first_touch_at, maya.calls_done, maya.emails_done) == (minutes(21), 1, 0)
    assert (maya.next_due_kind, maya.next_due_at) == ("decision", DUE)


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "email", "outcome": "sent", "is_automatic": True},
        {"kind": "call", "outcome": "reached", "is_inbound": True},
    ],
)
def test_an_automatic_mail_and_a_call_from_the_lead_do_not(
    maya: Stint, clock: ClockOf, changes: dict[str, object]
) -> None:
    touch(maya, minutes(5), **changes)  # type: ignore[arg-type]
    assert clock("response").met_at is None
    maya.refresh_from_db()
    assert (maya.first_touch_at, maya.calls_done, maya.emails_done) == (None, 0, 0)


def test_the_earliest_touch_counts_when_it_is_logged_second(maya: Stint, clock: ClockOf) -> None:
    touch(maya, minutes(60))
    touch(maya, minutes(70), kind="email", outcome="sent", happened_at=minutes(10))
    assert (clock("response").met_at, clock("response").business_minutes) == (minutes(10), Decimal(10))


def test_a_late_answer_stays_a_breach_and_says_by_how_much(maya: Stint, clock: ClockOf) -> None:
    touch(maya, DUE + timedelta(minutes=30))
    response = clock("response")
    assert state(response, DUE + timedelta(hours=1)) is State.MET_LATE
    assert [(event.kind, event.at) for event in response.events.all()] == [
        ("best_missed", minutes(30)),
        ("breached", DUE),
    ]


def test_an_earlier_time_logged_after_the_due_moment_does_not_cure_the_breach(
    maya: Stint, clock: ClockOf
) -> None:
    logged = DUE + timedelta(minutes=30)
    made = touch(maya, logged, happened_at=minutes(10))
    assert (made.happened_at, made.logged_at) == (minutes(10), logged)
    assert clock("response").met_at == logged
    assert state(clock("response"), logged) is State.MET_LATE


def test_a_touch_at_the_due_instant_is_in_time(maya: Stint, clock: ClockOf) -> None:
    touch(maya, DUE)
    assert state(clock("response"), DUE) is State.MET


# --- cadence and status --------------------------------------------------------------


def test_a_cadence_is_met_with_the_last_promised_touch(maya: Stint, clock: ClockOf) -> None:
    for number in range(3):
        touch(maya, minutes(10 + number * 60))
        touch(maya, minutes(20 + number * 60), kind="email", outcome="sent")
    assert clock("cadence").met_at == minutes(140)
    maya.refresh_from_db()
    assert (maya.calls_done, maya.emails_done) == (3, 3)


def test_contact_meets_the_cadence(maya: Stint, clock: ClockOf) -> None:
    touch(maya, minutes(10), outcome="reached")
    assert clock("cadence").met_at == minutes(10)
    maya.refresh_from_db()
    assert maya.first_contact_at == minutes(10)


def test_every_update_begins_the_next_round_of_the_status_promise(maya: Stint, clock: ClockOf) -> None:
    answering.accept(maya, at=minutes(5), by=rep(maya))
    touch(maya, minutes(60))
    rounds = Clock.objects.filter(stint=maya, kind="status").order_by("round")
    assert [(each.round, each.started_at, each.met_at) for each in rounds] == [
        (1, minutes(5), minutes(60)),
        (2, minutes(60), None),
    ]


def test_an_automatic_mail_is_no_update(maya: Stint, clock: ClockOf) -> None:
    answering.accept(maya, at=minutes(5), by=rep(maya))
    touch(maya, minutes(60), kind="email", outcome="sent", is_automatic=True)
    assert clock("status").round == 1


# --- refusals ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [("call", "sent"), ("email", "voicemail"), ("message", "no_answer"), ("meeting", "sent")],
)
def test_a_touch_cannot_come_out_in_every_way(maya: Stint, kind: str, outcome: str) -> None:
    with pytest.raises(following_up.NotThatOutcome, match="is no outcome of that"):
        touch(maya, minutes(5), kind=kind, outcome=outcome)


def test_a_touch_of_tomorrow_is_refused(maya: Stint) -> None:
    with pytest.raises(following_up.NotYet):
        touch(maya, minutes(5), happened_at=minutes(6))


def test_a_touch_of_before_the_handoff_is_refused(maya: Stint) -> None:
    with pytest.raises(following_up.BeforeTheHandoff):
        touch(maya, minutes(5), happened_at=minutes(-1))


def test_a_lead_that_was_answered_takes_no_touches(maya: Stint) -> None:
    answering.disqualify(maya, reason="no_fit", at=minutes(5), by=rep(maya))
    with pytest.raises(holding.StintOver, match="no longer with"):
        touch(maya, minutes(6))
    assert not Touch.objects.exists()


# --- taking back ---------------------------------------------------------------------


def test_a_touch_taken_back_lets_what_it_met_run_again(maya: Stint, clock: ClockOf) -> None:
    made = touch(maya, minutes(20))
    following_up.undo(made, at=minutes(20.5), by=rep(maya))
    response = clock("response")
    assert (response.met_at, response.business_minutes, response.check_at) == (None, None, minutes(30))
    maya.refresh_from_db()
    assert (maya.calls_done, maya.first_touch_at) == (0, None)
    assert (maya.next_due_kind, maya.next_due_at) == ("response", minutes(30))
    made.refresh_from_db()
    assert made.undone_at == minutes(20.5)


def test_taking_back_the_later_of_two_changes_nothing(maya: Stint, clock: ClockOf) -> None:
    touch(maya, minutes(10))
    following_up.undo(touch(maya, minutes(20)), at=minutes(20.5), by=rep(maya))
    assert clock("response").met_at == minutes(10)


def test_a_warning_that_was_due_meanwhile_is_given_after_all(maya: Stint, clock: ClockOf) -> None:
    warn_at = clock("response").warn_at
    assert warn_at is not None
    made = touch(maya, warn_at - timedelta(seconds=20))
    following_up.undo(made, at=warn_at + timedelta(seconds=20), by=rep(maya))
    timing.sweep(at=warn_at + timedelta(seconds=30))
    assert "warned" in clock("response").events.values_list("kind", flat=True)


def test_a_touch_can_be_taken_back_for_a_minute(maya: Stint) -> None:
    made = touch(maya, minutes(20))
    with pytest.raises(following_up.TooLate):
        following_up.undo(made, at=minutes(21.1), by=rep(maya))


def test_nobody_takes_back_what_another_person_logged(maya: Stint, cast: Cast) -> None:
    made = touch(maya, minutes(20))
    with pytest.raises(following_up.NotYours, match="only they can take it back"):
        following_up.undo(made, at=minutes(20.1), by=cast.daniel)


# --- plans ---------------------------------------------------------------------------


def test_a_follow_up_comes_first_when_it_is_earlier_than_every_promise(maya: Stint) -> None:
    touch(maya, minutes(5))
    following_up.plan(
        maya, next_step="Call after lunch", follow_up_at=minutes(180), at=minutes(6), by=rep(maya)
    )
    maya.refresh_from_db()
    assert (maya.next_due_kind, maya.next_due_clause, maya.next_due_at) == ("follow_up", "", minutes(180))
    line = maya.history.latest()
    assert (line.next_step, line.history_user, line.history_date) == (
        "Call after lunch",
        rep(maya),
        minutes(6),
    )


def test_the_touch_it_was_planned_for_fulfils_a_follow_up(maya: Stint) -> None:
    following_up.plan(maya, next_step="Call", follow_up_at=minutes(180), at=minutes(6), by=rep(maya))
    touch(maya, minutes(100), kind="email", outcome="sent")
    maya.refresh_from_db()
    assert maya.next_step == "Call"
    touch(maya, minutes(155))
    maya.refresh_from_db()
    assert (maya.next_step, maya.follow_up_at) == ("", None)


def test_a_follow_up_in_the_past_is_refused(maya: Stint) -> None:
    with pytest.raises(following_up.InThePast):
        following_up.plan(maya, next_step="Call", follow_up_at=NOW, at=minutes(1), by=rep(maya))


# --- giving to somebody else ---------------------------------------------------------


def test_a_promise_not_yet_due_keeps_its_moment_under_the_next_owner(maya: Stint, cast: Cast) -> None:
    other = next(person for person in (cast.priya, cast.tom) if person != maya.owner)
    touch(maya, minutes(5))
    second = following_up.give(maya, other, at=minutes(60), by=cast.daniel, why="Holiday")
    maya.refresh_from_db()
    assert (maya.ended_why, maya.ended_at) == (Stint.EndedWhy.TRANSFERRED, minutes(60))
    assert (second.number, second.handoff, second.handed_over_at, second.owner) == (2, 1, NOW, other)
    assert (second.calls_done, second.next_due_at) == (1, DUE)
    kept = {each.kind: each for each in Clock.objects.filter(stint=second)}
    assert set(kept) == {"decision", "cadence"}  # the response was met by the first owner
    assert (kept["decision"].due_at, kept["decision"].started_at, kept["decision"].owner) == (DUE, NOW, other)
    assert Clock.objects.get(stint=maya, kind="decision").closed_why == "transferred"
    assert maya.lead_id == second.lead_id
    second.lead.refresh_from_db()
    assert second.lead.owner == other


def test_a_broken_promise_stays_with_the_first_owner_and_the_next_one_begins_afresh(
    maya: Stint, cast: Cast
) -> None:
    other = next(person for person in (cast.priya, cast.tom) if person != maya.owner)
    late = DUE + timedelta(hours=1)
    second = following_up.give(maya, other, at=late, by=cast.daniel, why="Holiday")
    broken = Clock.objects.get(stint=maya, kind="response")
    assert state(broken, late) is State.BREACHED
    fresh = Clock.objects.get(stint=second, kind="response")
    assert (fresh.started_at, fresh.due_at) == (late, late + timedelta(days=1))
    touch(second, late + timedelta(minutes=10))
    broken.refresh_from_db()
    fresh.refresh_from_db()
    assert state(broken, late + timedelta(hours=2)) is State.BREACHED
    assert state(fresh, late + timedelta(hours=2)) is State.MET


def test_touches_of_the_first_owner_count_for_the_cadence_that_goes_on(maya: Stint, cast: Cast) -> None:
    other = next(person for person in (cast.priya, cast.tom) if person != maya.owner)
    for number in range(3):
        touch(maya, minutes(10 + number))
    second = following_up.give(maya, other, at=minutes(60), by=cast.daniel, why="Holiday")
    for number in range(3):
        touch(second, minutes(70 + number), kind="email", outcome="sent")
    cadence = Clock.objects.get(stint=second, kind="cadence")
    assert cadence.met_at == minutes(72)
    second.refresh_from_db()
    assert (second.calls_done, second.emails_done) == (3, 3)


def test_a_lead_is_not_given_to_who_has_it_or_who_is_in_none_of_the_teams(maya: Stint, cast: Cast) -> None:
    with pytest.raises(following_up.assigning.AlreadyTheirs):
        following_up.give(maya, rep(maya), at=minutes(5), by=cast.daniel)
    with pytest.raises(following_up.assigning.NotInTheTeams, match="in none of the sales teams"):
        following_up.give(maya, cast.helen, at=minutes(5), by=cast.daniel, why="Holiday")
    assert Stint.objects.count() == 1


# --- correcting facts ----------------------------------------------------------------


def test_a_corrected_fact_is_judged_again_and_lets_the_lead_pass(form: Channel, cast: Cast) -> None:
    lead = leads.arrive(form, employees="12").lead
    assert lead is not None
    passage = following_up.edit_facts(
        lead, {"employees": "1,850"}, why="Annual report", at=minutes(5), by=cast.ruth
    )
    assert passage.stint is not None
    lead.refresh_from_db()
    assert lead.sources["employees"] == {"from": "Ruth Adeyemi", "at": minutes(5).isoformat()}
    line = lead.history.latest()
    assert (line.employees, line.history_user, line.history_change_reason) == (
        1850,
        cast.ruth,
        "Annual report",
    )


def test_a_fact_can_be_made_unknown(form: Channel, cast: Cast) -> None:
    lead = leads.arrive(form).lead
    assert lead is not None
    following_up.edit_facts(
        lead, {"need": "", "budget": None}, why="Wrong person", at=minutes(5), by=cast.ruth
    )
    lead.refresh_from_db()
    assert (lead.need, lead.budget) == ("", None)


def test_a_correction_of_a_lead_with_a_rep_leaves_its_stint_alone(maya: Stint, cast: Cast) -> None:
    passage = following_up.edit_facts(
        maya.lead, {"employees": "12"}, why="Register", at=minutes(5), by=cast.ruth
    )
    assert passage.stint is None
    maya.lead.refresh_from_db()
    assert (maya.lead.stage, maya.lead.qualified_at) == ("mql", NOW)
    assert passage.judgement is not None
    assert passage.judgement.evaluation is not None
    assert not passage.judgement.evaluation.meets_definition


def test_what_cannot_be_read_is_refused_and_changes_nothing(form: Channel, cast: Cast) -> None:
    lead = leads.arrive(form).lead
    assert lead is not None
    with pytest.raises(following_up.CannotBeRead, match="“many” is not a number"):
        following_up.edit_facts(
            lead, {"city": "Leeds", "employees": "many"}, why="", at=minutes(5), by=cast.ruth
        )
    lead.refresh_from_db()
    assert lead.city == ""


def test_the_address_of_another_lead_is_refused(form: Channel, cast: Cast) -> None:
    maya, stefan = leads.arrive(form).lead, leads.arrive(form, "Stefan Krol").lead
    assert maya is not None
    assert stefan is not None
    with pytest.raises(
        following_up.BelongsToAnother, match=f"is the address of Maya Okafor \\({maya.reference}\\)"
    ):
        following_up.edit_facts(stefan, {"email": maya.email.upper()}, why="", at=minutes(5), by=cast.ruth)


# --- many at once --------------------------------------------------------------------


def test_many_touches_at_once_do_what_they_do_one_by_one(form: Channel) -> None:
    def attempts(name: str) -> list[Attempt]:
        stint = leads.handed_over(form, name)
        answering.accept(stint, at=minutes(2), by=rep(stint))
        return [
            Attempt(stint, "call", "voicemail", at=minutes(5), by=rep(stint)),
            Attempt(stint, "email", "sent", at=minutes(90), by=rep(stint), happened_at=minutes(3)),
            Attempt(stint, "call", "reached", at=minutes(2000), by=rep(stint)),
        ]

    singly = attempts("Stefan Krol")
    for attempt in singly:
        following_up.log_many([attempt])
    together = attempts("Anouk Visser")
    following_up.log_many(together)

    def facts(stint: Stint) -> list[object]:
        fields = ["kind", "round", "met_at", "closed_at", "business_minutes", "check_at"]
        stints = Stint.objects.filter(pk=stint.pk)
        counts = stints.values(
            "calls_done", "emails_done", "first_touch_at", "status_at", "next_due_at", "next_due_kind"
        )
        return [counts.get(), *Clock.objects.filter(stint=stint).order_by("kind", "round").values(*fields)]

    assert facts(together[0].stint) == facts(singly[0].stint)


def test_the_number_of_statements_does_not_grow_with_the_number_of_touches(form: Channel) -> None:
    stints = [leads.handed_over(form, name) for name in leads.OTHERS]

    def statements(number: int, at: datetime) -> int:
        made = [Attempt(stint, "call", "no_answer", at=at, by=rep(stint)) for stint in stints[:number]]
        with CaptureQueriesContext(connection) as queries:
            following_up.log_many(made)
        return len(queries)

    assert statements(2, minutes(5)) == statements(6, minutes(10))
