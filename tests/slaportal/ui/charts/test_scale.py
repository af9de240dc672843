"""From figures to places on the paper."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from slaportal.ui.charts.scale import Point, Scale, line, round_step, upright


@pytest.mark.parametrize(
    ("highest", "parts", "step"),
    [(240, 5, 50), (26, 3, 10), (97, 2, 50), (1, 5, 1), (10, 5, 2), (1001, 1, 2000)],
)
def test_steps_are_round(highest: float, parts: int, step: int) -> None:
    assert round_step(highest, parts) == step


@given(some.floats(1, 1e7), some.integers(1, 8))
def test_a_scale_reaches_above_the_highest_figure_in_few_steps(highest: float, parts: int) -> None:
    scale, ticks = upright(highest, parts=parts, bottom=200, top=0)
    assert scale.high >= highest
    assert 2 <= len(ticks) <= parts + 1
    assert (ticks[0].place, ticks[-1].place) == (200, 0)


def test_equal_figures_lie_in_the_middle() -> None:
    assert Scale(100, 100, 23, 3).at(100) == 13


def test_a_gap_lifts_the_pen() -> None:
    assert line([Point(0, 1), None, Point(2, 3), Point(4, 5)]) == "M0 1M2 3L4 5"
