"""Answers sorted into stretches of time."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from agreements.rules.terms import Clause, Duration
from leads.rules import stretches
from leads.rules.figures import Stretch
from slaportal.worktime import Schedule

DAY = timedelta(hours=8, minutes=30)


def test_a_business_day_is_as_long_as_the_hours_say() -> None:
    assert stretches.day_length(Schedule("UTC", {d: [(time(9), time(17, 30))] for d in range(5)})) == DAY
    assert stretches.day_length(Schedule("UTC", {d: [(time(22), time(6))] for d in range(7)})) == timedelta(
        hours=8
    )
    split = Schedule("UTC", {d: [(time(8), time(12)), (time(13), time(17))] for d in range(5)})
    assert stretches.day_length(split) == timedelta(hours=8)
    assert stretches.day_length(Schedule("UTC", {d: [(time(0), time(0))] for d in range(7)})) == timedelta(
        days=1
    )


@pytest.mark.parametrize(
    ("best", "within", "limits"),
    [
        (Duration(30, "minutes"), Duration(1, "business_days"), (10, 20, 30, 60, 120, 240, 510)),
        (None, Duration(4, "hours"), (10, 20, 30, 60, 120, 240)),
        (Duration(5, "minutes"), Duration(10, "minutes"), (1, 3, 5, 10)),
        (Duration(1, "hours"), Duration(1, "hours"), (20, 40, 60)),
        (None, Duration(7, "days"), (10, 20, 30, 60, 120, 240, 480, 960, 2550)),
        (None, None, ()),
    ],
)
def test_stretches_follow_the_promise(
    best: Duration | None, within: Duration | None, limits: tuple[int, ...]
) -> None:
    assert stretches.limits(Clause("response", best=best, within=within), DAY) == limits


def test_every_answer_falls_into_one_stretch_and_late_ones_stand_apart() -> None:
    clause = Clause("response", best=Duration(30, "minutes"), within=Duration(1, "hours"))
    sorted_out = stretches.sort_out(clause, DAY, {1: 2, 10: 1, 11: 1, 30: 4, 31: 1, 300: 1}, late=5)
    assert sorted_out == (
        Stretch(10, 3, True),
        Stretch(20, 1, True),
        Stretch(30, 4, True),
        Stretch(60, 2, False),
        Stretch(None, 5, False),
    )
