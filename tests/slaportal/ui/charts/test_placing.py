"""Words beside a point of a chart: no line runs through them."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from slaportal.ui.charts import PacePoint, pace
from slaportal.ui.charts.placing import LETTER, NEXT_LINE, RISE, Place, Room, beside, height_at
from slaportal.ui.charts.scale import Point

ROOM = Room(0, 400, 0, 200)
SAID = ("207 delivered", "ideal 183, 24 ahead")
RISING = [Point(0, 200), Point(200, 100)]


def test_words_stand_to_the_right_and_below() -> None:
    assert beside(Point(200, 100), SAID, [RISING], ROOM) == Place(212, 115, "")


def test_a_line_that_leaves_lower_pushes_them_down() -> None:
    lower = [Point(0, 200), Point(400, 60)]  # at the point it is 130 high
    assert beside(Point(200, 100), SAID, [RISING, lower], ROOM) == Place(212, 145, "")


def test_without_room_on_the_right_they_stand_on_the_left_under_the_curve() -> None:
    place = beside(Point(390, 40), SAID, [[Point(0, 200), Point(390, 40)]], ROOM)
    assert (place.x, place.anchor) == (378, "end")
    assert 40 + 9 + RISE < place.y < 200


def test_at_the_foot_they_stand_over_every_line() -> None:
    place = beside(Point(20, 195), SAID, [[Point(20, 195), Point(400, 20)]], ROOM)
    assert place.anchor == ""
    assert place.y + NEXT_LINE < 195


def test_without_any_room_they_stay_on_the_paper() -> None:
    lines = [[Point(0, 5), Point(400, 5)], [Point(0, 195), Point(400, 195)]]
    place = beside(Point(200, 100), SAID, lines, ROOM)
    assert RISE <= place.y <= 200 - NEXT_LINE


def test_a_line_has_no_height_beside_itself() -> None:
    assert height_at(RISING, 100) == 150
    assert height_at(RISING, 201) is None


@given(weeks=st.lists(st.integers(4, 36), min_size=1, max_size=12), goal=st.integers(200, 280))
@example(
    weeks=[4, 4, 4, 4, 4, 4, 20, 36, 34, 29, 36], goal=200
)  # a place that touches its band to the last digit
def test_no_course_of_a_quarter_runs_through_its_words(weeks: list[int], goal: int) -> None:
    delivered, points = 0, []
    for number, count in enumerate(weeks):
        delivered += count
        points.append(PacePoint(5 * number + 4, delivered, "day"))
    chart = pace(points, goal=goal, days=64, dates=())
    width = max(len(chart.delivered_text), len(chart.gap_text)) * LETTER
    left = chart.words_x - width if chart.words_anchor else chart.words_x
    assert left >= 34
    assert left + width <= 606
    top, bottom = chart.words_y - RISE, chart.words_y + NEXT_LINE
    for path in (chart.actual, chart.ideal, chart.need):
        course = [Point(*map(float, place.split())) for place in path.strip("M").split("L") if place]
        for x in range(int(left), int(left + width) + 1, 3):
            height = height_at(course, x)
            assert height is None or not top < height < bottom, (path, x, height, top, bottom)
