"""Business time: when a schedule is open, and how much of that time has run between two instants."""

from slaportal.worktime.arithmetic import (
    add,
    add_business_days,
    add_calendar_days,
    between,
    is_open,
    next_open,
)
from slaportal.worktime.schedule import Schedule
from slaportal.worktime.wording import hours_in_words
from slaportal.worktime.workdays import is_workday, workdays_between

__all__ = [
    "Schedule",
    "add",
    "add_business_days",
    "add_calendar_days",
    "between",
    "hours_in_words",
    "is_open",
    "is_workday",
    "next_open",
    "workdays_between",
]
