"""The doors through which time comes in: beat runs these by the timetable in slaportal/timetable.py."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from leads.operations import closing_quarter, escalating, receiving


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
