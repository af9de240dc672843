"""Business time agrees with a walk along the UTC line, minute by minute, around every kind of clock change."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slaportal.worktime import Schedule, add, between, is_open, next_open
from tests.slaportal.worktime.cases import utc
from tests.slaportal.worktime.walk import (
    MINUTE,
    Hours,
    Pauses,
    reads_open,
    walked_add,
    walked_between,
)

# An hour lost, doubled; half an hour; a date skipped; a change at midnight; a zone that moved for good; none at all.
CHANGES = [
    ("Europe/London", utc("2026-03-29 01:00")),
    ("Europe/London", utc("2026-10-25 01:00")),
    ("America/New_York", utc("2026-11-01 06:00")),
    ("Australia/Lord_Howe", utc("2026-04-04 15:00")),
    ("Australia/Lord_Howe", utc("2026-10-03 15:30")),
    ("Pacific/Apia", utc("2011-12-30 10:00")),
    ("Pacific/Kwajalein", utc("1993-08-21 12:00")),
    ("America/Sao_Paulo", utc("2018-11-04 03:00")),
    ("America/Havana", utc("2026-11-01 05:00")),
    ("Africa/Casablanca", utc("2026-02-15 02:00")),
    ("Asia/Pyongyang", utc("2018-05-04 15:00")),
    ("America/Caracas", utc("2016-05-01 07:00")),
    ("Antarctica/Troll", utc("2026-03-29 01:00")),
    ("Asia/Kathmandu", utc("2026-06-01 00:00")),
]
WALK = settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def weeks(draw: st.DrawFn) -> dict[int, list[tuple[time, time]]]:
    """Weekly windows that may split a day, meet, end at midnight, run past it, or lie inside a clock change."""
    minutes_of_day = st.integers(0, 23 * 60 + 59) | st.sampled_from([0, 30, 60, 90, 120, 150, 180, 540, 1020])
    taken: set[int] = set()
    weekly: dict[int, list[tuple[time, time]]] = {weekday: [] for weekday in range(7)}
    for _ in range(draw(st.integers(1, 12))):
        weekday, begin = draw(st.integers(0, 6)), draw(minutes_of_day)
        length = draw(st.integers(1, 1439) | st.sampled_from([20, 30, 60, 480, 1440 - begin]))
        minutes = {(weekday * 1440 + begin + minute) % 10080 for minute in range(length)}
        if not minutes & taken:
            taken |= minutes
            weekly[weekday].append((of_day(begin), of_day(begin + length)))
    return weekly


def of_day(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


@st.composite
def situations(draw: st.DrawFn) -> tuple[Hours, datetime, Pauses]:
    """Hours, an instant near a clock change and pauses near it."""
    zone, change = draw(st.sampled_from(CHANGES))
    near = st.integers(-2 * 1440, 2 * 1440).map(lambda minutes: change + minutes * MINUTE)
    holidays = draw(
        st.sets(st.integers(-2, 3).map(lambda days: change.date() + timedelta(days=days)), max_size=2)
    )
    pauses = []
    for begin in draw(st.lists(near, max_size=3)):
        length = draw(st.none() | st.integers(0, 1500))
        pauses.append((begin, None if length is None else begin + length * MINUTE))
    return Hours(zone, draw(weeks()), holidays), draw(near), pauses


@WALK
@given(situations(), st.integers(-600, 4 * 1440))
def test_between_counts_the_minutes_of_the_walk(
    situation: tuple[Hours, datetime, Pauses], length: int
) -> None:
    hours, start, pauses = situation
    end = start + length * MINUTE
    assert between(Schedule(*hours), start, end, pauses=pauses) == walked_between(hours, start, end, pauses)


@pytest.mark.slow
@WALK
@given(situations(), st.just(0) | st.integers(0, 2000))
def test_add_runs_out_where_the_walk_does(situation: tuple[Hours, datetime, Pauses], minutes: int) -> None:
    hours, start, pauses = situation
    horizon = start + timedelta(days=4)
    expected = walked_add(hours, start, minutes, pauses, until=horizon)
    if expected is not None:
        assert add(Schedule(*hours), start, minutes, pauses=pauses) == expected
    elif any(end is None for _, end in pauses):
        assert walked_between(hours, start, horizon, pauses) <= minutes * MINUTE
    else:
        assert add(Schedule(*hours), start, minutes, pauses=pauses) >= horizon


@WALK
@given(situations())
def test_the_next_opening_is_the_first_open_minute_of_the_walk(
    situation: tuple[Hours, datetime, Pauses],
) -> None:
    hours, at, _ = situation
    schedule = Schedule(*hours)
    assert is_open(schedule, at) is reads_open(hours, at)
    opening = next_open(schedule, at)
    assert reads_open(hours, opening)
    before = min(opening, at + timedelta(days=4))
    assert walked_between(hours, at, before) == timedelta(0)


@settings(deadline=None, max_examples=150)
@given(
    situations(),
    st.integers(1, 10**12),
    st.integers(0, 59_999_999),
)
def test_what_add_adds_between_finds_again_to_the_microsecond(
    situation: tuple[Hours, datetime, Pauses], microseconds: int, into_minute: int
) -> None:
    hours, start, pauses = situation
    start += timedelta(microseconds=into_minute)
    closed = [(begin, end) for begin, end in pauses if end is not None]
    amount = timedelta(microseconds=microseconds)
    due = add(Schedule(*hours), start, amount / MINUTE, pauses=closed)
    promised = timedelta(minutes=amount / MINUTE)
    assert between(Schedule(*hours), start, due, pauses=closed) == promised
    just_before = due - timedelta(microseconds=1)
    assert between(Schedule(*hours), start, just_before, pauses=closed) == promised - timedelta(
        microseconds=1
    )


@settings(deadline=None, max_examples=100)
@given(situations(), st.lists(st.integers(-(10**11), 10**11), min_size=3, max_size=3))
def test_business_time_adds_up_over_neighbouring_spans(
    situation: tuple[Hours, datetime, Pauses], distances: list[int]
) -> None:
    hours, around, pauses = situation
    schedule = Schedule(*hours)
    first, second, third = sorted(around + timedelta(microseconds=distance) for distance in distances)
    assert between(schedule, first, second, pauses=pauses) + between(
        schedule, second, third, pauses=pauses
    ) == (between(schedule, first, third, pauses=pauses))


@pytest.mark.parametrize(("zone", "change"), CHANGES)
def test_every_instant_around_a_change_is_open_as_the_wall_clock_reads(zone: str, change: datetime) -> None:
    windows = [(time(0, 15), time(0, 45)), (time(1, 20, 30), time(2, 30))]
    hours = Hours(zone, dict.fromkeys(range(7), windows))
    schedule = Schedule(*hours)
    for second in range(-4000, 4000, 7):
        at = change + timedelta(seconds=second)
        assert is_open(schedule, at) is reads_open(hours, at)
