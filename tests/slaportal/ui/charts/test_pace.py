"""How far the quarter has come against its promise."""

from __future__ import annotations

from slaportal.ui.charts import Pace, PacePoint, pace
from slaportal.ui.charts.scale import Point

DATES = ((0, "1 Oct"), (22, "2 Nov"), (64, "31 Dec"))


def course(*points: tuple[int, int], goal: int = 240) -> Pace:
    return pace(
        [PacePoint(day, count, f"day {day}") for day, count in points], goal=goal, days=64, dates=DATES
    )


def test_the_words_name_the_gap_to_the_ideal_of_today() -> None:
    chart = course((2, 5), (33, 117))
    assert chart.delivered_text == "117 delivered"
    assert chart.gap_text == "ideal 124, 7 behind"
    assert chart.need_text == "4.0 a day needed"
    assert chart.label == "Delivered leads by workday: 117 of an ideal 124, 240 promised"


def test_ahead_and_on_course_have_their_own_words() -> None:
    assert course((32, 130)).gap_text == "ideal 120, 10 ahead"
    assert course((32, 120)).gap_text == "ideal 120, on course"


def test_the_curve_stands_where_the_axes_say() -> None:
    chart = course((33, 117))
    assert [tick.label for tick in chart.ticks] == ["0", "50", "100", "150", "200", "250"]
    assert chart.now == Point(328.9, 120.4)
    assert chart.goal == Point(606.0, 22.0)
    assert [(tick.place, tick.anchor) for tick in chart.dates] == [(34.0, ""), (230.6, "mid"), (606.0, "end")]


def test_a_finished_quarter_needs_nothing_more() -> None:
    chart = course((64, 230))
    assert (chart.need, chart.need_text) == ("", "")
    assert chart.words_anchor == "end"


def test_a_kept_promise_needs_nothing_more() -> None:
    chart = course((40, 251))
    assert (chart.need, chart.need_text) == ("", "")
    assert chart.ticks[-1].label == "300"


def test_the_first_day_of_a_quarter_is_drawn_too() -> None:
    chart = course()
    assert chart.delivered_text == "0 delivered"
    assert chart.gaps == ()


def test_the_strip_shows_the_gap_of_every_week_and_leaves_today_to_the_curve() -> None:
    chart = course((2, 5), (7, 24), (12, 43), (17, 64), (22, 82), (27, 97), (32, 113), (33, 117))
    assert [bar.text for bar in chart.gaps] == ["−3", "−2", "−2", "0", "−1", "−4", "−7"]
    assert all(bar.y >= 276 for bar in chart.gaps if bar.text.startswith("−"))


def test_a_bar_above_the_line_keeps_its_room() -> None:
    (bar,) = course((32, 220)).gaps
    assert (bar.y, bar.height, bar.text) == (262.0, 14.0, "+100")


def test_those_who_do_not_see_it_read_every_week() -> None:
    chart = course((2, 5), (33, 117))
    assert chart.table.rows == (("day 2", "5", "8", "−3"), ("day 33", "117", "124", "−7"))
