"""Clocks of promises are started, met, closed and swept for what is due."""

from leads.operations.timing.finishing import close, follow, meet, update_status, withdraw
from leads.operations.timing.queue import refresh
from leads.operations.timing.starting import (
    Qualified,
    Started,
    accept,
    deliver,
    deliver_waiting,
    keep,
    own,
    start,
    transfer,
)
from leads.operations.timing.sweeping import sweep

__all__ = [
    "Qualified",
    "Started",
    "accept",
    "close",
    "deliver",
    "deliver_waiting",
    "follow",
    "keep",
    "meet",
    "own",
    "refresh",
    "start",
    "sweep",
    "transfer",
    "update_status",
    "withdraw",
]
