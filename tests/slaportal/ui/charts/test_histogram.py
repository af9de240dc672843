"""How long answers took."""

from __future__ import annotations

from slaportal.ui.charts import Bin, Threshold, histogram

BINS = (
    Bin("≤ 30 min", 24, "best"),
    Bin("≤ 1 day", 8),
    Bin("late", 11, "late", "/leads/?late=1"),
    Bin("never", 0, "late"),
)


def test_each_bar_says_by_its_class_how_the_promise_fared() -> None:
    chart = histogram(BINS, label="", caption="")
    assert [bar.css for bar in chart.bars] == ["b1", "b2", "blate", "blate"]


def test_bars_stand_on_the_axis_and_are_as_high_as_their_count() -> None:
    chart = histogram(BINS, label="", caption="")
    assert [tick.label for tick in chart.ticks] == ["0", "10", "20", "30"]
    assert [round(bar.y + bar.height, 1) for bar in chart.bars] == [206.0] * 4
    assert chart.bars[0].height == 134.4
    assert chart.bars[3].height == 0.0


def test_a_limit_stands_between_two_bars() -> None:
    chart = histogram(BINS, label="", caption="", thresholds=(Threshold(1, "best"),))
    assert chart.bars[0].x + chart.bars[0].width < chart.limits[0].place < chart.bars[1].x


def test_bars_that_lead_somewhere_make_the_drawing_a_group_of_links() -> None:
    assert histogram(BINS, label="", caption="").is_linked
    assert not histogram(BINS[:2], label="", caption="").is_linked


def test_no_answers_draw_an_empty_axis() -> None:
    chart = histogram((), label="", caption="")
    assert chart.bars == ()
    assert [tick.label for tick in chart.ticks] == ["0", "1"]
