"""A zone's stretches are found to the second, agree with its wall clock, and leave no gap."""

from datetime import timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from slaportal.worktime.instants import DAY, SECOND, datetime_of, instant_of
from slaportal.worktime.offsets import stretches
from tests.slaportal.worktime.cases import utc


def changes(zone: str, begin: str, end: str) -> list[tuple[str, int]]:
    """When the offset changes, and to how many minutes."""
    found = list(stretches(zone, instant_of(utc(begin), "begin"), instant_of(utc(end), "end")))
    return [
        (f"{datetime_of(after[0]):%Y-%m-%d %H:%M:%S}", after[2] // (60 * SECOND))
        for before, after in pairwise(found)
        if before[2] != after[2]
    ]


@pytest.mark.parametrize(
    ("zone", "begin", "end", "expected"),
    [
        ("UTC", "1900-01-01", "2100-01-01", []),
        (
            "Europe/London",
            "2026-01-01",
            "2027-01-01",
            [("2026-03-29 01:00:00", 60), ("2026-10-25 01:00:00", 0)],
        ),
        ("Australia/Lord_Howe", "2026-01-01", "2026-07-01", [("2026-04-04 15:00:00", 630)]),
        ("Pacific/Apia", "2011-12-01", "2012-02-01", [("2011-12-30 10:00:00", 840)]),
        ("Africa/Monrovia", "1972-01-01", "1972-02-01", [("1972-01-07 00:44:30", 0)]),
        (
            "America/Noronha",
            "2000-10-01",
            "2000-11-01",
            [("2000-10-08 02:00:00", -60), ("2000-10-15 01:00:00", -120)],
        ),
    ],
)
def test_changes_are_found_to_the_second(
    zone: str, begin: str, end: str, expected: list[tuple[str, int]]
) -> None:
    assert changes(zone, begin, end) == expected


@pytest.mark.parametrize(
    "zone", ["Europe/London", "Africa/Casablanca", "Asia/Gaza", "America/Caracas", "Africa/Freetown"]
)
def test_stretches_follow_each_other_and_read_like_the_wall_clock(zone: str) -> None:
    begin, end = instant_of(utc("1930-01-01"), "begin"), instant_of(utc("2060-01-01"), "end")
    found = list(stretches(zone, begin, end))
    assert found[0][0] == begin
    assert found[-1][1] == end
    assert all(before[1] == after[0] for before, after in pairwise(found))
    for first, last, offset in found:
        for instant in (first, (first + last) // 2, last - SECOND):
            assert datetime_of(instant).astimezone(ZoneInfo(zone)).utcoffset() == timedelta(
                microseconds=offset
            )


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_ends_of_the_calendar_are_covered(zone: str) -> None:
    first, last = 0, 9999 * 365 * DAY
    assert next(stretches(zone, first))[0] == first
    assert list(stretches(zone, last))[-1][1] == instant_of(utc("9999-12-31"), "end") + DAY
