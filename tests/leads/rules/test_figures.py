"""The figures of a quarter as a document, its digest, and what differs when they are counted again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from agreements.rules.terms import Clause, Duration
from leads.rules import figures
from leads.rules.compliance import Count, Figure, Times
from leads.rules.figures import Effort, QuarterFigures, Reason, Rep, Source, Step, Stretch
from leads.rules.pace import Pace

RESPONSE = Figure(
    Clause("response", Decimal(95), within=Duration(1, "business_days"), best=Duration(30, "minutes")),
    Count(109, 120),
    weeks=(Count(50, 55), Count(59, 65)),
    best=71,
    times=Times(24, None),
    waiting=4,
)
VOLUME = Figure(
    Clause("volume", leads=240),
    Count(117, 124),
    weeks=(Count(50, 55), Count(67, 69)),
    pace=Pace(240, 117, 33, 64),
)
QUARTER = QuarterFigures(
    quarter="2026-Q4",
    version=3,
    others=(2,),
    first=date(2026, 10, 1),
    last=date(2026, 12, 31),
    counted_at=datetime(2026, 11, 17, 10, 42, 0, 250, tzinfo=UTC),
    closed=False,
    figures=(VOLUME, RESPONSE),
    weeks=(date(2026, 10, 1), date(2026, 10, 5)),
    week_ends=(2, 7),
    months=((22, date(2026, 11, 2)),),
    day_minutes=510,
    stretches=(Stretch(10, 24, True), Stretch(None, 11)),
    funnel=(Step("lead", 1412), Step("prospect", 486), Step("mql", 124)),
    returns=(Reason("wrong_person", "The person’s role is not what the lead says", 4, "definitional"),),
    disqualifications=(Reason("no_need", "No need", 4),),
    sources=(Source(1, "Price-request form", 52, Count(48, 50)),),
    reps=(Rep(None, "", 1, 0, 0, 0, Count(0, 0), None, Count(0, 0)),),
    effort=Effort(leads=81, done=430, promised=486, attempts=450),
)


def test_figures_are_read_back_from_json_exactly() -> None:
    assert QuarterFigures.from_document(json.loads(json.dumps(QUARTER.to_document()))) == QUARTER


def test_a_document_names_every_verdict() -> None:
    assert QUARTER.to_document()["verdicts"] == {"M4": "behind", "S1": "missed"}


def test_another_schema_is_refused() -> None:
    with pytest.raises(ValueError, match="follow the schema 'other'"):
        QuarterFigures.from_document({**QUARTER.to_document(), "schema": "other"})


def test_equal_figures_have_one_digest_and_others_another() -> None:
    document = QUARTER.to_document()
    again = json.loads(json.dumps(document, sort_keys=True))
    moved = replace(QUARTER, figures=(VOLUME, replace(RESPONSE, count=Count(110, 120)))).to_document()
    assert figures.digest(document) == figures.digest(again)
    assert figures.digest(document) != figures.digest(moved)


def test_a_difference_is_named_with_its_place() -> None:
    moved = replace(QUARTER, figures=(VOLUME, replace(RESPONSE, count=Count(108, 120))))
    assert figures.differences(QUARTER.to_document(), moved.to_document()) == (
        "figures[1].count.kept: 109 → 108",
    )


def test_what_is_known_of_leads_today_is_not_compared() -> None:
    later = replace(QUARTER, funnel=(Step("lead", 1412), Step("prospect", 500), Step("mql", 124)))
    assert figures.differences(QUARTER.to_document(), later.to_document()) == ()


def test_rows_that_came_or_went_are_a_difference() -> None:
    fewer = replace(QUARTER, sources=())
    assert len(figures.differences(QUARTER.to_document(), fewer.to_document())) == 1


def test_depth_and_attempts_a_lead() -> None:
    assert QUARTER.effort is not None
    assert QUARTER.effort.depth is not None
    assert round(QUARTER.effort.depth, 3) == Decimal("0.885")
    assert QUARTER.effort.attempts_a_lead is not None
    assert round(QUARTER.effort.attempts_a_lead, 2) == Decimal("5.56")
    assert Effort(0, 0, 0, 0).depth is None


def test_sides_and_single_figures_are_found() -> None:
    assert QUARTER.side("sales") == (RESPONSE,)
    assert QUARTER.figure("M4") is VOLUME
    assert QUARTER.figure("S9") is None
    assert QUARTER.kept("sales") == Count(0, 1)
