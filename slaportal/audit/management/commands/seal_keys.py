"""Lists the keys that seals are checked with, and makes the next one."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from slaportal.audit import keys


class Command(BaseCommand):
    """``manage.py seal_keys``: one line a key, id and public key; ``--new`` makes a key that seals from now on."""

    help = "List the ids and public keys of the seal keys; never shows a private key (docs/running.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say what may be asked for."""
        parser.add_argument(
            "--new", action="store_true", help="Rotate: make a new key, which seals from now on."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Rotate when asked to, then list."""
        try:
            if options["new"]:
                self._rotate()
            known = keys.public_keys()
            sealing = keys.newest_id()
        except keys.BadKey as fault:
            raise CommandError(str(fault)) from fault
        for id, key in sorted(known.items()):
            self.stdout.write(f"{id}:{keys.public_text(key)}{'  seals now' if id == sealing else ''}")
        if not known:
            self.stdout.write("There is no key yet; the first seal makes one.")

    def _rotate(self) -> None:
        if settings.SEAL_KEY:
            raise CommandError(
                "SEAL_KEY gives the key here. Put another into it, and the public line of the old one into SEAL_PUBLIC_KEYS."
            )
        self.stderr.write(
            f"Made {keys.make(at=timezone.now())}. Back it up before anything is sealed with it."
        )
