"""A run of a definition on past leads, as a value."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from leads.rules import forecast
from leads.rules.forecast import Forecast, Met, Month, Rival, Step

DEFINITION = {"format": 1, "definition": {"fact": "employees", "operator": "at_least", "value": 100}}


def months(*numbers: tuple[int, int]) -> tuple[Month, ...]:
    days = forecast.past_months(date(2026, 11, 17))[:-1]
    return tuple(Month(day, leads, found, 0, 0) for day, (leads, found) in zip(days, numbers, strict=True))


RUN = Forecast(
    fingerprint=forecast.fingerprint(DEFINITION),
    ran_at=datetime(2026, 11, 17, 10, 42, tzinfo=UTC),
    months=months(*[(100, 20)] * 12),
    steps=(
        Step("a", "Industry is food", 1200, 600, 10),
        Step("b", "Manager", 600, 240, 90),
        Step("c", "X", 240, 240, 0),
    ),
    met=(Met("d", 300), Met("e", 6, excludes=True)),
    known={"employees": 900},
    rival=Rival(3, 250, 200, 20, 63),
)


def test_a_run_is_read_back_from_json_exactly() -> None:
    assert Forecast.from_document(json.loads(json.dumps(RUN.to_document()))) == RUN


def test_a_quarter_is_three_average_months() -> None:
    assert (RUN.leads, RUN.qualified, RUN.a_quarter) == (1200, 240, 60)


def test_months_before_the_first_lead_are_no_months_without_leads() -> None:
    young = months(*[(0, 0)] * 8, (40, 10), (0, 0), (50, 20), (60, 10))
    assert forecast.measured_months(young) == 4
    assert forecast.a_quarter(young, 40) == 30
    assert forecast.a_quarter(months(*[(0, 0)] * 12), 0) == 0


def test_the_highest_hurdles_come_first_and_those_that_keep_nobody_out_alone_not_at_all() -> None:
    assert [step.id for step in RUN.hurdles] == ["b", "a"]


def test_a_run_holds_for_its_definition_and_its_day() -> None:
    later = RUN.ran_at + timedelta(hours=5)
    assert RUN.holds_for(dict(reversed(DEFINITION.items())), at=later)
    assert not RUN.holds_for({**DEFINITION, "format": 2}, at=later)
    assert not RUN.holds_for(DEFINITION, at=later + timedelta(days=1))


def test_the_past_is_twelve_whole_months_and_ends_with_the_present_one() -> None:
    past = forecast.past_months(date(2026, 3, 31))
    assert (past[0], past[-2], past[-1], len(past)) == (
        date(2025, 3, 1),
        date(2026, 2, 1),
        date(2026, 3, 1),
        13,
    )


def test_what_is_no_run_is_refused() -> None:
    with pytest.raises(ValueError, match="fingerprint"):
        Forecast.from_document({"months": []})
