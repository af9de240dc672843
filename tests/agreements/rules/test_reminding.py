"""When leaders are reminded."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from agreements.rules.reminding import next_reminder, rung_of
from slaportal.worktime import Schedule

OFFICE = Schedule("Europe/London", {day: [(time(9), time(17, 30))] for day in range(5)})
#: Tuesday 16 June 2026, 15:00 in London.
OPENED = datetime(2026, 6, 16, 14, tzinfo=UTC)


def test_three_reminders_follow_in_business_hours_and_no_more() -> None:
    due = [next_reminder(OPENED, sent, schedule=OFFICE, now=OPENED, expires_at=None) for sent in range(4)]
    assert due == [
        datetime(2026, 6, 18, 14, tzinfo=UTC),
        datetime(2026, 6, 22, 8, tzinfo=UTC),
        datetime(2026, 6, 26, 14, tzinfo=UTC),
        None,
    ]


def test_after_an_outage_the_stale_ones_are_skipped() -> None:
    back = OPENED + timedelta(days=6)
    assert next_reminder(OPENED, 0, schedule=OFFICE, now=back, expires_at=None) == OPENED + timedelta(days=10)
    assert next_reminder(OPENED, 1, schedule=OFFICE, now=OPENED + timedelta(days=30), expires_at=None) is None


def test_none_is_due_after_the_round_has_ended() -> None:
    ends = OPENED + timedelta(days=2)
    assert next_reminder(OPENED, 0, schedule=OFFICE, now=OPENED, expires_at=ends) is None


@pytest.mark.parametrize(
    ("days", "rung"),
    [
        (20, None), (15, None), (14, "14"), (13, "14"), (8, "14"), (7, "7"), (2, "7"), (1, "1"), (0, "1"),
        (-1, "overdue-1"), (-7, "overdue-1"), (-8, "overdue-2"), (-28, "overdue-4"), (-29, None), (-400, None),
    ],
)  # fmt: skip
def test_a_date_is_told_fourteen_seven_and_one_days_before_then_overdue_weekly(
    days: int, rung: str | None
) -> None:
    assert rung_of(days) == rung
