"""When leaders are reminded: of a signature that is missing, of a review, of a term that ends."""

from __future__ import annotations

from datetime import datetime, timedelta

from slaportal.worktime import Schedule, next_open

#: Days after a round was opened at which those who have not signed are reminded; there is no further reminder.
SIGNATURE_AFTER = (2, 5, 10)
#: Days before a date at which it is announced (requirement B7: 14, 7, 1 days before, then overdue).
DATE_AHEAD = (14, 7, 1)
#: A date that has passed is told at once and then weekly, this many times in all.
OVERDUE_TIMES = 4


def next_reminder(
    opened_at: datetime, sent: int, *, schedule: Schedule, now: datetime, expires_at: datetime | None
) -> datetime | None:
    """Return when the next reminder of an open round is due, in business hours, after ``sent`` were sent; None for never.

    After an outage the stale ones are skipped: the next is the first that lies after ``now``. None is due once the
    round has ended.
    """
    for days in SIGNATURE_AFTER[sent:]:
        due = next_open(schedule, opened_at + timedelta(days=days))
        if due > now:
            return due if expires_at is None or due < expires_at else None
    return None


def rung_of(days: int) -> str | None:
    """Return the step of announcing a date ``days`` ahead (negative: past) that is now due, or None.

    Steps are "14", "7", "1" and "overdue-1" to "overdue-4". Only the nearest is due, so that an outage is not followed by
    a heap of stale news.
    """
    if days < 0:
        week = (-days - 1) // 7 + 1
        return f"overdue-{week}" if week <= OVERDUE_TIMES else None
    return next((str(step) for step in sorted(DATE_AHEAD) if days <= step), None)
