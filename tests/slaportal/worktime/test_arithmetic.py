"""Business time in the cases people got wrong: clock changes, nights, breaks, pauses, holidays and bad input."""

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from slaportal.worktime import (
    Schedule,
    add,
    add_business_days,
    add_calendar_days,
    between,
    is_open,
    next_open,
)
from tests.slaportal.worktime.cases import LONDON, MIDNIGHT, OFFICE, ROUND_THE_CLOCK, daily, utc

NEVER = Schedule("Europe/London", {})
ALWAYS = Schedule("Europe/London", ROUND_THE_CLOCK)
NIGHT = daily("Europe/London", "22:00-06:00", holidays=("2026-06-10",))
FRIDAY_NOON = utc("2026-11-20 12:00")


@pytest.mark.parametrize(
    ("schedule", "start", "minutes", "due"),
    [
        pytest.param(LONDON, "2026-11-20 12:00", 60, "2026-11-20 13:00", id="within the day"),
        pytest.param(LONDON, "2026-11-20 17:00", 60, "2026-11-23 09:30", id="over the weekend"),
        pytest.param(LONDON, "2026-11-20 17:00", 30, "2026-11-20 17:30", id="used up exactly at closing"),
        pytest.param(LONDON, "2026-11-20 17:30", 1, "2026-11-23 09:01", id="started at closing"),
        pytest.param(LONDON, "2026-11-21 03:00", 0, "2026-11-23 09:00", id="zero out of hours"),
        pytest.param(LONDON, "2026-11-20 17:30", 0, "2026-11-23 09:00", id="zero at closing"),
        pytest.param(LONDON, "2026-11-20 09:00", 0, "2026-11-20 09:00", id="zero at opening"),
        pytest.param(LONDON, "2026-11-20 12:00", 0.5, "2026-11-20 12:00:30", id="half a minute"),
        pytest.param(
            LONDON, "2026-11-20 17:29:59.999999", 1, "2026-11-23 09:00:59.999999", id="a microsecond is kept"
        ),
        pytest.param(LONDON, "2026-12-24 17:00", 60, "2026-12-29 09:30", id="over holidays and a weekend"),
        pytest.param(LONDON, "2026-03-27 17:00", 60, "2026-03-30 08:30", id="summer time begins meanwhile"),
        pytest.param(
            daily("Europe/London", "09:00-12:00", "13:00-17:00"),
            "2026-11-20 11:50",
            20,
            "2026-11-20 13:10",
            id="a break",
        ),
        pytest.param(
            daily("Europe/London", "09:00-12:00", "12:00-17:00"),
            "2026-11-20 11:50",
            20,
            "2026-11-20 12:10",
            id="no break",
        ),
        pytest.param(
            daily("Europe/London", "18:00-00:00"),
            "2026-11-20 23:50",
            20,
            "2026-11-21 18:10",
            id="until midnight",
        ),
        pytest.param(NIGHT, "2026-06-08 21:30", 60, "2026-06-08 22:30", id="in the middle of a night"),
        pytest.param(
            NIGHT, "2026-06-09 22:00", 120, "2026-06-11 00:00", id="a holiday begins within a night"
        ),
        pytest.param(NIGHT, "2026-06-10 21:00", 60, "2026-06-11 00:00", id="a holiday ends within a night"),
        pytest.param(
            ALWAYS, "2026-03-28 12:00", 1440, "2026-03-29 12:00", id="a day of 23 hours by the clock"
        ),
        pytest.param(
            daily("Europe/London", "01:00-02:00"),
            "2026-03-28 12:00",
            30,
            "2026-03-30 00:30",
            id="a window in the lost hour",
        ),
        pytest.param(
            daily("Europe/London", "01:00-02:00"),
            "2026-10-24 12:00",
            90,
            "2026-10-25 01:30",
            id="a window in the double hour",
        ),
        pytest.param(
            daily("Europe/London", "01:15-01:45"),
            "2026-10-24 12:00",
            40,
            "2026-10-25 01:25",
            id="a window that comes twice",
        ),
        pytest.param(
            daily("Australia/Lord_Howe", "01:00-03:00"),
            "2026-04-04 12:00",
            150,
            "2026-04-04 16:30",
            id="a half-hour change",
        ),
        pytest.param(
            Schedule("Pacific/Apia", ROUND_THE_CLOCK),
            "2011-12-30 09:00",
            120,
            "2011-12-30 11:00",
            id="a skipped date",
        ),
        pytest.param(
            Schedule("Pacific/Apia", {4: [(time(9), time(17))]}),
            "2011-12-24 12:00",
            1,
            "2012-01-05 19:01",
            id="a skipped Friday",
        ),
        pytest.param(
            daily("Asia/Kathmandu", "09:00-10:00"), "2026-01-01 00:00", 1, "2026-01-01 03:16", id="45 minutes"
        ),
    ],
)
def test_business_minutes_run_out_when_they_should(
    schedule: Schedule, start: str, minutes: float, due: str
) -> None:
    assert add(schedule, utc(start), minutes) == utc(due)


