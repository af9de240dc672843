"""What a clock shows in each of its states."""

from __future__ import annotations

from datetime import timedelta

from slaportal.ui import clockface

HALF_HOUR = timedelta(minutes=30)
TEN = timedelta(minutes=10)


def test_a_clock_runs_warns_and_turns_late() -> None:
    faces = [
        clockface.running(left, total=HALF_HOUR, warn=TEN) for left in (timedelta(minutes=18), TEN, -TEN)
    ]
    assert [(face.state, face.text) for face in faces] == [
        ("run", "18 min left"),
        ("warn", "10 min left"),
        ("late", "Late by 10 min"),
    ]


def test_the_last_instant_is_not_late_yet() -> None:
    assert clockface.running(timedelta(0), total=HALF_HOUR).state == "warn"
    assert clockface.running(timedelta(microseconds=-1), total=HALF_HOUR).state == "late"


def test_the_ring_holds_what_is_left_and_is_empty_when_late() -> None:
    assert clockface.running(timedelta(minutes=15), total=HALF_HOUR).part == 0.5
    assert clockface.running(-TEN, total=HALF_HOUR).part == 0.0
    assert clockface.running(timedelta(hours=1), total=HALF_HOUR).part == 1.0


def test_an_answered_clock_no_longer_ticks() -> None:
    in_time, too_late = clockface.met(TEN), clockface.met(HALF_HOUR, late_by=TEN)
    assert (in_time.state, too_late.state) == ("met", "metlate")
    assert (in_time.left, too_late.left) == (None, None)


def test_a_clock_that_ended_unanswered_is_late_for_good() -> None:
    face = clockface.late(timedelta(hours=2, minutes=10))
    assert (face.state, face.text, face.left) == ("late", "Late by 2 h 10", None)


def test_pausing_and_waiting_say_until_when() -> None:
    assert clockface.paused("Thu").text == "Paused until Thu"
    assert clockface.waiting("Mon 09:00").text == "Opens Mon 09:00"
    assert clockface.waiting().text == "Not started"
