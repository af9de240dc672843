"""What touches amount to, in whatever order they were logged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from leads.rules import attempts

START = datetime(2026, 11, 17, 10, 0, tzinfo=UTC)
DUE = START + timedelta(hours=8)


@dataclass
class Touched:
    """A touch for these tests: made ``minute`` minutes after the start, logged then or later."""

    minute: int
    kind: str = "call"
    is_automatic: bool = False
    is_inbound: bool = False
    is_contact: bool = False
    logged: int | None = None

    @property
    def happened_at(self) -> datetime:
        return START + timedelta(minutes=self.minute)

    @property
    def logged_at(self) -> datetime:
        return START + timedelta(minutes=self.minute if self.logged is None else self.logged)


def minutes(moment: datetime | None) -> float | None:
    return None if moment is None else (moment - START) / timedelta(minutes=1)


def test_the_earliest_attempt_answers_in_whatever_order_they_were_logged() -> None:
    for touches in permutations([Touched(30), Touched(10), Touched(20)]):
        assert minutes(attempts.response_at(touches, DUE)) == 10


@pytest.mark.parametrize(
    "touch", [Touched(10, is_automatic=True), Touched(10, is_inbound=True, is_contact=True)]
)
def test_only_a_person_reaching_out_answers(touch: Touched) -> None:
    assert attempts.response_at([touch], DUE) is None


def test_an_earlier_time_logged_before_the_due_moment_counts_as_said() -> None:
    assert minutes(attempts.response_at([Touched(10, logged=470)], DUE)) == 10


def test_an_earlier_time_logged_after_the_due_moment_counts_from_the_logging() -> None:
    assert minutes(attempts.response_at([Touched(10, logged=500)], DUE)) == 500


def test_a_touch_logged_at_the_due_instant_is_in_time() -> None:
    assert minutes(attempts.response_at([Touched(10, logged=480)], DUE)) == 10


CALLS, MAILS = [Touched(10), Touched(60), Touched(90)], [Touched(20, "email"), Touched(40, "email")]


def test_a_cadence_is_kept_with_the_last_promised_touch() -> None:
    kept = attempts.cadence_at([*CALLS, *MAILS], calls=3, emails=2, due_at=DUE)
    assert minutes(kept) == 90


def test_a_cadence_that_lacks_a_mail_is_not_kept() -> None:
    assert attempts.cadence_at([*CALLS, *MAILS], calls=3, emails=3, due_at=DUE) is None


def test_automatic_mails_are_no_part_of_a_cadence() -> None:
    automatic = [Touched(5, "email", is_automatic=True)] * 3
    assert attempts.cadence_at([*CALLS, *automatic], calls=3, emails=3, due_at=DUE) is None


def test_contact_keeps_a_cadence_before_all_its_touches_are_made() -> None:
    contact = Touched(15, is_inbound=True, is_contact=True)
    assert minutes(attempts.cadence_at([*CALLS, contact], calls=3, emails=3, due_at=DUE)) == 15


def test_contact_after_the_cadence_was_kept_changes_nothing() -> None:
    contact = Touched(200, is_contact=True)
    assert minutes(attempts.cadence_at([*CALLS, contact], calls=3, emails=0, due_at=DUE)) == 90


def test_a_promise_of_nothing_is_kept_by_contact_alone() -> None:
    assert attempts.cadence_at(CALLS, calls=0, emails=0, due_at=DUE) is None
    assert minutes(attempts.cadence_at([Touched(7, is_contact=True)], calls=0, emails=0, due_at=DUE)) == 7


def test_the_tally_counts_attempts_and_finds_the_firsts() -> None:
    touches = [
        *CALLS,
        *MAILS,
        Touched(5, "email", is_automatic=True),
        Touched(50, is_inbound=True, is_contact=True),
    ]
    tally = attempts.tally(touches)
    assert (tally.calls, tally.emails) == (3, 2)
    assert [minutes(tally.first_touch_at), minutes(tally.first_contact_at), minutes(tally.last_touch_at)] == [
        10,
        50,
        90,
    ]


def test_no_touches_come_to_nothing() -> None:
    assert attempts.tally([]) == attempts.Tally(0, 0, None, None, None)