@pytest.mark.parametrize(
    ("schedule", "start", "end", "hours"),
    [
        pytest.param(LONDON, "2026-11-20 12:00", "2026-11-23 10:00", 6.5, id="over the weekend"),
        pytest.param(LONDON, "2026-11-23 10:00", "2026-11-20 12:00", 0, id="the wrong way round"),
        pytest.param(ALWAYS, "2026-03-28 00:00", "2026-03-30 00:00", 48, id="real hours over a lost one"),
        pytest.param(
            daily("Europe/London", "00:00-03:00"),
            "2026-03-29 00:00",
            "2026-03-29 12:00",
            2,
            id="an hour lost",
        ),
        pytest.param(
            daily("Europe/London", "00:00-03:00"),
            "2026-10-24 23:00",
            "2026-10-25 12:00",
            4,
            id="an hour doubled",
        ),
        pytest.param(
            daily("Europe/London", "01:15-01:45"),
            "2026-10-24 23:00",
            "2026-10-25 12:00",
            1,
            id="half an hour twice",
        ),
        pytest.param(
            daily("Australia/Lord_Howe", "01:30-02:00"),
            "2026-04-04 12:00",
            "2026-04-04 18:00",
            1,
            id="doubled half hour",
        ),
        pytest.param(
            daily("Australia/Lord_Howe", "02:00-02:30"),
            "2026-10-03 12:00",
            "2026-10-03 18:00",
            0,
            id="lost half hour",
        ),
        pytest.param(
            Schedule("Pacific/Apia", ROUND_THE_CLOCK),
            "2011-12-30 00:00",
            "2011-12-31 00:00",
            24,
            id="a skipped date",
        ),
        pytest.param(
            NIGHT, "2026-06-09 12:00", "2026-06-11 12:00", 2 + 6, id="a holiday closes only its own date"
        ),
        pytest.param(NEVER, "2026-01-01 00:00", "2027-01-01 00:00", 0, id="never open"),
    ],
)
def test_business_time_between_two_instants(schedule: Schedule, start: str, end: str, hours: float) -> None:
    assert between(schedule, utc(start), utc(end)) == timedelta(hours=hours)


def test_pauses_count_once_and_only_in_open_time() -> None:
    pauses = [
        (utc("2026-11-20 16:00"), utc("2026-11-20 17:00")),
        (utc("2026-11-20 16:30"), utc("2026-11-23 09:30")),
        (utc("2026-11-21 03:00"), utc("2026-11-21 04:00")),
        (utc("2026-11-23 10:00"), utc("2026-11-23 10:00")),
    ]
    assert add(LONDON, utc("2026-11-20 15:30"), 60, pauses=pauses) == utc("2026-11-23 10:00")
    assert between(
        LONDON, utc("2026-11-20 15:30"), utc("2026-11-23 11:00"), pauses=iter(pauses)
    ) == timedelta(hours=2)


def test_zero_minutes_within_a_pause_wait_for_its_end() -> None:
    pauses = [(utc("2026-11-20 11:00"), utc("2026-11-20 17:30"))]
    assert add(LONDON, FRIDAY_NOON, 0, pauses=pauses) == utc("2026-11-23 09:00")


