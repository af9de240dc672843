"""One agreement's quarter as instants: where it begins and ends in the agreement's zone, and from when it is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from agreements.models import Agreement
from agreements.rules import quarters
from leads.rules import pace
from slaportal.worktime import Schedule


@dataclass(frozen=True, slots=True)
class Frame:
    """One agreement's quarter as instants, looked at from ``at``."""

    agreement: Agreement
    quarter: str
    schedule: Schedule
    at: datetime

    @property
    def first(self) -> date:
        """The first local date of the quarter."""
        return quarters.first_day(self.quarter)

    @property
    def last(self) -> date:
        """The last local date of the quarter."""
        return quarters.last_day(self.quarter)

    @property
    def start(self) -> datetime:
        """The first instant of the quarter in the agreement's zone."""
        return self.midnight(self.first)

    @property
    def end(self) -> datetime:
        """The first instant after the quarter."""
        return self.midnight(self.last + timedelta(days=1))

    @property
    def today(self) -> date:
        """The local date of ``at``."""
        return self.day_of(self.at)

    @property
    def weeks(self) -> tuple[date, ...]:
        """The first day of each week of the quarter."""
        return pace.weeks(self.first, self.last)

    @property
    def week_starts(self) -> tuple[datetime, ...]:
        """The first instant of each week of the quarter."""
        return tuple(self.midnight(day) for day in self.weeks)

    def midnight(self, day: date) -> datetime:
        """Return the first instant of a local date."""
        return datetime.combine(day, time(0), ZoneInfo(self.schedule.zone))

    def day_of(self, instant: datetime) -> date:
        """Return the local date of an instant."""
        return self.schedule.wall_clock(instant).date()
