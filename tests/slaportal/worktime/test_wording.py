"""Hours in words, as the agreement prints them."""

from datetime import time

import pytest

from slaportal.worktime import Schedule, hours_in_words
from slaportal.worktime.windows import Window
from tests.slaportal.worktime.cases import MIDNIGHT, OFFICE, ROUND_THE_CLOCK

MORNING, DAY, EVENING = (time(9), time(12)), (time(9), time(17)), (time(18), MIDNIGHT)


def on(*weekdays: int) -> dict[int, list[Window]]:
    return {weekday: [DAY] for weekday in weekdays}


@pytest.mark.parametrize(
    ("weekly", "words"),
    [
        (OFFICE, "Monday to Friday, 09:00 to 17:30"),
        (ROUND_THE_CLOCK, "around the clock"),
        (on(0, 1, 2, 3, 4, 5, 6), "every day, 09:00 to 17:00"),
        ({0: [(MIDNIGHT, MIDNIGHT)]}, "Monday, all day"),
        (on(0, 1, 2, 3, 6), "Sunday to Thursday, 09:00 to 17:00"),
        (on(0, 2), "Monday and Wednesday, 09:00 to 17:00"),
        (on(0, 1), "Monday and Tuesday, 09:00 to 17:00"),
        (on(0, 1, 2, 4), "Monday to Wednesday and Friday, 09:00 to 17:00"),
        ({0: [MORNING, (time(13), time(17))]}, "Monday, 09:00 to 12:00 and 13:00 to 17:00"),
        (
            {0: [DAY], 4: [MORNING, EVENING]},
            "Monday, 09:00 to 17:00; Friday, 09:00 to 12:00 and 18:00 to midnight",
        ),
        ({5: [(time(22), time(6))]}, "Saturday, 22:00 to 06:00 the next day"),
        ({}, "never open"),
    ],
)
def test_hours_read_like_a_sign_on_a_door(weekly: dict[int, list[Window]], words: str) -> None:
    assert hours_in_words(Schedule("Europe/London", weekly)) == f"{words}, Europe/London"
