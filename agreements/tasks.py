"""The door through which time comes in: beat runs ``chase`` by the timetable in slaportal/celery.py."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from agreements.operations import printing, scheduling


@shared_task(name="agreements.tasks.chase")
def chase() -> None:
    """End rounds, remind of signatures, announce reviews and ending terms."""
    scheduling.chase(at=timezone.now())


@shared_task(name="agreements.tasks.print_sealed")
def print_sealed() -> None:
    """Make the documents of sealed versions that miss them."""
    printing.sweep(at=timezone.now())
