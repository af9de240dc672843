"""Verifies the evidence of all agreements, or of one, and says so by its exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from agreements.models import Agreement
from agreements.queries.verification import verify
from agreements.rules.verification import EXIT_CODES, Report, Severity, Verdict

_UNCHECKED = EXIT_CODES[Verdict.UNCHECKED]
_MARKS = {Severity.ALTERED: "ALTERED", Severity.UNCHECKED: "cannot be checked", Severity.NOTE: "note"}


class Command(BaseCommand):
    """``manage.py verify_agreements``: 0 when all is exact, 1 when altered, 2 when not all could be checked."""

    help = (
        "Compute every hash again and compare rows, ledgers, seals, histories and anchors (docs/signing.md)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Say what may be asked for."""
        parser.add_argument("--json", action="store_true", help="Write the report as JSON, for programs.")
        parser.add_argument(
            "--anchor", metavar="FILE", help="Check that the ledgers still hold what this anchor holds."
        )
        parser.add_argument("--agreement", metavar="SLUG", help="Verify this agreement alone.")

        parser.add_argument(
            "--reprint",
            action="store_true",
            help="Print every PDF again and compare the bytes; this takes its time.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify, write the findings, and leave the exit code."""
        agreement, anchor = _agreement(options["agreement"]), _anchor(options["anchor"])
        report = verify(agreement, anchor=anchor, reprint=options["reprint"])
        if options["json"]:
            self.stdout.write(json.dumps(report.to_document(), indent=2, ensure_ascii=False))
        else:
            self._tell(report)
        if code := EXIT_CODES[report.verdict]:
            said = {1: "Something was altered.", 2: "Something could not be checked."}[code]
            raise CommandError(said, returncode=code)

    def _tell(self, report: Report) -> None:
        for finding in report.findings:
            self.stdout.write(f"{_MARKS[finding.severity]}: {finding.where}: {finding.said} [{finding.kind}]")
        looked = ", ".join(f"{number} {name}" for name, number in report.looked_at.items())
        self.stdout.write(f"Looked at {looked}.")
        if report.verdict is Verdict.EXACT:
            self.stdout.write("All is exact.")


def _agreement(slug: str | None) -> Agreement | None:
    if slug is None:
        return None
    try:
        return Agreement.objects.get(slug=slug)
    except Agreement.DoesNotExist as missing:
        raise CommandError(f"There is no agreement “{slug}”.", returncode=_UNCHECKED) from missing


def _anchor(path: str | None) -> str | None:
    if path is None:
        return None
    try:
        return Path(path).read_text()
    except (OSError, UnicodeDecodeError) as fault:
        raise CommandError(f"The anchor cannot be read: {fault}.", returncode=_UNCHECKED) from fault
