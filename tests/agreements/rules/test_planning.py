"""Plans: the worked figures, and promises that cannot be kept."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.rules.planning import (
    Capacity,
    Goal,
    Touches,
    feasibility,
    goal_in_words,
    hours_needed,
    lead_value,
    leads_possible,
    plan,
    reps_needed,
)

GOAL = Goal(
    revenue=Decimal(1_000_000),
    deal_size=Decimal(25_000),
    win_rate=Decimal("0.25"),
    sql_to_opportunity=Decimal("0.5"),
    mql_to_sql=Decimal("0.6"),
)
THREE_AND_THREE = Touches(3, 3, Decimal(10), Decimal(5))
TWO_REPS = Capacity(2, Decimal(480), Decimal("0.3"))

rates = st.decimals(min_value="0.01", max_value=1, places=2)


def test_the_worked_goal() -> None:
    planned = plan(GOAL)
    assert (planned.deals, planned.opportunities, planned.sqls, planned.mqls) == (40, 160, 320, 534)
    assert goal_in_words(GOAL, currency="USD") == (
        "$1 million at $25,000 a deal take 40 deals, 160 opportunities, 320 SQLs and 534 MQLs."
    )


def test_marketing_answers_for_its_share_only() -> None:
    half = Goal(
        GOAL.revenue, GOAL.deal_size, GOAL.win_rate, GOAL.sql_to_opportunity, GOAL.mql_to_sql, Decimal("0.5")
    )
    assert plan(half).mqls == 267
    assert goal_in_words(half, currency="USD").startswith("$500,000 at $25,000 a deal take 20 deals")


@given(
    st.decimals(min_value=0, max_value=10**9, places=2),
    st.decimals(min_value=1, max_value=10**6, places=2),
    rates, rates, rates, rates,
)  # fmt: skip
def test_the_qualified_leads_reach_the_goal_and_one_fewer_would_not(
    revenue: Decimal, deal: Decimal, win: Decimal, to_opportunity: Decimal, to_sql: Decimal, share: Decimal
) -> None:
    mqls = plan(Goal(revenue, deal, win, to_opportunity, to_sql, share)).mqls
    worth = win * to_opportunity * to_sql * deal
    assert mqls * worth >= revenue * share
    assert mqls == 0 or (mqls - 1) * worth < revenue * share


def test_hours_and_reps() -> None:
    assert hours_needed(534, THREE_AND_THREE) == Decimal("400.5")
    assert reps_needed(hours_needed(534, THREE_AND_THREE), TWO_REPS) == 3
    assert leads_possible(THREE_AND_THREE, TWO_REPS) == 384
    assert leads_possible(Touches(0, 0, Decimal(10), Decimal(5)), TWO_REPS) is None


def test_a_lead_is_worth_its_share_of_a_deal() -> None:
    assert lead_value(Decimal("0.075"), Decimal(25_000)) == 1875


def test_promises_that_can_be_kept_raise_no_doubt() -> None:
    assert feasibility(384, needed=384, forecast=384, touches=THREE_AND_THREE, capacity=TWO_REPS) == []
    assert feasibility(9999) == []


def test_each_promise_that_cannot_be_kept_is_a_sentence() -> None:
    assert feasibility(534, needed=1600, forecast=254, touches=THREE_AND_THREE, capacity=TWO_REPS) == [
        "The revenue goal takes 1,600 leads a quarter; 534 are promised.",
        "534 leads a quarter are promised; past leads let expect 254.",
        "The promised touches of 534 leads take 401 hours; 2 reps have 288. That is enough for 384 leads; 1 more rep is needed.",
    ]
    one = Capacity(1, Decimal(480), Decimal("0.1"))
    assert feasibility(384, touches=THREE_AND_THREE, capacity=one) == [
        "The promised touches of 384 leads take 288 hours; 1 rep has 48. That is enough for 64 leads; 5 more reps are needed."
    ]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"revenue": Decimal(-1)}, "cannot be negative"),
        ({"deal_size": Decimal(0)}, "must be worth something"),
        ({"win_rate": Decimal(0)}, "“win_rate” must be above 0 %"),
        ({"mql_to_sql": Decimal("1.01")}, "at most 100 %"),
        ({"share": Decimal(0)}, "“share” must be"),
    ],
)
def test_a_goal_that_means_nothing_is_refused(changed: dict[str, Decimal], words: str) -> None:
    fields = {name: getattr(GOAL, name) for name in GOAL.__dataclass_fields__}
    with pytest.raises(ValueError, match=words):
        Goal(**(fields | changed))


def test_capacity_and_touches_that_mean_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="hours to work in"):
        Capacity(1, Decimal(0), Decimal("0.5"))
    with pytest.raises(ValueError, match="share of hours"):
        Capacity(1, Decimal(480), Decimal(0))
    with pytest.raises(ValueError, match="cannot be negative"):
        Touches(-1, 3, Decimal(10), Decimal(5))
