"""What people edit is remembered with the person given, the reason and the moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from slaportal.accounts.models import Team
from slaportal.audit.history import forget, remember
from tests.factories.people import Cast

AT = datetime(2026, 7, 1, 8, 0, tzinfo=UTC)


def test_a_line_carries_who_why_and_when(cast: Cast) -> None:
    cast.demand.name = "Growth"
    remember(cast.demand, by=cast.ines, why="New name", at=AT)
    line = cast.demand.history.order_by("history_id").last()
    assert line is not None
    assert (line.name, line.history_user, line.history_change_reason, line.history_date) == (
        "Growth",
        cast.ines,
        "New name",
        AT,
    )


def test_the_next_line_takes_nothing_over_from_the_one_before(cast: Cast) -> None:
    remember(cast.demand, by=cast.ines, why="First", at=AT)
    remember(cast.demand, by=None, at=AT + timedelta(days=1))
    line = cast.demand.history.order_by("history_id").last()
    assert line is not None
    assert (line.history_user, line.history_change_reason, line.history_date) == (
        None,
        None,
        AT + timedelta(days=1),
    )


def test_a_reason_may_be_long(cast: Cast) -> None:
    remember(cast.demand, by=cast.ines, why="because " * 100, at=AT)
    line = cast.demand.history.order_by("history_id").last()
    assert line is not None
    assert len(line.history_change_reason) == 800


def test_what_is_taken_away_keeps_its_history(cast: Cast) -> None:
    team = Team(name="Short-lived", side="sales")
    remember(team, by=cast.alex, at=AT)
    key = team.pk
    forget(team, by=cast.alex, why="Founded by mistake", at=AT)
    lines = Team.history.filter(id=key).order_by("history_id")
    assert [(line.history_type, line.history_change_reason) for line in lines] == [
        ("+", None),
        ("-", "Founded by mistake"),
    ]
