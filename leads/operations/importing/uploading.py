"""A file is taken in: looked through once, stored as it is, and its columns guessed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import BinaryIO

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from leads.models import Batch, Channel
from leads.operations.importing import files, steering
from leads.operations.importing.files import Unusable
from leads.rules.sheets import columns, conversion, dialect, mapping
from leads.rules.sheets.dialect import Dialect, NotATable
from slaportal.accounts.models import User
from slaportal.audit import ledger


def upload(
    channel: Channel, file: BinaryIO, filename: str, *, kind: str = "leads", at: datetime, by: User | None
) -> Batch:
    """Take in a file of leads, or of what leads did, and guess what its columns mean; nothing is imported yet.

    Workbooks and business cards are stored as the rows they hold. Raises Unusable for a channel that takes no files, a
    file that is too large, or one that holds no rows we can read.
    """
    if channel.kind != Channel.Kind.UPLOAD:
        # Through a hosted form, each row would be somebody who sent it.
        raise Unusable(
            _("%(channel)s takes no files. A channel of the kind “Upload” does.") % {"channel": channel}
        )
    if not channel.is_open:
        raise Unusable(_("%(channel)s takes no leads any more.") % {"channel": channel})
    digest = _digest(file)
    try:
        with conversion.rows_of(file) as rows:
            written, notes = dialect.sniff(rows.file)
            survey = columns.survey(rows.file, written)
            batch = Batch(
                channel=channel,
                kind=kind,
                filename=filename[-200:],
                digest=digest,
                created_at=at,
                created_by=by,
            )
            _describe(batch, replace(written, source=rows.source), (*rows.notes, *notes), survey)
            rows.file.seek(0)
            with transaction.atomic():
                batch.file.save(f"{digest[:20]}.csv", File(rows.file), save=False)
                batch.save()
                ledger.record(
                    batch, "import_uploaded", at=at, by=by, data={"file": filename, "rows": survey.rows}
                )
    except NotATable as error:
        raise Unusable(str(error)) from error
    return batch


def read_again(
    batch: Batch,
    *,
    encoding: str,
    delimiter: str,
    header: bool,
    above: int,
    at: datetime,
    by: User | None,
) -> Batch:
    """Read a file that is not imported yet in another way than it was found to be written; the mapping is guessed anew.

    Raises Unusable when it cannot be read so, and BatchMoved once its import has begun.
    """
    written = replace(
        files.dialect_of(batch), encoding=encoding, delimiter=delimiter, header=header, above=above
    )
    try:
        with files.opened(batch) as file:
            survey = columns.survey(file, written)
    except NotATable as error:
        raise Unusable(str(error)) from error
    with transaction.atomic():
        steering.move(batch, steering.BEFORE_IMPORT, Batch.State.UPLOADED)
        _describe(batch, written, (), survey)
        batch.save(update_fields=["dialect", "columns", "rows_total", "mapping", "counts"])
        ledger.record(batch, "import_read_again", at=at, by=by, data={"encoding": encoding, "header": header})
    return batch


def _describe(batch: Batch, written: Dialect, notes: Iterable[str], survey: columns.Survey) -> None:
    """Write on a batch how its file is written, what stands in it and what that seems to mean."""
    zone = batch.created_by.time_zone if batch.created_by else "UTC"
    batch.dialect = {**written.to_document(), "notes": [*notes, *survey.notes]}
    batch.columns = [column.to_document() for column in survey.columns]
    batch.mapping = mapping.guess(survey.columns, batch.kind, zone=zone).to_document()
    batch.rows_total, batch.counts = survey.rows, {}


def _digest(file: BinaryIO) -> str:
    """Return the SHA-256 of a file, which has to keep within the limit."""
    file.seek(0, 2)
    if file.tell() > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES // 1024 // 1024
        raise Unusable(
            _("The file is larger than %(limit)d MB. Cut it into several files.") % {"limit": limit}
        )
    file.seek(0)
    digest = hashlib.sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()
