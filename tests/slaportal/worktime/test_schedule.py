"""A schedule is a value: it does not change, compares by content, survives JSON, and refuses what makes no sense."""

import copy
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace
from datetime import UTC, date, datetime, time

import pytest

from slaportal.worktime import Schedule, between
from tests.slaportal.worktime.cases import LONDON, MIDNIGHT, OFFICE, utc

DOCUMENT = {
    "zone": "Europe/London",
    "weekly": {"0": [["09:00", "12:00"], ["13:00", "17:30:30"]], "5": [["18:00", "00:00"]]},
    "holidays": ["2026-12-25", "2026-12-28"],
}


def test_schedules_are_equal_by_value_whatever_they_were_made_of() -> None:
    windows = [[time(13), time(17)], [time(9), time(12)]]
    one = Schedule("Europe/London", {0: windows, 1: []}, [date(2026, 12, 25), date(2026, 12, 25)])
    two = Schedule(
        "Europe/London", {0: ((time(9), time(12)), (time(13), time(17)))}, iter([date(2026, 12, 25)])
    )
    assert one == two
    assert hash(one) == hash(two)
    assert one.to_document() == two.to_document()


@pytest.mark.parametrize(
    "other",
    [
        replace(LONDON, zone="Europe/Dublin"),
        replace(LONDON, holidays=()),
        replace(LONDON, weekly={**OFFICE, 5: [(time(9), time(12))]}),
    ],
)
def test_schedules_that_differ_are_not_equal(other: Schedule) -> None:
    assert other != LONDON


def test_a_schedule_does_not_change() -> None:
    weekly = {0: [(time(9), time(17))]}
    schedule = Schedule("UTC", weekly)
    weekly[0].append((time(18), time(20)))
    with pytest.raises(FrozenInstanceError):
        schedule.zone = "Europe/London"  # type: ignore[misc]
    with pytest.raises(TypeError):
        schedule.weekly[1] = [(time(9), time(17))]  # type: ignore[index]
    assert schedule == Schedule("UTC", {0: [(time(9), time(17))]})


@pytest.mark.parametrize(
    "clone", [copy.copy, copy.deepcopy, lambda schedule: pickle.loads(pickle.dumps(schedule))]
)
def test_a_copy_counts_the_same(clone: Callable[[Schedule], Schedule]) -> None:
    start, end = utc("2026-11-20 12:00"), utc("2027-11-20 12:00")
    assert clone(LONDON) == LONDON
    assert between(clone(LONDON), start, end) == between(LONDON, start, end)


def test_a_document_is_read_and_written_alike() -> None:
    assert Schedule.from_document(DOCUMENT) == Schedule(
        "Europe/London",
        {0: [(time(9), time(12)), (time(13), time(17, 30, 30))], 5: [(time(18), MIDNIGHT)]},
        [date(2026, 12, 28), date(2026, 12, 25)],
    )
    assert Schedule.from_document(DOCUMENT).to_document() == DOCUMENT


def test_a_document_may_write_midnight_as_24_00_and_leave_out_holidays() -> None:
    written = {"zone": "UTC", "weekly": {"5": [["18:00", "24:00"]], "6": []}}
    assert Schedule.from_document(written).to_document() == {
        "zone": "UTC",
        "weekly": {"5": [["18:00", "00:00"]]},
        "holidays": [],
    }


