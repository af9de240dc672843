"""Beats of the timetable that send what waits in the outbox."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from slaportal.notifications import delivering


@shared_task
def deliver() -> None:
    """Send the e-mails that are due."""
    delivering.deliver(clock=timezone.now)


@shared_task
def digest() -> None:
    """Send the daily digests that are due."""
    delivering.send_digests(clock=timezone.now)