def test_time_that_runs_out_as_a_pause_begins_is_not_held_up_by_it() -> None:
    pauses = [(utc("2026-11-20 13:00"), None)]
    assert add(LONDON, FRIDAY_NOON, 60, pauses=pauses) == utc("2026-11-20 13:00")
    assert between(LONDON, FRIDAY_NOON, utc("2026-12-20 12:00"), pauses=pauses) == timedelta(hours=1)


def test_a_pause_without_end_says_that_the_time_never_runs_out() -> None:
    with pytest.raises(ValueError, match="A pause has no end and begins before the time has run out"):
        add(LONDON, FRIDAY_NOON, 61, pauses=[(utc("2026-11-20 13:00"), None)])


def test_a_pause_of_twenty_years_is_waited_for() -> None:
    pauses = [(utc("2026-11-20 13:00"), utc("2046-11-20 13:00"))]
    assert add(LONDON, FRIDAY_NOON, 61, pauses=pauses) == utc("2046-11-20 13:01")


@pytest.mark.parametrize(
    "at",
    [
        FRIDAY_NOON,
        FRIDAY_NOON.astimezone(ZoneInfo("Asia/Tokyo")),
        FRIDAY_NOON.astimezone(timezone(-timedelta(hours=7))),
    ],
)
def test_instants_may_come_in_any_zone_and_leave_in_utc(at: datetime) -> None:
    for due in (
        add(LONDON, at, 30),
        next_open(LONDON, at),
        add_business_days(LONDON, at, 1),
        add_calendar_days(LONDON, at, 1),
    ):
        assert due.tzinfo is UTC
    assert add(LONDON, at, 30) == utc("2026-11-20 12:30")


def test_the_second_reading_of_a_doubled_hour_is_a_later_instant() -> None:
    once = datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("Europe/London"))
    assert between(ALWAYS, once, once.replace(fold=1)) == timedelta(hours=1)


def test_opening_is_open_and_closing_is_closed() -> None:
    assert [
        is_open(LONDON, utc(f"2026-11-20 {moment}")) for moment in ("08:59:59", "09:00", "17:29:59", "17:30")
    ] == [
        False,
        True,
        True,
        False,
    ]
    assert next_open(LONDON, utc("2026-11-20 12:00:00.000001")) == utc("2026-11-20 12:00:00.000001")


def test_centuries_are_counted_like_days() -> None:
    due = add(ALWAYS, utc("2000-01-01 00:00"), 60 * 24 * 146_097)
    assert due == utc("2400-01-01 00:00")
    assert between(LONDON, utc("2000-01-03 00:00"), utc("2400-01-03 00:00")) == timedelta(
        hours=8.5 * (146_097 / 7 * 5 - 2)
    )


def test_holidays_may_close_years_but_not_ten() -> None:
    closed_until = {9: date(2035, 11, 20), 11: date(2037, 11, 20)}
    schedules = {
        years: Schedule("UTC", OFFICE, [date.fromordinal(day) for day in range(739_900, last.toordinal())])
        for years, last in closed_until.items()
    }
    assert next_open(schedules[9], FRIDAY_NOON) == utc("2035-11-20 09:00")
    for ask in (
        next_open,
        lambda *args: add_business_days(*args, 1),
        lambda *args: add_calendar_days(*args, 1),
    ):
        with pytest.raises(ValueError, match="not open at any time within ten years"):
            ask(schedules[11], FRIDAY_NOON)


