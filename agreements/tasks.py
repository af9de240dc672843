"""The door through which time comes in: beat runs ``chase`` by the timetable in slaportal/celery.py."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from agreements.operations import scheduling


@shared_task(name="agreements.tasks.chase")
def chase() -> None:
    """End rounds, remind of signatures, announce reviews and ending terms."""
    scheduling.chase(at=timezone.now())
