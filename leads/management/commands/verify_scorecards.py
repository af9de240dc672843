"""Counts every closed quarter again from the facts and says whether its frozen figures still hold."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from leads.models import Scorecard
from leads.queries import scorecards


class Command(BaseCommand):
    """``manage.py verify_scorecards``: exit code 0 when every scorecard holds (requirement D4)."""

    help = "Count every closed quarter again from the facts and compare."

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare each scorecard and write one line for it, and one for every difference."""
        broken = 0
        closed = Scorecard.objects.select_related("agreement").order_by("agreement", "quarter")
        for scorecard in closed:
            faults = scorecards.replay(scorecard)
            broken += bool(faults)
            self.stdout.write(f"{scorecard}: {'differs' if faults else 'holds'}")
            for fault in faults:
                self.stdout.write(f"  {fault}")
        if broken:
            raise CommandError(f"{broken} of {len(closed)} scorecards differ from the facts.")
        self.stdout.write(f"{len(closed)} scorecards hold.")