def test_the_wall_clock_is_that_of_the_zone() -> None:
    assert LONDON.wall_clock(utc("2026-06-30 23:30")).isoformat() == "2026-07-01T00:30:00+01:00"
    with pytest.raises(ValueError, match="outside the years 1 to 9999 in Asia/Tokyo"):
        replace(LONDON, zone="Asia/Tokyo").wall_clock(datetime.max.replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("weekly", "sentence"),
    [
        ({0: [(time(9), time(9))]}, "The window on Monday from 09:00 to 09:00 is empty"),
        (
            {0: [(time(9), time(12)), (time(11, 59, 59), time(13))]},
            "Monday 09:00 to 12:00 overlaps the one on Monday 11:59:59 to 13:00",
        ),
        ({0: [(time(9), time(12)), (time(9), time(12))]}, "overlaps"),
        ({0: [(MIDNIGHT, MIDNIGHT), (time(3), time(4))]}, "overlaps"),
        (
            {0: [(time(22), time(6))], 1: [(time(5), time(9))]},
            "Monday 22:00 to 06:00 overlaps the one on Tuesday 05:00 to 09:00",
        ),
        (
            {6: [(time(22), time(6))], 0: [(time(5), time(9))]},
            "Sunday 22:00 to 06:00 overlaps the one on Monday 05:00 to 09:00",
        ),
        ({7: [(time(9), time(17))]}, "from 0 for Monday to 6 for Sunday, not 7"),
        ({"0": [(time(9), time(17))]}, "from 0 for Monday to 6 for Sunday, not '0'"),
        ({True: [(time(9), time(17))]}, "not True"),
        ({0: [(9, 17)]}, "two times of day without a zone, not 9"),
        ({0: [(time(9, tzinfo=UTC), time(17))]}, "two times of day without a zone"),
        ({0: (time(9), time(17))}, "The windows of Monday must be a list of pairs"),
        ({0: [(time(9),)]}, "list of pairs"),
        ({0: None}, "list of pairs"),
        ({0: "09"}, "list of pairs"),
        (None, "listed under the weekdays"),
    ],
)
def test_windows_that_make_no_sense_are_refused(weekly: object, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Schedule("Europe/London", weekly)  # type: ignore[arg-type]


def test_windows_that_meet_do_not_overlap() -> None:
    weekly = {
        0: [(time(9), time(12)), (time(12), time(9))],
        1: [(time(9), MIDNIGHT)],
        2: [(MIDNIGHT, time(1))],
    }
    assert between(Schedule("UTC", weekly), utc("2026-11-16 09:00"), utc("2026-11-18 01:00")).days == 1


@pytest.mark.parametrize(
    "zone",
    [
        "",
        "Nowhere/Land",
        "Europe",
        "../etc/passwd",
        "/etc/passwd",
        "a\0b",
        "\ud800",
        "localtime",
        None,
        5,
        UTC,
    ],
)
def test_unknown_zones_are_refused(zone: object) -> None:
    with pytest.raises(ValueError, match="time zone"):
        Schedule(zone, OFFICE)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "holidays", ["2026-12-25", None, 5, ["2026-12-25"], [datetime(2026, 12, 25, tzinfo=UTC)]]
)
def test_holidays_that_are_no_dates_are_refused(holidays: object) -> None:
    with pytest.raises(ValueError, match=r"[Hh]oliday"):
        Schedule("UTC", OFFICE, holidays)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"zone": None}, "A time zone is named like Europe/London"),
        ({"weekly": []}, "listed under the weekdays"),
        ({"weekly": {0: []}}, "written as a digit"),
        ({"weekly": {"monday": []}}, "written as a digit"),
        ({"weekly": {"0": "09:00"}}, "The windows of day 0 must be a list of pairs"),
        ({"weekly": {"0": [["09:00", "5 pm"]]}}, "written like 09:30, not '5 pm'"),
        ({"weekly": {"0": [[9, 17]]}}, "written like 09:30, not 9"),
        ({"holidays": ["25/12/2026"]}, "written like 2026-12-25, not '25/12/2026'"),
        ({"holidays": None}, "list of dates"),
        ({"country": "GB"}, "and nothing else"),
    ],
)
def test_a_document_that_says_something_else_is_refused(change: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Schedule.from_document({**DOCUMENT, **change})


@pytest.mark.parametrize("document", [None, [], {}, {"zone": "UTC"}])
def test_a_document_without_zone_or_hours_is_refused(document: object) -> None:
    with pytest.raises(ValueError, match="zone, weekly and holidays"):
        Schedule.from_document(document)  # type: ignore[arg-type]


def test_business_time_needs_nothing_but_python() -> None:
    program = (
        "import sys, slaportal.worktime\n"
        "print({name.split('.')[0] for name in sys.modules} & {'django', 'celery', 'holidays'})"
    )
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert finished.stdout.strip() == "set()"
