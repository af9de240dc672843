"""What a definition would have brought, month by month."""

from __future__ import annotations

from slaportal.ui.charts import Month, stacked

YEAR = [Month(f"M{number}", 78 + number, 60 + number, number) for number in range(12)]


def test_three_bars_share_a_foot_and_the_longest_lies_behind() -> None:
    (column,) = stacked([Month("Oct", 92, 81, 1)], promise=90).columns
    assert [css for css, _y, _height in column.tops] == ["b3", "b2", "b1"]
    assert [round(y + height, 1) for _css, y, height in column.tops] == [146.0] * 3
    assert column.title == "Oct: 92 qualified, 81 accepted, 1 won"


def test_the_promise_is_a_line_at_its_figure() -> None:
    chart = stacked(YEAR, promise=90)
    assert chart.promise == 38.0
    assert chart.promise_text == "Promise, 90 a month"


def test_without_a_promise_there_is_no_line() -> None:
    chart = stacked(YEAR)
    assert (chart.promise, chart.promise_text) == (None, "")


def test_a_promise_above_every_month_still_lies_on_the_paper() -> None:
    assert stacked([Month("Oct", 10, 5, 1)], promise=90).ticks[-1].label == "100"


def test_of_twelve_months_every_second_is_named() -> None:
    assert [column.label for column in stacked(YEAR).columns][:4] == ["M0", "", "M2", ""]
    assert [column.label for column in stacked(YEAR[:6]).columns] == ["M0", "M1", "M2", "M3", "M4", "M5"]


def test_a_month_without_any_draws_no_bar() -> None:
    assert stacked([Month("Oct", 0, 0, 0)]).columns[0].tops == ()


def test_the_legend_carries_the_sums() -> None:
    chart = stacked(YEAR)
    assert (chart.qualified, chart.accepted, chart.won) == ("1,002", "786", "66")


def test_columns_stay_inside_the_paper() -> None:
    last = stacked(YEAR).columns[-1]
    assert last.x + last.width <= 312
