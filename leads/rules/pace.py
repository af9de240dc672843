"""Pace: how many leads were delivered by now, against an even walk to the quarter's promise (requirement D2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from slaportal.worktime import Schedule, is_workday, workdays_between

Standing = Literal["ahead", "on_course", "behind", "not_measured"]


@dataclass(frozen=True, slots=True)
class Pace:
    """Where a count stands on the way to its goal: ``elapsed`` of ``workdays`` are over, today is not over yet."""

    goal: int
    actual: int
    elapsed: int
    workdays: int

    @property
    def left(self) -> int:
        """Workdays that are left, today included."""
        return self.workdays - self.elapsed

    @property
    def ideal(self) -> Decimal:
        """``goal × workdays elapsed / workdays in the quarter``, in leads."""
        return Decimal(self.goal * self.elapsed) / self.workdays if self.workdays else Decimal(0)

    @property
    def share(self) -> Decimal | None:
        """``actual / ideal − 1``, such as −0.05 for 5 % behind; None while nothing was due."""
        return self.actual / self.ideal - 1 if self.ideal else None

    @property
    def gap(self) -> int:
        """Whole leads ahead of the ideal, below zero when behind."""
        return self.actual - whole(self.ideal)

    @property
    def needed_a_day(self) -> Decimal | None:
        """``(goal − actual) / workdays left``; 0 when the goal is reached, None when no workday is left."""
        if self.actual >= self.goal:
            return Decimal(0)
        return Decimal(self.goal - self.actual) / self.left if self.left else None

    @property
    def standing(self) -> Standing:
        """On course is less than one whole lead away from the ideal."""
        if not self.elapsed:
            return "not_measured"
        return "behind" if self.gap < 0 else "ahead" if self.gap > 0 else "on_course"


def whole(leads: Decimal) -> int:
    """Round a computed number of leads to whole ones, half up."""
    return int(leads.quantize(Decimal(1), ROUND_HALF_UP))


def of(schedule: Schedule, *, goal: int, actual: int, first: date, last: date, today: date) -> Pace:
    """Count the workdays from ``first`` to ``last`` and those over before ``today``, and set the count against them."""
    over = min(today - timedelta(days=1), last)
    return Pace(
        goal=goal,
        actual=actual,
        elapsed=workdays_between(schedule, first, over),
        workdays=workdays_between(schedule, first, last),
    )


def goal_for_part(
    schedule: Schedule, *, leads: int, quarter: tuple[date, date], part: tuple[date, date]
) -> int:
    """Return the goal of the ``part`` of a quarter in which a promise of ``leads`` a quarter was in force.

    An agreement that comes into force, or ends, within a quarter promises its share of the workdays.
    """
    if part == quarter:
        return leads
    workdays = workdays_between(schedule, *quarter)
    return whole(Decimal(leads * workdays_between(schedule, *part)) / workdays) if workdays else 0


def weeks(first: date, last: date) -> tuple[date, ...]:
    """Return the first day of each week of a quarter: ``first`` itself, then every Monday until ``last``."""
    monday = first + timedelta(days=7 - first.weekday())
    return (first, *(monday + timedelta(weeks=number) for number in range((last - monday).days // 7 + 1)))


def week_ends(schedule: Schedule, *, first: date, last: date, starts: Sequence[date]) -> tuple[int, ...]:
    """Return how many workdays from ``first`` to ``last`` are over at the end of each week that begins on ``starts``."""
    ends = [*(start - timedelta(days=1) for start in starts[1:]), last]
    return tuple(workdays_between(schedule, first, min(end, last)) for end in ends)


def months(schedule: Schedule, *, first: date, last: date) -> tuple[tuple[int, date], ...]:
    """Return the first workday of each later month until ``last``, with how many workdays from ``first`` on lie before it."""
    found = []
    day = first
    for _month in range((last.year - first.year) * 12 + last.month - first.month):
        day = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
        over = workdays_between(schedule, first, day - timedelta(days=1))
        workday = next(
            (n for n in range((last - day).days + 1) if is_workday(schedule, day + timedelta(days=n))), None
        )
        if workday is not None:
            found.append((over, day + timedelta(days=workday)))
    return tuple(found)
