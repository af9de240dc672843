"""How the running quarter stands today."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from agreements.models import Version
from leads.queries import evidence, pace, promised
from leads.queries.evidence import Selection
from leads.queries.pace import Today
from tests.factories import moments, quarter

pytestmark = pytest.mark.postgres


def test_what_is_overdue_and_what_happened_since_the_last_workday(in_force: Version) -> None:
    quarter.play(in_force.agreement)
    of = promised.in_quarter(in_force.agreement, quarter.NAME, at=moments.NOW)
    today = pace.today(of.frame)
    # Roisin's response and decision, Anouk's status; since Monday: Hamid, and Owen's cadence
    assert today == Today(
        overdue=3, since=date(2026, 11, 16), handed_over=1, accepted=0, returned=0, opportunities=0, late=1
    )
    assert evidence.leads_behind(of, Selection("overdue")).count() == today.overdue
    assert evidence.leads_behind(of, Selection("late", since=today.since)).count() == today.late
    assert evidence.leads_behind(of, Selection("mql", since=today.since)).count() == today.handed_over


@pytest.mark.parametrize(
    ("at", "since"),
    [
        (datetime(2026, 11, 16, 9, 0, tzinfo=UTC), date(2026, 11, 13)),  # Monday looks back to Friday
        (datetime(2026, 11, 22, 12, 0, tzinfo=UTC), date(2026, 11, 20)),
        (datetime(2026, 10, 1, 12, 0, tzinfo=UTC), date(2026, 10, 1)),  # the first day of the quarter
    ],
)
def test_the_look_back_goes_to_the_last_workday_of_the_quarter(
    in_force: Version, at: datetime, since: date
) -> None:
    of = promised.in_quarter(in_force.agreement, quarter.NAME, at=at)
    assert pace.last_workday(of.frame) == since
