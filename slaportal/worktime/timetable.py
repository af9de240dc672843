"""A schedule's open time laid out along the wall clock, before any zone: a week that repeats, less the holidays.

A wall clock reading is a whole number of microseconds since the first midnight of year 1, which was a Monday. Sums over
the week and over the holidays are kept, so that any length of time costs two look-ups and no walk from day to day.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from datetime import date
from itertools import accumulate

from slaportal.worktime.instants import DAY, WEEK, midnight_of

Span = tuple[int, int]


class Timetable:
    """Open time along the wall clock: `elapsed` sums it up, `reach` goes the other way, `spans_on` lists one date."""

    def __init__(self, week: Sequence[Span], holidays: Collection[date]) -> None:
        """`week` holds the open spans of a week in order, apart, each within one day."""
        self.days_open = frozenset(begin // DAY for begin, _ in week)
        self._week = tuple(week)
        self._begins = [0, *(begin for begin, _ in week)]
        self._lengths = [0, *(end - begin for begin, end in week)]
        self._sums = list(accumulate(self._lengths))
        self._per_week = self._sums[-1]
        self._lay_out(holidays)

    def _lay_out(self, holidays: Collection[date]) -> None:
        starts = (midnight_of(day) for day in sorted(holidays) if day.weekday() in self.days_open)
        self._holiday_starts = list(starts)
        self._at_holiday = [self._before_holidays(start) for start in self._holiday_starts]
        self._lost_on = [
            self._before_holidays(start + DAY) - open_time
            for start, open_time in zip(self._holiday_starts, self._at_holiday, strict=True)
        ]
        self._lost_before = [0, *accumulate(self._lost_on)]
        self._elapsed_at_holiday = [
            open_time - lost for open_time, lost in zip(self._at_holiday, self._lost_before, strict=False)
        ]

    def _before_holidays(self, reading: int) -> int:
        weeks, into_week = divmod(reading, WEEK)
        window = bisect_right(self._begins, into_week) - 1
        unused = max(self._begins[window] + self._lengths[window] - into_week, 0)
        return weeks * self._per_week + self._sums[window] - unused

    def elapsed(self, reading: int) -> int:
        """Open time from the first midnight of year 1 until the wall clock shows `reading`, on an even clock."""
        open_time = self._before_holidays(reading)
        begun = bisect_left(self._holiday_starts, reading)
        if not begun:
            return open_time
        lost_on_last = min(open_time - self._at_holiday[begun - 1], self._lost_on[begun - 1])
        return open_time - self._lost_before[begun - 1] - lost_on_last

    def reach(self, amount: int) -> int:
        """The earliest reading at which `elapsed` is `amount`, which must be more than nothing."""
        passed = bisect_left(self._elapsed_at_holiday, amount)
        weeks, rest = divmod(amount + self._lost_before[passed] - 1, self._per_week)
        window = bisect_left(self._sums, rest + 1)
        return weeks * WEEK + self._begins[window] + rest + 1 - self._sums[window - 1]

    def spans_on(self, day: date) -> list[Span]:
        """The open spans of a date in order, as readings; empty on a holiday."""
        midnight = midnight_of(day)
        holiday = bisect_left(self._holiday_starts, midnight)
        if self._holiday_starts[holiday : holiday + 1] == [midnight]:
            return []
        monday = midnight - day.weekday() * DAY
        return [(monday + begin, monday + end) for begin, end in self._week if begin // DAY == day.weekday()]
