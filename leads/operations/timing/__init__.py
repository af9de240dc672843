"""Clocks of promises are started, met, closed and swept for what is due."""

from leads.operations.timing.book import STINT_FIELDS, Book, deliver_waiting
from leads.operations.timing.queue import refresh
from leads.operations.timing.starting import Qualified, Started, deliver, keep, start
from leads.operations.timing.sweeping import sweep

__all__ = [
    "STINT_FIELDS",
    "Book",
    "Qualified",
    "Started",
    "deliver",
    "deliver_waiting",
    "keep",
    "refresh",
    "start",
    "sweep",
]
