"""Imports a file of leads, or of what leads did, from the command line, as the upload screen does."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from leads.models import Batch, BatchRow, Channel
from leads.operations import importing
from leads.rules.sheets.mapping import Malformed, from_json
from slaportal.accounts.models import User
from slaportal.errors import Refused

#: What the command ends with: everything went in; nothing did; some rows did not.
DONE, REFUSED, INCOMPLETE = 0, 1, 3
_SAID = {
    "new": "new",
    "joined": "joined to known leads",
    "unchanged": "imported before",
    "refused": "not imported",
    "warned": "with a remark",
    "blank": "blank",
    "passes": "handed over to sales",
}


class Command(BaseCommand):
    """Prints every row that was not simply new, then the counts."""

    help = (
        "Imports leads from FILE (CSV, .xlsx or vCard). Ends with 0 when every row went in, with 1 when nothing did "
        "and with 3 when some rows did not."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the file, its channel, its mapping, what it holds, the dry run and who brings it."""
        parser.add_argument("file", type=Path, help="The file to import.")
        parser.add_argument(
            "--channel", required=True, metavar="SLUG", help="The channel the leads come through."
        )
        parser.add_argument(
            "--mapping", required=True, type=Path, metavar="FILE.json", help="What the columns mean."
        )
        parser.add_argument(
            "--kind",
            choices=("leads", "events"),
            default="leads",
            help="What the file holds: leads, or one event of a known lead in each row.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Read and judge every row, import none.")
        parser.add_argument(
            "--by", metavar="EMAIL", help="Who brings the leads; without it, nobody in person."
        )

    def handle(
        self,
        *,
        file: Path,
        channel: str,
        mapping: Path,
        kind: str,
        dry_run: bool,
        by: str | None,
        **_: Any,
    ) -> None:
        """Import; raises CommandError with a sentence when nothing can be."""
        try:
            said = from_json(mapping.read_text("utf-8-sig"))
            with file.open("rb") as opened:
                batch = importing.bring(
                    _channel(channel),
                    opened,
                    file.name,
                    said,
                    kind=kind,
                    dry=dry_run,
                    clock=timezone.now,
                    by=_person(by),
                )
        except (OSError, UnicodeDecodeError, Malformed, Refused) as error:
            raise CommandError(str(error), returncode=REFUSED) from error
        self._report(batch, dry=dry_run)

    def _report(self, batch: Batch, *, dry: bool) -> None:
        for note in importing.notes_of(batch):
            self.stderr.write(note)
        for line in BatchRow.objects.filter(batch=batch, dry=dry).order_by("number").iterator():
            self.stdout.write(f"row {line.number}: {line.get_result_display()}. {line.message}")
        counts = batch.counts.get("dry" if dry else "real", {})
        said = ", ".join(f"{counts[key]:,} {words}" for key, words in _SAID.items() if counts.get(key))
        self.stdout.write(f"{'Dry run of ' if dry else ''}{batch.filename}: {said or 'no rows'}.")
        if batch.message:
            raise CommandError(batch.message, returncode=INCOMPLETE)
        if counts.get("refused"):
            sys.exit(INCOMPLETE)


def _channel(slug: str) -> Channel:
    found = Channel.objects.select_related("agreement").filter(slug=slug).first()
    if found is None:
        known = ", ".join(
            Channel.objects.filter(is_open=True, kind=Channel.Kind.UPLOAD)
            .order_by("slug")
            .values_list("slug", flat=True)
        )
        raise CommandError(
            f"There is no channel “{slug}”. Files are taken by: {known or 'none yet'}.", returncode=REFUSED
        )
    return found


def _person(email: str | None) -> User | None:
    if email is None:
        return None
    found = User.objects.filter(email__iexact=email, is_active=True).first()
    if found is None:
        raise CommandError(f"Nobody signs in as “{email}”.", returncode=REFUSED)
    return found
