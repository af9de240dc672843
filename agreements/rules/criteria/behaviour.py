"""What a lead did, counted within a rolling window, within a single day, or over all time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from agreements.rules.criteria.dossier import Event, Facts
from agreements.rules.criteria.tree import Did

#: What a lead did, by kind; then the moment of judging in UTC and the zone whose calendar days count.
Happened = dict[str, list[Event]]
Watching = Callable[[Happened, datetime, str], bool]


@dataclass(frozen=True, slots=True)
class Tally:
    """How much of what a criterion counts was seen, and the last event of it (of the best day for a single day)."""

    count: int
    latest: datetime | None


def in_utc(at: datetime) -> datetime:
    """Return the instant on the UTC line, where subtracting days is elapsed time whatever the clocks did."""
    return at if at.tzinfo is UTC else at.astimezone(UTC)


def by_kind(events: Iterable[Event], kinds: Iterable[str], at: datetime) -> Happened:
    """Return what had happened by ``at`` of each of some kinds."""
    happened: Happened = {kind: [] for kind in kinds}
    for event in events:
        same = happened.get(event.kind)
        if same is not None and event.at <= at:
            same.append(event)
    return happened


def watching(did: Did) -> Watching:
    """Return a function that says whether a lead did enough for one criterion."""
    kind, wanted = did.event, did.at_least
    if did.measure == "sum" or did.in_one_day or did.detail is not None:
        return _watching_closely(did)
    if did.days is None:
        return lambda happened, at, zone: len(happened[kind]) >= wanted
    window = timedelta(days=did.days)

    def watch(happened: Happened, at: datetime, zone: str) -> bool:
        events = happened[kind]
        if len(events) < wanted:
            return False
        since, missing = at - window, wanted
        for event in events:
            if event.at >= since:
                missing -= 1
                if not missing:
                    return True
        return False

    return watch


def _watching_closely(did: Did) -> Watching:
    kind, wanted, in_one_day, summed = did.event, did.at_least, did.in_one_day, did.measure == "sum"
    window = timedelta(days=did.days) if did.days is not None else None
    matches = _matching(did.detail) if did.detail is not None else None

    def watch(happened: Happened, at: datetime, zone: str) -> bool:
        events = happened[kind]
        if len(events) < wanted and not summed:
            return False
        if window is not None:
            since = at - window
            events = [event for event in events if event.at >= since]
        if matches is not None:
            events = [event for event in events if matches(event)]
        if in_one_day:
            return max(_by_day(events, zone, summed).values(), default=0) >= wanted
        return (sum(event.amount for event in events) if summed else len(events)) >= wanted

    return watch


def tally(did: Did, facts: Facts) -> Tally:
    """Count in full for one criterion among all that a lead did, for showing what was seen."""
    happened = [event for event in facts.events if event.kind == did.event]
    if not happened:
        return Tally(0, None)
    at = in_utc(facts.at)
    since = at - timedelta(days=did.days) if did.days is not None else None
    matches = _matching(did.detail or "")
    counted = [
        event
        for event in happened
        if event.at <= at and (since is None or event.at >= since) and matches(event)
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
