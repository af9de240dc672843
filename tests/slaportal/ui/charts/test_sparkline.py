"""The trend on a clause card."""

from __future__ import annotations

from slaportal.ui.charts import sparkline
from slaportal.ui.charts.scale import Point


def test_the_promise_lies_where_its_figure_lies() -> None:
    chart = sparkline((96, 95.4, 94, 92.5, 91, 90.2, 90.5, 90.8), 95, places=1)
    assert chart is not None
    assert chart.promise_from == Point(0, 6.4)
    assert chart.promise_to == Point(96, 6.4)
    assert chart.path.startswith("M3.0 3.0L15.9 5.1")
    assert chart.end == Point(93.0, 20.9)


def test_a_promise_below_every_figure_still_lies_on_the_paper() -> None:
    chart = sparkline((90, 94), 85)
    assert chart is not None
    assert chart.promise_from == Point(0, 23.0)


def test_the_course_of_a_volume_rises_with_its_ideal() -> None:
    chart = sparkline((5, 117), (7.5, 124))
    assert chart is not None
    assert chart.promise_from is not None
    assert chart.promise_to == Point(93.0, 3.0)
    assert chart.promise_from.x == 3.0


def test_a_week_without_figures_is_a_gap_and_is_said() -> None:
    chart = sparkline((90, None, 92))
    assert chart is not None
    assert chart.path == "M3.0 23.0M93.0 3.0"
    assert chart.label == "Trend over 3 weeks: 90, not measured, 92"


def test_nothing_measured_draws_nothing() -> None:
    assert sparkline((None, None), 95) is None
    assert sparkline((), 95) is None


def test_one_week_is_a_point() -> None:
    chart = sparkline((90,))
    assert chart is not None
    assert chart.end == Point(3.0, 13.0)
