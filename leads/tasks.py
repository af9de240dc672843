"""The doors through which time comes in: beat runs these by the timetable in slaportal/timetable.py."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from leads.operations import closing_quarter, escalating, importing, receiving

#: A worker that also keeps the clocks gets back to them after this long; the next beat goes on with the files.
SLICE = 4.0


@shared_task(name="leads.tasks.work_batches")
def work_batches() -> None:
    """Read the files that are being tried or imported, a few seconds' worth."""
    importing.work(clock=timezone.now, seconds=SLICE)


@shared_task(name="leads.tasks.tick")
def tick() -> None:
    """Take every step that time has made due: warnings, breaches, escalations, first assignments, judging again."""
    escalating.tick(at=timezone.now())


@shared_task(name="leads.tasks.retry_arrivals")
def retry_arrivals() -> None:
    """Process the arrivals that could not be processed when they came."""
    receiving.try_again(at=timezone.now())


@shared_task(name="leads.tasks.close_quarters")
def close_quarters() -> None:
    """Freeze the figures of every quarter that is over and open its review."""
    closing_quarter.close_due(at=timezone.now())
