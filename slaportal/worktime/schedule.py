"""The hours a company works, as one immutable value: weekly windows, holidays and the zone they are read in."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from slaportal.worktime.timetable import Timetable
from slaportal.worktime.windows import MIDNIGHT, Window, read_pairs, read_weekly, write_time

# Systems keep files of these names beside the zones: what this machine is set to, and zones that count leap seconds.
_NO_ZONES = ("localtime", "posixrules", "posix/", "right/")
_DOCUMENT_KEYS = {"zone", "weekly", "holidays"}


@dataclass(frozen=True)
class Schedule:
    """Weekly hours in a zone, closed on holidays. Equal by value and hashable.

    `weekly` maps a weekday (0 = Monday) to its windows. A window is open from its first time up to, not including, its
    second; time(0) as the end is midnight at the day's end; an end before the start lies on the next day, and the part
    after midnight belongs to that day. `holidays` are local dates, closed from midnight to midnight.

    Raises ValueError naming what is wrong: an unknown zone or weekday, a window that is empty or overlaps another.
    """

    zone: str
    weekly: Mapping[int, Sequence[Window]]
    holidays: Collection[date] = ()
    timetable: Timetable = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        weekly, week = read_weekly(self.weekly)
        holidays = frozenset(_read_holidays(self.holidays))
        object.__setattr__(self, "zone", _read_zone(self.zone))
        object.__setattr__(self, "weekly", MappingProxyType(weekly))
        object.__setattr__(self, "holidays", holidays)
        object.__setattr__(self, "timetable", Timetable(week, holidays))

    def __hash__(self) -> int:
        return hash((self.zone, tuple(self.weekly.items()), self.holidays))

    def __reduce__(self) -> tuple[Any, ...]:
        return Schedule, (self.zone, dict(self.weekly), self.holidays)

    def wall_clock(self, at: datetime) -> datetime:
        """What the wall clock of the schedule's zone reads at an instant; ValueError at the very ends of the calendar."""
        try:
            return at.astimezone(ZoneInfo(self.zone))
        except OverflowError as error:
            raise ValueError(f"{at.isoformat()} lies outside the years 1 to 9999 in {self.zone}.") from error

    def to_document(self) -> dict[str, Any]:
        """The schedule as plain JSON values; equal schedules give equal documents."""
        return {
            "zone": self.zone,
            "weekly": {
                str(weekday): [[write_time(begin), write_time(end)] for begin, end in windows]
                for weekday, windows in self.weekly.items()
            },
            "holidays": [day.isoformat() for day in sorted(self.holidays)],
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Schedule":
        """Read what `to_document` writes; "24:00" may stand for midnight at the day's end. ValueError names the fault."""
        if not isinstance(document, Mapping) or not {"zone", "weekly"} <= document.keys() <= _DOCUMENT_KEYS:
            raise ValueError("A schedule is written with zone, weekly and holidays, and nothing else.")
        if not isinstance(document["weekly"], Mapping):
            raise ValueError("The weekly hours must be windows listed under the weekdays 0 to 6.")
        return cls(
            document["zone"],
            {
                _weekday_written(key): [
                    (_time_written(begin), _time_written(end))
                    for begin, end in read_pairs(windows, f"day {key}")
                ]
                for key, windows in document["weekly"].items()
            },
            [_date_written(text) for text in _holidays_listed(document.get("holidays", ()))],
        )


def _read_zone(zone: object) -> str:
    if not isinstance(zone, str) or not zone or zone.startswith(_NO_ZONES):
        raise ValueError(f"A time zone is named like Europe/London, not {zone!r}.")
    try:
        ZoneInfo(zone)
    except (KeyError, OSError, ValueError) as error:
        raise ValueError(f"There is no time zone named {zone!r}.") from error
    return zone


def _holidays_listed(holidays: object) -> Iterable[object]:
    if not isinstance(holidays, Iterable) or isinstance(holidays, str | bytes):
        raise ValueError(f"Holidays must be a list of dates, not {holidays!r}.")
    return holidays


def _read_holidays(holidays: object) -> Iterator[date]:
    for day in _holidays_listed(holidays):
        if not isinstance(day, date) or isinstance(day, datetime):
            raise ValueError(f"A holiday must be a date, not {day!r}.")
        yield day


def _weekday_written(key: object) -> int:
    if not isinstance(key, str) or key not in "0123456" or len(key) != 1:
        raise ValueError(f"A weekday is written as a digit from 0 for Monday to 6 for Sunday, not {key!r}.")
    return int(key)


def _time_written(text: object) -> time:
    if text == "24:00":
        return MIDNIGHT
    try:
        return time.fromisoformat(text)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise ValueError(f"A time of day is written like 09:30, not {text!r}.") from error


def _date_written(text: object) -> date:
    try:
        return date.fromisoformat(text)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise ValueError(f"A holiday is written like 2026-12-25, not {text!r}.") from error
