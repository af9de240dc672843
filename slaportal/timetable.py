"""The one timetable of everything that happens by itself, and when each of it last went well."""

from __future__ import annotations

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600

# task → seconds between two runs. A run that nobody picked up before the next one is due has expired: every
# task looks at the database for what is due, so a missed run costs time, never work.
TIMETABLE: dict[str, int] = {
    "leads.tasks.work_batches": 5,
    "slaportal.notifications.tasks.deliver": 10,
    "leads.tasks.tick": 15,
    "leads.tasks.retry_arrivals": MINUTE,
    "agreements.tasks.print_sealed": MINUTE,
    "agreements.tasks.chase": 15 * MINUTE,
    "leads.tasks.close_quarters": HOUR,
    "agreements.tasks.export_anchor": HOUR,  # one anchor a day, whichever run comes first
    "agreements.tasks.verify": DAY,
    "slaportal.notifications.tasks.digest": 5 * MINUTE,
}


def last_run_key(task: str) -> str:
    """Return the cache key under which the moment of a task's last good run is kept."""
    return f"last-run:{task}"
