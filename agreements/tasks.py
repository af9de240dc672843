"""The doors through which time comes in: beat runs them by the timetable in slaportal/timetable.py."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from agreements.operations import anchoring, printing, scheduling, watching


@shared_task(name="agreements.tasks.chase")
def chase() -> None:
    """End rounds, remind of signatures, announce reviews and ending terms."""
    scheduling.chase(at=timezone.now())


@shared_task(name="agreements.tasks.print_sealed")
def print_sealed() -> None:
    """Make the documents of sealed versions that miss them."""
    printing.sweep(at=timezone.now())


@shared_task(name="agreements.tasks.export_anchor")
def export_anchor() -> None:
    """Sign the heads of all ledgers, once a day."""
    anchoring.export(at=timezone.now())


@shared_task(name="agreements.tasks.verify")
def verify() -> None:
    """Verify all evidence, and tell administrators when something was altered."""
    watching.watch(at=timezone.now())