NAIVE = FRIDAY_NOON.replace(tzinfo=None)


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda: add(LONDON, NAIVE, 1), "The start 2026-11-20T12:00:00 says no time zone"),
        (lambda: between(LONDON, NAIVE, FRIDAY_NOON), "The start .* no time zone"),
        (lambda: between(LONDON, FRIDAY_NOON, NAIVE), "The end .* no time zone"),
        (lambda: next_open(LONDON, NAIVE), "no time zone"),
        (lambda: is_open(LONDON, NAIVE), "no time zone"),
        (lambda: add(LONDON, FRIDAY_NOON, 1, pauses=[(NAIVE, None)]), "The start of a pause .* no time zone"),
        (
            lambda: add(LONDON, FRIDAY_NOON, 1, pauses=[(FRIDAY_NOON, NAIVE)]),
            "The end of a pause .* no time zone",
        ),
        (lambda: add(LONDON, FRIDAY_NOON, 1, pauses=[FRIDAY_NOON]), "A pause is a pair"),
        (lambda: between(LONDON, FRIDAY_NOON, FRIDAY_NOON, pauses=None), "Pauses must be a list"),
        (
            lambda: add(LONDON, FRIDAY_NOON, 1, pauses=[(FRIDAY_NOON, FRIDAY_NOON - timedelta(1))]),
            "ends before it starts",
        ),
        (lambda: add(LONDON, date(2026, 11, 20), 1), "must be a date and time"),
        (lambda: add(LONDON, FRIDAY_NOON, -1), "finite and not negative, not -1"),
        (lambda: add(LONDON, FRIDAY_NOON, -1e-9), "finite and not negative"),
        (lambda: add(LONDON, FRIDAY_NOON, float("nan")), "finite and not negative, not nan"),
        (lambda: add(LONDON, FRIDAY_NOON, float("inf")), "finite and not negative, not inf"),
        (lambda: add(LONDON, FRIDAY_NOON, Decimal(5)), "Minutes must be a number"),
        (lambda: add(LONDON, FRIDAY_NOON, "5"), "Minutes must be a number"),
        (lambda: add(LONDON, FRIDAY_NOON, True), "Minutes must be a number"),
        (lambda: add(LONDON, FRIDAY_NOON, 10**30), "more than the calendar holds"),
        (lambda: add(LONDON, utc("9999-01-01 00:00"), 10**6), "before the end of the year 9999"),
        (lambda: add(ALWAYS, utc("9999-12-31 12:00"), 720), "before the end of the year 9999"),
        (lambda: next_open(LONDON, utc("9999-12-31 18:00")), "before the end of the year 9999"),
        (
            lambda: next_open(LONDON, datetime.max.replace(tzinfo=timezone(-timedelta(hours=1)))),
            "outside the years",
        ),
        (lambda: add(NEVER, FRIDAY_NOON, 1), "not open at any time within ten years"),
        (lambda: next_open(NEVER, FRIDAY_NOON), "not open at any time within ten years"),
        (lambda: add_business_days(LONDON, FRIDAY_NOON, -1), "whole and not negative, not -1"),
        (lambda: add_business_days(LONDON, FRIDAY_NOON, 1.5), "whole and not negative, not 1.5"),
        (lambda: add_business_days(LONDON, NAIVE, 1), "no time zone"),
        (lambda: add_calendar_days(LONDON, FRIDAY_NOON, -1), "whole and not negative, not -1"),
        (lambda: add_calendar_days(LONDON, FRIDAY_NOON, 10**12), "after the end of the year 9999"),
        (lambda: add_calendar_days(LONDON, NAIVE, 1), "no time zone"),
        (lambda: add_calendar_days(NEVER, FRIDAY_NOON, 1), "not open at any time within ten years"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_a_sentence(act: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        act()


@pytest.mark.parametrize(
    ("schedule", "start", "days", "due"),
    [
        pytest.param(LONDON, "2026-11-19 15:00", 1, "2026-11-20 15:00", id="the same time tomorrow"),
        pytest.param(LONDON, "2026-11-20 15:00", 1, "2026-11-23 15:00", id="over the weekend"),
        pytest.param(LONDON, "2026-11-21 15:00", 1, "2026-11-24 09:00", id="rolled to the opening first"),
        pytest.param(LONDON, "2026-11-20 17:30", 1, "2026-11-24 09:00", id="closing is closed"),
        pytest.param(LONDON, "2026-12-24 15:00", 1, "2026-12-29 15:00", id="over holidays"),
        pytest.param(
            LONDON, "2026-03-27 15:00", 1, "2026-03-30 14:00", id="the same wall time in summer time"
        ),
        pytest.param(LONDON, "2026-11-20 15:00", 0, "2026-11-20 15:00", id="no days"),
        pytest.param(LONDON, "2026-11-21 15:00", 0, "2026-11-23 09:00", id="no days out of hours"),
        pytest.param(
            Schedule("UTC", {3: [(time(9), time(17))], 4: [(time(10), time(15))]}),
            "2026-11-19 16:00",
            1,
            "2026-11-20 15:00",
            id="clamped to a shorter day's close",
        ),
        pytest.param(
            Schedule("UTC", {3: [(time(9), time(17))], 4: [(time(10), time(15))]}),
            "2026-11-19 09:30",
            1,
            "2026-11-20 10:00",
            id="clamped to a later opening",
        ),
        pytest.param(
            Schedule("UTC", {3: [(time(9), time(17))], 4: [(time(9), time(12)), (time(13), time(17))]}),
            "2026-11-19 12:20",
            1,
            "2026-11-20 13:00",
            id="a break leads to the opening after it",
        ),
        pytest.param(
            daily("Europe/London", "00:30-04:00"),
            "2026-03-28 01:30",
            1,
            "2026-03-29 01:30",
            id="a wall time that is lost",
        ),
        pytest.param(
            daily("Europe/London", "00:30-04:00"),
            "2026-10-24 00:30",
            1,
            "2026-10-25 00:30",
            id="the first of a doubled time",
        ),
        pytest.param(
            Schedule("Pacific/Apia", ROUND_THE_CLOCK),
            "2011-12-29 22:00",
            1,
            "2011-12-30 22:00",
            id="over a skipped date",
        ),
    ],
)
def test_business_days_keep_the_wall_time_within_the_days_hours(
    schedule: Schedule, start: str, days: int, due: str
) -> None:
    assert add_business_days(schedule, utc(start), days) == utc(due)


@pytest.mark.parametrize(
    ("schedule", "start", "days", "due"),
    [
        pytest.param(LONDON, "2026-11-06 15:00", 14, "2026-11-20 17:30", id="the close of the last day"),
        pytest.param(LONDON, "2026-11-07 15:00", 14, "2026-11-23 17:30", id="the last day is a Saturday"),
        pytest.param(LONDON, "2026-12-11 15:00", 14, "2026-12-29 17:30", id="the last day is a holiday"),
        pytest.param(LONDON, "2026-03-20 23:30", 14, "2026-04-03 16:30", id="into summer time"),
        pytest.param(LONDON, "2026-06-30 23:30", 7, "2026-07-08 16:30", id="the date is the zone's"),
        pytest.param(LONDON, "2026-11-20 12:00", 0, "2026-11-20 17:30", id="no days"),
        pytest.param(LONDON, "2026-11-20 17:30", 0, "2026-11-23 17:30", id="no days after the close"),
        pytest.param(
            ALWAYS, "2026-11-20 12:00", 1, "2026-11-22 00:00", id="midnight ends a day round the clock"
        ),
        pytest.param(
            Schedule("Pacific/Apia", {4: [(time(9), time(17))], 5: [(time(9), MIDNIGHT)]}),
            "2011-12-24 12:00",
            6,
            "2011-12-31 10:00",
            id="the last day was skipped",
        ),
    ],
)
def test_calendar_days_end_at_the_close_of_business(
    schedule: Schedule, start: str, days: int, due: str
) -> None:
    assert add_calendar_days(schedule, utc(start), days) == utc(due)


@pytest.mark.parametrize(
    "act", [lambda end: between(LONDON, FRIDAY_NOON, end), lambda _: add(LONDON, FRIDAY_NOON, 252 * 510)]
)
def test_a_year_costs_no_more_steps_than_its_clock_changes(act: Callable[[datetime], object]) -> None:
    a_year_later = FRIDAY_NOON + timedelta(days=365)
    act(a_year_later)
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        act(a_year_later)
    finally:
        sys.setprofile(None)
    assert calls < 50
