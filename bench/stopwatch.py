"""Times two things turn about, so that whatever else the machine does falls on both."""

from __future__ import annotations

import gc
import re
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter_ns

from django.db import connection
from django.test.utils import CaptureQueriesContext

Doing = Callable[[], object]


@dataclass(frozen=True)
class Times:
    """Medians in nanoseconds: what was measured, and its reference."""

    ours: float
    reference: float


def took(doing: Doing) -> int:
    """Return how many nanoseconds something took."""
    begun = perf_counter_ns()
    doing()
    return perf_counter_ns() - begun


def turn_about(ours: Doing, reference: Doing, *, rounds: int, warm: int = 1) -> Times:
    """Do both, one after the other, ``rounds`` times after ``warm`` rounds that do not count, and return the medians."""
    for _ in range(warm):
        reference()
        ours()
    gc.collect()
    pairs = [(took(reference), took(ours)) for _ in range(rounds)]
    return Times(median(pair[1] for pair in pairs), median(pair[0] for pair in pairs))


def queries(doing: Doing) -> int:
    """Return how many statements something asks of the database, without those that begin and end transactions."""
    with CaptureQueriesContext(connection) as captured:
        doing()
    return sum(not _FRAME.match(query["sql"]) for query in captured)


_FRAME = re.compile(r"(BEGIN|COMMIT|SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK)\b")


@dataclass
class Memory:
    """The most memory a piece of work took, in MB above what was in use before."""

    taken: float = 0.0


@contextmanager
def memory() -> Iterator[Memory]:
    """Measure what is done meanwhile; where the system cannot forget its old high-water mark, above that one."""
    found = Memory()
    _forget_peak()
    before = _peak()
    yield found
    found.taken = max(_peak() - before, 0.0)


def _forget_peak() -> None:
    """Ask Linux to count the high-water mark from now on."""
    switch = Path("/proc/self/clear_refs")
    if switch.exists():
        switch.write_text("5")


def _peak() -> float:
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
        if found:
            return int(found.group(1)) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
