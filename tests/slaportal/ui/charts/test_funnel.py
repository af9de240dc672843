"""How many got how far."""

from __future__ import annotations

from slaportal.ui.charts import Stage, funnel


def test_the_few_at_the_end_can_still_be_seen() -> None:
    rows = funnel([Stage("Leads", 1412), Stage("Prospects", 486), Stage("Won", 3)]).rows
    assert [row.width for row in rows] == ["100", "85", "19"]


def test_each_stage_says_its_share_of_the_one_before() -> None:
    rows = funnel([Stage("Leads", 1412), Stage("Prospects", 486), Stage("MQL", 124)]).rows
    assert [row.of_before.replace("\N{NO-BREAK SPACE}", " ") for row in rows] == ["", "34.4 %", "25.5 %"]


def test_a_share_of_nothing_is_left_out() -> None:
    rows = funnel([Stage("Leads", 0), Stage("Prospects", 0)]).rows
    assert [(row.width, row.of_before) for row in rows] == [("0", ""), ("0", "")]
