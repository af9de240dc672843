"""The stretches of the UTC line during which a zone keeps one distance from UTC."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from slaportal.worktime.instants import DAY, END_OF_CALENDAR

Stretch = tuple[int, int, int]

_BLOCK = 4 * 365 * DAY
_PROBE = timedelta(days=2)
_SECOND = timedelta(seconds=1)
_MICROSECOND = timedelta(microseconds=1)


def stretches(zone: str, begin: int, end: int = END_OF_CALENDAR) -> Iterator[Stretch]:
    """(begin, end, offset) in microseconds for each part of [begin, end) whose UTC offset does not change, in order.

    Neighbours may share an offset. Within a stretch the wall clock runs evenly, so no hour is lost or doubled there.
    """
    while begin < end:
        for _, stretch_end, offset in _stretches_of_block(zone, begin // _BLOCK):
            if stretch_end <= begin:
                continue
            if stretch_end >= end:
                yield begin, end, offset
                return
            yield begin, stretch_end, offset
            begin = stretch_end


@lru_cache(maxsize=4096)
def _stretches_of_block(zone: str, block: int) -> tuple[Stretch, ...]:
    """All stretches of one fixed block of the UTC line, found once and remembered.

    A zone can only be asked about one instant at a time. It is asked every second day, and a change is narrowed down to
    its second: the shortest stretch in the tz database lasts four days (Africa/Freetown, 1939). The calendar's first and
    last day cannot be asked about and take their neighbour's offset.
    """
    rules = ZoneInfo(zone)
    block_end = min((block + 1) * _BLOCK, END_OF_CALENDAR)
    at = _in_utc(rules, max(block * _BLOCK, DAY))
    last = _in_utc(rules, min(block_end, END_OF_CALENDAR - DAY))
    offset = _offset(rules, at)
    changes: list[tuple[int, int]] = [(block * _BLOCK, offset // _MICROSECOND)]
    while at < last:
        probe = min(at + _PROBE, last)
        while _offset(rules, probe) != offset:
            at = _first_change(rules, at, probe)
            offset = _offset(rules, at)
            changes.append(((at - _in_utc(rules, 0)) // _MICROSECOND, offset // _MICROSECOND))
        at = probe
    ends = [*(begin for begin, _ in changes[1:]), block_end]
    return tuple(
        (begin, end, offset) for (begin, offset), end in zip(changes, ends, strict=True) if begin < end
    )


def _in_utc(rules: ZoneInfo, instant: int) -> datetime:
    """The UTC date and time of an instant in the form `ZoneInfo.fromutc` asks for: marked with the zone itself."""
    return datetime(1, 1, 1, tzinfo=rules) + timedelta(microseconds=instant)


def _offset(rules: ZoneInfo, utc: datetime) -> timedelta:
    return rules.fromutc(utc).utcoffset() or timedelta(0)


def _first_change(rules: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The first second after `low` with another offset than `low` has; `high` is one with another."""
    known = _offset(rules, low)
    seconds = range((high - low) // _SECOND)
    return (
        low + bisect_left(seconds, True, key=lambda s: _offset(rules, low + s * _SECOND) != known) * _SECOND
    )
