"""Anchoring: once a day the heads of all ledgers are signed, kept, and written to a file that belongs outside the database."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agreements.queries.heads import heads
from agreements.rules import anchoring
from agreements.rules.anchoring import Anchored, Exported
from slaportal.audit import canonical, keys
from slaportal.audit.models import Anchor
from slaportal.errors import Refused


class FileDiffers(Refused):
    """The file of a day holds another anchor than the database; neither is overwritten."""


@dataclass(frozen=True, slots=True)
class Written:
    """The anchor of a day, its file, and whether this run made it."""

    anchor: Anchor
    path: Path
    is_new: bool


def export(*, at: datetime) -> Written:
    """Make sure that the day has its anchor, in the database and as a file; a second run changes nothing.

    A file that was lost is written again from the database. Raises FileDiffers, keys.BadKey, and OSError where the folder
    cannot be written.
    """
    anchor, is_new = _anchor(at)
    return Written(anchor, _write(anchor), is_new)


def newest_file() -> str | None:
    """Return the content of the newest anchor's file, None where there is none; raises OSError."""
    files = sorted(Path(settings.ANCHOR_DIR).glob("anchor-*.json"))
    return files[-1].read_text() if files else None


def _anchor(at: datetime) -> tuple[Anchor, bool]:
    day = at.astimezone(UTC).date()
    if kept := Anchor.objects.filter(day=day).first():
        return kept, False
    key = keys.current(at=at)
    before = Anchor.objects.filter(day__lt=day).order_by("-day").first()
    with transaction.atomic():
        text = anchoring.text_of(
            Anchored(
                day=day.isoformat(),
                at=canonical.moment(at) or "",
                key=key.id,
                previous=before.digest if before else "",
                heads=heads(),
            )
        )
    anchor = Anchor(
        day=day,
        at=at,
        text=text,
        digest=anchoring.digest(text),
        key_id=key.id,
        signature=key.sign(anchoring.message(text)),
    )
    try:
        with transaction.atomic():
            anchor.save(force_insert=True)
    except IntegrityError:  # another run was quicker
        return Anchor.objects.get(day=day), False
    return anchor, True


def _write(anchor: Anchor) -> Path:
    folder = Path(settings.ANCHOR_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"anchor-{anchor.day.isoformat()}.json"
    public = keys.public_keys().get(anchor.key_id)
    content = anchoring.file_of(
        Exported(
            text=anchor.text,
            digest=anchor.digest,
            key=anchor.key_id,
            signature=anchor.signature,
            public_key=keys.public_text(public) if public else "",
        )
    )
    if path.exists():
        if not _is_of(path, anchor):
            raise FileDiffers(
                _(
                    "The file %(path)s holds another anchor than the database. Verify with it before you move it away."
                )
                % {"path": path}
            )
        return path
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(draft, "w") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return path


def _is_of(path: Path, anchor: Anchor) -> bool:
    try:
        kept = anchoring.read_file(path.read_text())
    except (anchoring.Unreadable, UnicodeDecodeError):
        return False
    return (kept.text, kept.signature) == (anchor.text, anchor.signature)
