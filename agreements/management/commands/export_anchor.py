"""Writes the day's anchor of all ledgers, which the timetable does by itself too."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agreements.operations import anchoring
from slaportal.audit.keys import BadKey
from slaportal.errors import Refused


class Command(BaseCommand):
    """``manage.py export_anchor``: one file a day in ANCHOR_DIR; prints its path."""

    help = (
        "Sign the heads of all ledgers and write them to a file of ANCHOR_DIR, once a day (docs/signing.md)."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Export, and say where to."""
        try:
            written = anchoring.export(at=timezone.now())
        except (Refused, BadKey, OSError) as fault:
            raise CommandError(str(fault)) from fault
        if not written.is_new:
            self.stderr.write("The anchor of today was there already.")
        self.stdout.write(str(written.path))
