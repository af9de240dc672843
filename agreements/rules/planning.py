"""Plans: from a revenue goal back to qualified leads, and from qualified leads to the hours of reps (requirement B8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from agreements.rules.criteria.figures import money, number


@dataclass(frozen=True, slots=True)
class Goal:
    """A revenue goal for a quarter and the rates between stages, each above 0 and at most 1.

    ``revenue`` and ``deal_size`` are in the agreement's currency; ``share`` is marketing's part of the goal.
    """

    revenue: Decimal
    deal_size: Decimal
    win_rate: Decimal
    sql_to_opportunity: Decimal
    mql_to_sql: Decimal
    share: Decimal = Decimal(1)

    def __post_init__(self) -> None:
        if self.revenue < 0:
            raise ValueError("A revenue goal cannot be negative.")
        if self.deal_size <= 0:
            raise ValueError("An average deal must be worth something.")
        for name in ("win_rate", "sql_to_opportunity", "mql_to_sql", "share"):
            if not 0 < getattr(self, name) <= 1:
                raise ValueError(f"The rate “{name}” must be above 0 % and at most 100 %.")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a goal takes at each stage; only qualified leads are rounded, upwards."""

    deals: Fraction
    opportunities: Fraction
    sqls: Fraction
    mqls: int


@dataclass(frozen=True, slots=True)
class Touches:
    """The touches promised to each lead and the minutes each takes."""

    calls: int
    emails: int
    minutes_a_call: Decimal
    minutes_an_email: Decimal

    def __post_init__(self) -> None:
        if any(
            amount < 0 for amount in (self.calls, self.emails, self.minutes_a_call, self.minutes_an_email)
        ):
            raise ValueError("Touches and minutes cannot be negative.")


@dataclass(frozen=True, slots=True)
class Capacity:
    """The reps there are, the hours each works in a quarter, and the share of them left for these touches."""

    reps: int
    hours_a_rep: Decimal
    selling_share: Decimal

    def __post_init__(self) -> None:
        if self.reps < 0 or self.hours_a_rep <= 0:
            raise ValueError("There must be hours to work in, and no fewer than no reps.")
        if not 0 < self.selling_share <= 1:
            raise ValueError("The share of hours for selling must be above 0 % and at most 100 %.")


def plan(goal: Goal) -> Plan:
    """Work back from a revenue goal to deals, opportunities, SQLs and MQLs."""
    deals = Fraction(goal.revenue) * Fraction(goal.share) / Fraction(goal.deal_size)
    opportunities = deals / Fraction(goal.win_rate)
    sqls = opportunities / Fraction(goal.sql_to_opportunity)
    return Plan(deals, opportunities, sqls, ceil(sqls / Fraction(goal.mql_to_sql)))


def lead_value(close_rate: Decimal, average_deal: Decimal) -> Decimal:
    """Return what a qualified lead is worth: close rate × average deal, in the agreement's currency."""
    return close_rate * average_deal


def hours_needed(mqls: int, touches: Touches) -> Fraction:
    """Return the hours that the promised touches of so many leads take."""
    minutes = touches.calls * Fraction(touches.minutes_a_call) + touches.emails * Fraction(
        touches.minutes_an_email
    )
    return mqls * minutes / 60


def reps_needed(hours: Fraction, capacity: Capacity) -> int:
    """Return how many reps the hours take, each giving the selling share of a quarter's hours."""
    return ceil(hours / _hours_of_one(capacity))


def leads_possible(touches: Touches, capacity: Capacity) -> int | None:
    """Return how many leads the reps can give all promised touches; None when no touch is promised."""
    hours_a_lead = hours_needed(1, touches)
    return floor(capacity.reps * _hours_of_one(capacity) / hours_a_lead) if hours_a_lead else None


def feasibility(
    promised: int,
    *,
    needed: int | None = None,
    forecast: int | None = None,
    touches: Touches | None = None,
    capacity: Capacity | None = None,
) -> list[str]:
    """Say which promises of a draft cannot be kept, a sentence each; an empty list means all can.

    ``promised`` are the leads of the volume clause a quarter, ``needed`` those the revenue goal takes, ``forecast`` those past
    leads let expect.
    """
    return list(_doubts(promised, needed, forecast, touches, capacity))


def goal_in_words(goal: Goal, *, currency: str) -> str:
    """Return the way back from the goal as a sentence."""
    planned = plan(goal)
    counts = [
        number(ceil(count)) for count in (planned.deals, planned.opportunities, planned.sqls, planned.mqls)
    ]
    return (
        f"{money(goal.revenue * goal.share, currency)} at {money(goal.deal_size, currency)} a deal take {counts[0]} deals, "
        f"{counts[1]} opportunities, {counts[2]} SQLs and {counts[3]} MQLs."
    )


def _hours_of_one(capacity: Capacity) -> Fraction:
    return Fraction(capacity.hours_a_rep) * Fraction(capacity.selling_share)


def _doubts(
    promised: int,
    needed: int | None,
    forecast: int | None,
    touches: Touches | None,
    capacity: Capacity | None,
) -> Iterator[str]:
    if needed is not None and promised < needed:
        yield f"The revenue goal takes {number(needed)} leads a quarter; {number(promised)} are promised."
    if forecast is not None and forecast < promised:
        yield f"{number(promised)} leads a quarter are promised; past leads let expect {number(forecast)}."
    if touches is None or capacity is None:
        return
    possible = leads_possible(touches, capacity)
    if possible is not None and possible < promised:
        hours = hours_needed(promised, touches)
        more = reps_needed(hours, capacity) - capacity.reps
        yield (
            f"The promised touches of {number(promised)} leads take {number(ceil(hours))} hours; {number(capacity.reps)} "
            f"{'rep has' if capacity.reps == 1 else 'reps have'} {number(floor(capacity.reps * _hours_of_one(capacity)))}. "
            f"That is enough for {number(possible)} leads; {number(more)} more {'rep is' if more == 1 else 'reps are'} needed."
        )
