"""A batch is moved on: mapped, sent on its dry run, started, stopped, thrown away."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from leads.models import Batch
from leads.operations.importing import files
from leads.rules.sheets import faults, targets
from leads.rules.sheets.faults import Fault
from leads.rules.sheets.mapping import Mapping
from slaportal.accounts.models import User
from slaportal.audit import ledger
from slaportal.errors import Refused

State = Batch.State
BEFORE_IMPORT = frozenset({State.UPLOADED, State.CHECKED})
UNDER_WAY = frozenset({State.CHECKING, State.IMPORTING})
_STARTABLE = BEFORE_IMPORT | {State.STOPPED, State.FAILED}
#: Whose events count already; importing the same file again would count them twice.
_COUNTED = frozenset({State.IMPORTING, State.DONE, State.STOPPED})


class BatchMoved(Refused):
    """The batch is not where the person thought it was."""


class MappingFaulty(Refused):
    """A mapping by which the file cannot be read; ``faults`` say what has to be said or mended, and where."""

    def __init__(self, found: list[Fault]) -> None:
        super().__init__(" ".join(map(str, found)))
        self.faults = found


def set_mapping(batch: Batch, mapping: Mapping, *, at: datetime, by: User | None) -> Batch:
    """Say what the columns mean. Raises MappingFaulty, and BatchMoved once the import has begun."""
    _refuse_faults(batch, mapping)
    with transaction.atomic():
        move(batch, BEFORE_IMPORT, State.UPLOADED, mapping=mapping.to_document(), counts={})
        ledger.record(batch, "import_mapped", at=at, by=by, data={"mapping": mapping.to_document()})
    return batch


def check(batch: Batch, mapping: Mapping, *, at: datetime, by: User | None) -> Batch:
    """Say what the columns mean and send the file on a dry run: every row is read, nothing is imported.

    A worker does the reading (``working.work``). Raises MappingFaulty and BatchMoved.
    """
    _refuse_faults(batch, mapping)
    with transaction.atomic():
        counts = {"dry": {}, "since": at.isoformat()}
        move(batch, BEFORE_IMPORT, State.CHECKING, mapping=mapping.to_document(), counts=counts, rows_done=0)
        batch.rows.filter(dry=True).delete()
        ledger.record(batch, "import_checked", at=at, by=by, data={"mapping": mapping.to_document()})
    return batch


def start(batch: Batch, *, at: datetime, by: User | None) -> Batch:
    """Import the file from its first row, or from where it was stopped; a worker does it (``working.work``).

    Raises MappingFaulty when the columns have no usable meaning yet, and BatchMoved.
    """
    _refuse_faults(batch, files.mapping_of(batch))
    again = batch.state in (State.STOPPED, State.FAILED) and "real" in batch.counts
    counts = batch.counts | {"since": at.isoformat(), "from": batch.rows_done if again else 0}
    with transaction.atomic():
        move(
            batch,
            _STARTABLE,
            State.IMPORTING,
            counts=counts if again else counts | {"real": {}},
            rows_done=batch.rows_done if again else 0,
            message="",
            finished_at=None,
        )
        ledger.record(batch, "import_started", at=at, by=by, data={"from": batch.rows_done})
    return batch


def stop(batch: Batch, *, at: datetime, by: User | None) -> Batch:
    """Stop a dry run or an import after the rows that are being worked on; an import can be continued (``start``).

    Raises BatchMoved when nothing is under way.
    """
    with transaction.atomic():
        move(batch, UNDER_WAY, batch.state, stop_asked=True)
        ledger.record(batch, "import_stopped", at=at, by=by, data={"rows_done": batch.rows_done})
    return batch


def discard(batch: Batch, *, at: datetime, by: User | None) -> None:
    """Throw away a file of which nothing was imported. Raises BatchMoved otherwise."""
    with transaction.atomic():
        move(batch, BEFORE_IMPORT, batch.state)
        ledger.record(batch, "import_discarded", at=at, by=by, data={"file": batch.filename})
        file = batch.file
        batch.delete()
        transaction.on_commit(lambda: file.delete(save=False))


def move(batch: Batch, among: Collection[str], to: str, **fields: Any) -> None:
    """Take the batch from one of these states to another, unless somebody was quicker (BatchMoved)."""
    fields = {"stop_asked": False, **fields, "state": to}
    if not Batch.objects.filter(pk=batch.pk, state__in=among).update(**fields):
        batch.refresh_from_db(fields=["state"])
        raise BatchMoved(
            _("“%(file)s” has moved on: %(state)s. Load the page again.")
            % {"file": batch.filename, "state": batch.get_state_display()}
        )
    for name, value in fields.items():
        setattr(batch, name, value)


def _refuse_faults(batch: Batch, mapping: Mapping) -> None:
    found = faults.find(mapping, files.columns_of(batch), batch.kind)
    if not found and _tells_events(batch, mapping):
        found = [Fault("", message) for message in _told_before(batch, mapping)]
    if found:
        raise MappingFaulty(found)


def _tells_events(batch: Batch, mapping: Mapping) -> bool:
    specs = (mapping.spec(column, batch.kind) for column in files.columns_of(batch))
    return "event_kind" in mapping.fixed or any(targets.tells_event(spec.target) for spec in specs)


def _told_before(batch: Batch, mapping: Mapping) -> list[str]:
    """Say that this very file's events were imported with another mapping: then they would count twice."""
    others = Batch.objects.filter(channel=batch.channel_id, digest=batch.digest, state__in=_COUNTED).exclude(
        pk=batch.pk
    )
    for other in others:
        if other.mapping != mapping.to_document() and _tells_events(other, files.mapping_of(other)):
            when = date_format(other.created_at, "j M Y")
            return [
                _("What this file says they did was imported on %(when)s, and would now count twice.")
                % {"when": when}
            ]
    return []
