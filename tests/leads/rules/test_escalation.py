"""The ladder: which steps are due, which have faded, and when to look again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from leads.rules import escalation
from leads.rules.clock import KINDS

START = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)


def minute(number: int) -> datetime:
    return START + timedelta(minutes=number)


BEST, WARN, DUE, ESCALATE, REASSIGN = map(minute, (30, 80, 100, 160, 600))


@dataclass
class Ladder:
    """A clock with its best target after 30 minutes, warned at 80, due at 100, escalated at 160, reassigned at 600."""

    check_at: datetime | None = BEST
    best_at: datetime | None = BEST
    warn_at: datetime | None = WARN
    due_at: datetime = DUE
    escalate_at: datetime | None = ESCALATE
    reassign_at: datetime | None = REASSIGN


def keys(clock: Ladder, at: datetime) -> list[str]:
    return [rung.key for rung, _moment in escalation.steps_due(clock, at)]


def test_nothing_is_due_before_and_at_the_moment_itself() -> None:
    assert keys(Ladder(), minute(29)) == []
    assert keys(Ladder(), minute(30)) == []


def test_a_step_is_due_after_its_moment_and_carries_it() -> None:
    ((rung, moment),) = escalation.steps_due(Ladder(), minute(31))
    assert (rung.key, moment) == ("best_missed", minute(30))


def test_steps_before_the_next_look_are_seen_to() -> None:
    assert keys(Ladder(check_at=minute(80)), minute(81)) == ["warned"]


def test_after_an_outage_every_step_is_caught_up_but_a_warning_nobody_could_act_on() -> None:
    assert keys(Ladder(), minute(200)) == ["best_missed", "breached", "escalated"]


def test_a_warning_is_still_given_while_there_is_time() -> None:
    assert keys(Ladder(), minute(100)) == ["best_missed", "warned"]


def test_a_clock_with_nothing_left_to_do_has_no_steps() -> None:
    assert keys(Ladder(check_at=None), minute(1000)) == []


def test_steps_a_clock_does_not_have_are_left_out() -> None:
    clock = Ladder(check_at=minute(100), best_at=None, warn_at=None, escalate_at=None, reassign_at=None)
    assert keys(clock, minute(1000)) == ["breached"]


def test_the_next_look_is_at_the_first_moment_still_to_come() -> None:
    looks = [escalation.next_check(Ladder(), minute(after)) for after in (0, 30, 31, 100, 101, 600, 601)]
    assert looks == [minute(30), minute(30), minute(80), minute(100), minute(160), minute(600), None]


def test_every_kind_of_clock_has_a_ladder() -> None:
    assert set(escalation.LADDERS) == set(KINDS)
