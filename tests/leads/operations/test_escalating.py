"""What time brings about: each step once, at its true moment, told to whom it concerns, quiet after hours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.models import Version
from leads.models import Channel, Clock, ClockEvent, Lead, Stint
from leads.operations import answering, escalating, following_up, timing
from leads.operations.timing import sweeping
from leads.rules import escalation
from slaportal.accounts.models import User
from slaportal.notifications.models import Delivery, Notice
from tests.factories import agreements, leads, moments, terms
from tests.factories.people import Cast

pytestmark = pytest.mark.postgres

NOW = moments.NOW
WARN = datetime(2026, 11, 17, 17, 30, tzinfo=UTC)
DUE = datetime(2026, 11, 18, 10, 42, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ClockOf = Callable[[str], Clock]


def rep(stint: Stint) -> User:
    assert stint.owner is not None
    return stint.owner


def steps(clock: Clock) -> list[str]:
    return list(clock.events.order_by("at", "pk").values_list("kind", flat=True))


def told(kind: str) -> set[tuple[User, str]]:
    return {(notice.recipient, notice.subject) for notice in Notice.objects.filter(kind=kind)}


# --- the ladder ----------------------------------------------------------------------


def test_nothing_happens_before_its_moment(maya: Stint, clock: ClockOf) -> None:
    assert timing.sweep(at=NOW + timedelta(minutes=30)) == 0
    assert not ClockEvent.objects.exists()


def test_a_missed_best_target_only_changes_the_queue(maya: Stint, clock: ClockOf) -> None:
    assert timing.sweep(at=NOW + timedelta(minutes=30) + SECOND) == 1
    assert steps(clock("response")) == ["best_missed"]
    maya.refresh_from_db()
    assert (maya.next_due_kind, maya.next_due_at) == ("response", DUE)
    assert not Notice.objects.filter(kind__startswith="clock").exists()


def test_the_owner_is_warned_and_mail_waits_for_the_opening(maya: Stint, clock: ClockOf) -> None:
    timing.sweep(at=WARN + SECOND)
    assert steps(clock("response")) == ["best_missed", "warned"]
    assert told("clock.warned") == {
        (rep(maya), "S1 First response runs out: Maya Okafor"),
        (rep(maya), "S2 Decision runs out: Maya Okafor"),
    }
    notice = Notice.objects.filter(kind="clock.warned").first()
    assert notice is not None
    assert notice.body == "Due tomorrow 10:42. Instruments, Europe v1."
    assert {delivery.due_at for delivery in Delivery.objects.filter(notice__kind="clock.warned")} == {
        datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
    }


def test_a_breach_is_recorded_at_its_due_moment_and_told_to_owner_and_leader(
    maya: Stint, cast: Cast, clock: ClockOf
) -> None:
    timing.sweep(at=DUE)
    assert "breached" not in steps(clock("response"))
    timing.sweep(at=DUE + timedelta(minutes=3))
    breach = clock("response").events.get(kind="breached")
    assert (breach.at, breach.recorded_at) == (DUE, DUE + timedelta(minutes=3))
    late = "S1 First response is late: Maya Okafor"
    assert {(rep(maya), late), (cast.daniel, late)} <= told("clock.breached")


def test_what_stays_open_goes_to_the_sales_leader_and_then_somebody_else_is_suggested(
    maya: Stint, cast: Cast, clock: ClockOf
) -> None:
    timing.sweep(at=DUE + timedelta(minutes=61))
    assert (cast.daniel, "S1 First response is still open: Maya Okafor") in told("clock.escalated")
    timing.sweep(at=DUE + timedelta(days=1, minutes=1))
    assert steps(clock("response")) == ["best_missed", "breached", "escalated", "reassign_suggested"]
    assert told("clock.reassign_suggested") == {(cast.daniel, "Give Maya Okafor to somebody else?")}
    assert clock("response").check_at is None


def test_every_step_is_taken_once_however_often_it_is_swept(maya: Stint) -> None:
    for minute in range(0, 3 * 24 * 60, 45):
        timing.sweep(at=NOW + timedelta(minutes=minute))
    kinds = ClockEvent.objects.filter(clock__kind="response").values_list("kind", flat=True)
    assert sorted(kinds) == ["best_missed", "breached", "escalated", "reassign_suggested", "warned"]
    keys = list(Notice.objects.values_list("key", flat=True))
    assert len(keys) == len(set(keys))


def test_the_database_sees_the_same_steps_as_the_rules(maya: Stint) -> None:
    moments_of = {name: getattr(clock, name) for clock in Clock.objects.all() for name in escalation.MOMENTS}
    instants = sorted(moment for moment in moments_of.values() if moment is not None)
    clocks = list(Clock.objects.filter(check_at__isnull=False))
    assert len(clocks) >= 3
    for seen_to in instants:
        Clock.objects.filter(pk__in=[clock.pk for clock in clocks]).update(check_at=seen_to)
        for at in (instant + offset for instant in instants for offset in (-SECOND, timedelta(), SECOND)):
            for clock in Clock.objects.filter(check_at__isnull=False):
                due = {rung.key: sweeping.step_due(rung, at) for rung in escalation.RUNGS}
                found = Clock.objects.annotate(**due).values(*due).get(pk=clock.pk)
                expected = {rung.key: moment for rung, moment in escalation.steps_due(clock, at)}
                assert {key: moment for key, moment in found.items() if moment} == expected


def test_more_clocks_than_one_transaction_takes_are_swept_to_the_end(
    form: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in leads.OTHERS:
        leads.handed_over(form, name)
    monkeypatch.setattr(sweeping, "CHUNK", 5)
    due = Clock.objects.filter(check_at__lt=DUE + SECOND).count()
    assert due > 10
    assert timing.sweep(at=DUE + SECOND, limit=7) == 7
    assert timing.sweep(at=DUE + SECOND) == due - 7
    assert timing.sweep(at=DUE + SECOND) == 0


def test_an_answer_stops_the_ladder(maya: Stint, clock: ClockOf) -> None:
    following_up.log(maya, kind="call", outcome="no_answer", at=NOW + timedelta(minutes=20), by=rep(maya))
    answering.accept(maya, at=NOW + timedelta(minutes=21), by=rep(maya))
    timing.sweep(at=DUE + timedelta(days=2))
    assert steps(clock("response")) == steps(clock("decision")) == []


def test_after_an_outage_breaches_carry_their_true_moment_and_stale_warnings_are_not_sent(
    maya: Stint, clock: ClockOf
) -> None:
    timing.sweep(at=DUE + timedelta(days=30))
    assert steps(clock("response")) == ["best_missed", "breached", "escalated", "reassign_suggested"]
    assert clock("cadence").events.get(kind="breached").at == datetime(2026, 12, 1, 17, 30, tzinfo=UTC)
    assert not Notice.objects.filter(kind="clock.warned").exists()


def test_marketing_hears_of_its_own_broken_promise(form: Channel, cast: Cast) -> None:
    leads.arrive(form, country=None, by=cast.ruth)
    timing.sweep(at=NOW + timedelta(minutes=16))
    late = "M3 Handoff speed is late: Maya Okafor"
    assert told("clock.breached") == {(cast.ruth, late), (cast.ines, late)}


def test_a_flood_is_told_in_one_letter_a_person(form: Channel, cast: Cast) -> None:
    for name in ("Maya Okafor", *leads.OTHERS):
        leads.handed_over(form, name)
    timing.sweep(at=DUE + timedelta(days=3))
    assert ClockEvent.objects.filter(kind="breached").count() == 14  # response and decision of seven leads
    letters = Notice.objects.filter(kind="clock.breached", recipient=cast.daniel)
    assert [letter.subject for letter in letters] == ["14 promises are late"]
    assert letters[0].body.count("\n") == 10
    assert letters[0].body.endswith("and 4 more")
    of_reps = Notice.objects.filter(kind="clock.breached").exclude(recipient=cast.daniel)
    assert {notice.recipient for notice in of_reps} == {cast.priya, cast.tom, cast.marcus}


def test_a_sweep_goes_chunk_by_chunk_up_to_its_limit(form: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in leads.OTHERS:
        leads.handed_over(form, name)
    monkeypatch.setattr(sweeping, "CHUNK", 4)
    best_missed = NOW + timedelta(minutes=31)
    assert timing.sweep(at=best_missed, limit=5) == 5
    assert timing.sweep(at=best_missed) == 1
    assert ClockEvent.objects.filter(kind="best_missed").count() == 6


def test_an_idle_sweep_is_one_query(maya: Stint) -> None:
    with CaptureQueriesContext(connection) as queries:
        timing.sweep(at=NOW)
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 1


def test_the_number_of_statements_of_a_sweep_does_not_grow_with_the_clocks(form: Channel) -> None:
    def statements(name: str, at: datetime, number: int) -> int:
        for n in range(number):
            leads.handed_over(form, f"{name} {n}", at=at)
        with CaptureQueriesContext(connection) as queries:
            timing.sweep(at=at + timedelta(minutes=31))
        return len(queries)

    assert statements("Few", NOW, 2) == statements("Many", NOW + timedelta(hours=1), 12)


# --- relief --------------------------------------------------------------------------


def test_leads_above_the_agreed_daily_number_begin_on_the_next_business_day(cast: Cast) -> None:
    clauses = terms.with_clause(terms.sample(), "volume", daily_relief=2).clauses
    form = leads.channel(agreements.in_force(cast, clauses=clauses).agreement)
    first, second, third = (leads.handed_over(form, name) for name in leads.OTHERS[:3])
    tomorrow = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
    for stint in (first, second):
        assert Clock.objects.get(stint=stint, kind="response").started_at == NOW
    relieved = Clock.objects.get(stint=third, kind="response")
    assert (relieved.started_at, relieved.best_at) == (tomorrow, tomorrow + timedelta(minutes=30))
    assert relieved.due_at == tomorrow + timedelta(days=1)
    event = relieved.events.get()
    assert (event.kind, event.detail["daily_relief"]) == ("relaxed", 2)
    assert "More than the agreed 2 leads of the day" in event.detail["why"]
    next_day = leads.handed_over(form, "Owen Pritchard", at=tomorrow + timedelta(hours=1))
    assert Clock.objects.get(stint=next_day, kind="response").started_at == tomorrow + timedelta(hours=1)


# --- waiting and recycled leads ------------------------------------------------------


def test_leads_that_waited_are_judged_once_a_version_is_in_force(cast: Cast) -> None:
    draft = agreements.begin(cast)
    form = leads.channel(draft.agreement)
    early = leads.arrive(form, at=moments.SIGNED_BY_SALES)
    assert early.lead is not None
    assert escalating.judge_waiting(at=moments.SIGNED_BY_SALES) == 0
    agreements.sign_both(agreements.propose(draft, by=cast.ines))
    assert escalating.judge_waiting(at=moments.IN_FORCE) == 1
    lead = Lead.objects.get()
    assert (lead.waits_for_agreement, lead.qualified_at, lead.handed_over_at) == (
        False,
        moments.IN_FORCE,
        moments.IN_FORCE,
    )
    assert lead.evaluations.get().because == "version"
    assert escalating.judge_waiting(at=NOW) == 0


def test_a_recycled_lead_is_judged_again_on_its_day_and_passes(maya: Stint) -> None:
    answering.recycle(maya, on=date(2026, 12, 1), note="Budget round", at=NOW, by=rep(maya))
    assert escalating.judge_recycled(at=datetime(2026, 11, 30, 12, 0, tzinfo=UTC)) == 0
    day = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
    assert escalating.judge_recycled(at=day) == 1
    lead = Lead.objects.get()
    assert (lead.recycle_on, lead.stage, lead.handed_over_at) == (None, Lead.Stage.MQL, day)
    assert Stint.objects.filter(lead=lead, ended_at=None).get().handoff == 2


def test_a_recycled_lead_that_no_longer_qualifies_stays_with_marketing(maya: Stint, cast: Cast) -> None:
    answering.recycle(maya, on=date(2026, 12, 1), note="Budget round", at=NOW, by=rep(maya))
    following_up.edit_facts(
        maya.lead, {"employees": "12"}, why="Sold", at=NOW + timedelta(hours=1), by=cast.ruth
    )
    assert Lead.objects.get().stage == Lead.Stage.RECYCLED
    escalating.judge_recycled(at=datetime(2026, 12, 1, 9, 0, tzinfo=UTC))
    lead = Lead.objects.get()
    assert (lead.stage, lead.recycle_on, lead.owner) == (Lead.Stage.PROSPECT, None, None)


# --- the tick ------------------------------------------------------------------------


def test_a_tick_takes_every_step(maya: Stint) -> None:
    assert escalating.tick(at=NOW + timedelta(minutes=31)) == {
        "sweep": 1,
        "assign_waiting": 0,
        "judge_waiting": 0,
        "judge_recycled": 0,
    }


def test_a_step_that_fails_does_not_keep_the_others_from_being_taken(
    maya: Stint, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*, at: datetime) -> int:
        raise RuntimeError("a fault of this test")

    monkeypatch.setattr(escalating, "STEPS", (fails, escalating.sweep))
    with pytest.raises(ExceptionGroup, match="Steps of the tick failed") as raised:
        escalating.tick(at=NOW + timedelta(minutes=31))
    assert [str(error) for error in raised.value.exceptions] == ["a fault of this test"]
    assert ClockEvent.objects.filter(kind="best_missed").exists()


def test_an_idle_tick_is_a_handful_of_queries(in_force: Version) -> None:
    with CaptureQueriesContext(connection) as queries:
        escalating.tick(at=NOW)
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 5
