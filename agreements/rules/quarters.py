"""Calendar quarters by name, such as "2026-Q3"."""

from __future__ import annotations

import re
from datetime import date, timedelta

_NAME = re.compile(r"(\d{4})-Q([1-4])")


def of(day: date) -> str:
    """Return the quarter a local date lies in."""
    return f"{day.year:04}-Q{(day.month + 2) // 3}"


def first_day(quarter: str) -> date:
    """Return the first local date of a quarter; raises ValueError for any other text."""
    found = _NAME.fullmatch(quarter)
    if not found:
        raise ValueError(f"“{quarter}” names no quarter; write it like 2026-Q3.")
    return date(int(found[1]), int(found[2]) * 3 - 2, 1)


def last_day(quarter: str) -> date:
    """Return the last local date of a quarter."""
    return first_day(after(quarter)) - timedelta(days=1)


def after(quarter: str) -> str:
    """Return the quarter that follows."""
    return of(first_day(quarter) + timedelta(days=95))


def before(quarter: str) -> str:
    """Return the quarter before."""
    return of(first_day(quarter) - timedelta(days=1))


def months_later(day: date, months: int) -> date:
    """Return the same day some months later, or that month's last day where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    next_month = date(year + month // 12, month % 12 + 1, 1)
    return min(next_month - timedelta(days=1), date(year, month, 1) + timedelta(days=day.day - 1))


def name(quarter: str) -> str:
    """Return a quarter as people say it: "Third quarter 2026"."""
    ordinal = ("First", "Second", "Third", "Fourth")[int(quarter[-1]) - 1]
    return f"{ordinal} quarter {first_day(quarter).year}"
