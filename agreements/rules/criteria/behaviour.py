"""What a lead did, counted within a rolling window, within a single day, or over all time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from agreements.rules.criteria.dossier import Event, Facts
from agreements.rules.criteria.tree import Did

Counting = Callable[[Sequence[Event], datetime, str], int]


@dataclass(frozen=True, slots=True)
class Tally:
    """How much of what a criterion counts was seen, and the last event of it (of the best day for a single day)."""

    count: int
    latest: datetime | None


def in_utc(at: datetime) -> datetime:
    """Return the instant on the UTC line, where subtracting days is elapsed time whatever the clocks did."""
    return at if at.tzinfo is UTC else at.astimezone(UTC)


def by_kind(events: Iterable[Event], at: datetime) -> dict[str, list[Event]]:
    """Return what had happened by ``at``, by kind."""
    kinds: dict[str, list[Event]] = {}
    for event in events:
        if event.at <= at:
            same = kinds.get(event.kind)
            if same is None:
                kinds[event.kind] = [event]
            else:
                same.append(event)
    return kinds


def counting(did: Did) -> Counting:
    """Return a function that counts for one criterion.

    It takes the lead's events of that kind up to the moment of judging, that moment in UTC and the zone
    whose calendar days count. It stops early where the answer is already no, so below the promised number
    the count may be too low.
    """
    wanted = did.at_least
    window = timedelta(days=did.days) if did.days is not None else None
    summed = did.measure == "sum"
    in_one_day = did.in_one_day
    matches = _matching(did.detail) if did.detail is not None else None

    def count(events: Sequence[Event], at: datetime, zone: str) -> int:
        if not summed and len(events) < wanted:
            return 0
        if window is not None:
            since = at - window
            events = [event for event in events if event.at >= since]
        if matches:
            events = [event for event in events if matches(event)]
        if in_one_day:
            return max(_by_day(events, zone, summed).values(), default=0)
        return sum(event.amount for event in events) if summed else len(events)

    return count


def tally(did: Did, facts: Facts) -> Tally:
    """Count in full for one criterion among all that a lead did, for showing what was seen."""
    at = in_utc(facts.at)
    since = at - timedelta(days=did.days) if did.days is not None else None
    matches = _matching(did.detail or "")
    counted = [
        event
        for event in facts.events
        if event.kind == did.event
        and event.at <= at
        and (since is None or event.at >= since)
        and matches(event)
    ]
    summed = did.measure == "sum"
    if did.in_one_day:
        days = _by_day(counted, facts.zone, summed)
        best = max(days, key=lambda day: (days[day], day), default=None)
        zone = ZoneInfo(facts.zone)
        counted = [event for event in counted if _day(event, zone) == best]
    return Tally(
        sum(event.amount for event in counted) if summed else len(counted),
        max((event.at for event in counted), default=None),
    )


def _matching(detail: str) -> Callable[[Event], bool]:
    search = re.compile(re.escape(detail), re.IGNORECASE).search
    return lambda event: search(event.detail) is not None


def _day(event: Event, zone: ZoneInfo) -> int:
    return event.at.astimezone(zone).toordinal()


def _by_day(events: Iterable[Event], zone: str, summed: bool) -> dict[int, int]:
    days: dict[int, int] = {}
    local = ZoneInfo(zone)
    for event in events:
        day = _day(event, local)
        days[day] = days.get(day, 0) + (event.amount if summed else 1)
    return days
