"""Which clocks the signed terms start, when they warn and are due, and how each stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.rules.terms import Clause, Duration
from leads.rules import clock, escalation
from leads.rules.clock import State
from slaportal.worktime import Schedule, between, is_open
from tests.factories import terms as samples

LONDON = Schedule("Europe/London", {day: [(time(9), time(17, 30))] for day in range(5)})
TUESDAY = datetime(2026, 11, 17, 10, 42, tzinfo=UTC)
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
FRIDAY_EVENING = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)

RESPONSE = Clause("response", within=Duration(1, "business_days"), best=Duration(30, "minutes"))
DECISION = Clause("decision", within=Duration(4, "hours"))
CADENCE = Clause("cadence", calls=3, emails=3, within=Duration(14, "days"))
HANDOFF = Clause("handoff", within=Duration(15, "minutes"))
STATUS = Clause("status", within=Duration(7, "days"))
ALL = replace(samples.sample(), clauses=(HANDOFF, RESPONSE, DECISION, CADENCE, STATUS))


def test_a_handoff_starts_the_promises_of_sales() -> None:
    kinds = [planned.kind for planned in clock.plan(ALL, LONDON, TUESDAY, starts="handoff")]
    assert kinds == ["response", "decision", "cadence"]


def test_qualifying_starts_marketings_and_accepting_the_status() -> None:
    assert [p.kind for p in clock.plan(ALL, LONDON, TUESDAY, starts="qualified")] == ["delivery"]
    assert [p.kind for p in clock.plan(ALL, LONDON, TUESDAY, starts="acceptance")] == ["status"]


def test_a_promise_nobody_made_has_no_clock() -> None:
    terms = replace(ALL, clauses=(DECISION,))
    assert [p.clause for p in clock.plan(terms, LONDON, TUESDAY, starts="handoff")] == ["S2"]
    assert clock.plan_one("disposition", terms, LONDON, TUESDAY) is None


def test_a_first_response_has_a_best_target_and_a_due_moment() -> None:
    planned = clock.plan_one("response", ALL, LONDON, TUESDAY)
    assert planned is not None
    assert planned.best_at == TUESDAY + timedelta(minutes=30)
    assert planned.due_at == TUESDAY + timedelta(days=1)
    assert planned.escalate_at == TUESDAY + timedelta(days=1, hours=1)
    assert planned.reassign_at == TUESDAY + timedelta(days=2)


def test_what_comes_after_hours_begins_with_the_next_opening() -> None:
    planned = clock.plan_one("response", ALL, LONDON, FRIDAY_EVENING)
    assert planned is not None
    assert planned.best_at == datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    assert planned.due_at == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_a_best_target_beyond_the_due_moment_is_none() -> None:
    late = replace(RESPONSE, within=Duration(1, "hours"), best=Duration(1, "hours"))
    planned = clock.plan_one("response", replace(ALL, clauses=(late,)), LONDON, TUESDAY)
    assert planned is not None
    assert planned.best_at is None


@pytest.mark.parametrize(
    ("minutes", "warned_after"), [(15, 12), (60, 48), (120, 60), (240, 180), (300, 240), (480, 384)]
)
def test_a_warning_comes_at_four_fifths_or_an_hour_before_whichever_is_earlier(
    minutes: int, warned_after: int
) -> None:
    start = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)
    warn_at = clock.warning(LONDON, start, start + timedelta(minutes=minutes))
    assert warn_at == start + timedelta(minutes=warned_after)


def test_nobody_is_warned_where_no_business_time_lies_between() -> None:
    saturday = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
    assert clock.warning(LONDON, saturday, saturday + timedelta(hours=3)) is None


def test_a_warning_does_not_come_before_the_best_target() -> None:
    clause = replace(RESPONSE, within=Duration(2, "hours"), best=Duration(100, "minutes"))
    planned = clock.plan_one("response", replace(ALL, clauses=(clause,)), LONDON, TUESDAY)
    assert planned is not None
    assert planned.warn_at == planned.best_at == TUESDAY + timedelta(minutes=100)


def test_relief_begins_with_the_next_business_day() -> None:
    assert clock.relieved_start(LONDON, TUESDAY) == datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
    assert clock.relieved_start(LONDON, FRIDAY_EVENING) == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@given(
    st.integers(0, 2 * 365 * 24 * 60),
    st.sampled_from(["minutes", "hours", "business_days", "days"]),
    st.integers(1, 40),
)
def test_the_moments_of_a_ladder_stand_in_order_of_time(minute: int, unit: str, number: int) -> None:
    start = NEW_YEAR + timedelta(minutes=minute)
    within = Duration(number, unit)  # type: ignore[arg-type]
    clause = replace(RESPONSE, within=within, best=Duration(45, "minutes"))
    planned = clock.plan_one("response", replace(ALL, clauses=(clause,)), LONDON, start)
    assert planned is not None
    moments = [getattr(planned, moment) for moment in escalation.MOMENTS]
    known = [moment for moment in moments if moment is not None]
    assert [start, *known] == sorted([start, *known])
    assert len(set(known)) >= len(known) - 1  # a warning may fall on the best target


@given(st.integers(0, 2 * 365 * 24 * 60), st.integers(1, 2000))
def test_warnings_and_escalations_come_in_business_time(minute: int, minutes: int) -> None:
    start = NEW_YEAR + timedelta(minutes=minute)
    clause = replace(DECISION, within=Duration(minutes, "minutes"))
    planned = clock.plan_one("decision", replace(ALL, clauses=(clause,)), LONDON, start)
    assert planned is not None
    for moment in (planned.warn_at, planned.due_at, planned.escalate_at):
        assert moment is not None
        assert is_open(LONDON, moment - timedelta(microseconds=1))
    assert between(LONDON, planned.due_at, planned.escalate_at or planned.due_at) == timedelta(hours=1)


@dataclass
class Facts:
    """The facts of a clock that is due at noon, with a best target at ten."""

    met_at: datetime | None = None
    closed_at: datetime | None = None
    best_at: datetime | None = datetime(2026, 11, 17, 10, 0, tzinfo=UTC)
    due_at: datetime = datetime(2026, 11, 17, 12, 0, tzinfo=UTC)


NOON, INSTANT = Facts().due_at, timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("facts", "at", "state"),
    [
        (Facts(), NOON, State.RUNNING),
        (Facts(), NOON + INSTANT, State.BREACHED),
        (Facts(met_at=NOON), NOON, State.MET),
        (Facts(met_at=NOON + INSTANT), NOON + INSTANT, State.MET_LATE),
        (Facts(closed_at=NOON), NOON, State.CLOSED),
        (Facts(closed_at=NOON + INSTANT), NOON + INSTANT, State.BREACHED),
        (Facts(met_at=NOON, closed_at=NOON + INSTANT), NOON, State.MET),
    ],
)
def test_how_a_clock_stands_follows_from_its_facts(facts: Facts, at: datetime, state: State) -> None:
    assert clock.state(facts, at) is state


def test_the_best_target_is_worked_towards_while_it_is_ahead() -> None:
    facts = Facts()
    assert facts.best_at is not None
    assert clock.due_next(facts, facts.best_at) == facts.best_at
    assert clock.due_next(facts, facts.best_at + INSTANT) == NOON
