"""A worker reads a batch chunk by chunk under a lease: a killed one loses nothing and repeats nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, BinaryIO

import structlog
from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from leads import notices
from leads.models import Batch, BatchRow, Channel
from leads.operations.importing import checking, files, steering, uploading
from leads.operations.importing.checking import DryRun
from leads.operations.importing.rows import Outcome, Prepared, Record, Result, chunks
from leads.operations.importing.taking import Intake
from leads.rules.sheets.mapping import Mapping
from slaportal.accounts.models import User
from slaportal.audit import ledger
from slaportal.errors import Refused

log = structlog.get_logger(__name__)

Clock = Callable[[], datetime]
State = Batch.State

#: How long a worker may be silent before another takes its batch over.
LEASE = timedelta(seconds=60)


class LeaseLost(Exception):
    """Another worker has taken the batch over; what this one did of the present chunk is undone."""


def work(*, clock: Clock, seconds: float) -> int:
    """Work on the batches under way, oldest first, for about ``seconds``, and return how many rows were done.

    Each batch gets at least one chunk. What is left is for the next call, by this or any other worker.
    """
    until = clock() + timedelta(seconds=seconds)
    done = 0
    for pk in (
        Batch.objects.filter(state__in=steering.UNDER_WAY).order_by("created_at").values_list("pk", flat=True)
    ):
        done += _work_on(pk, clock, until)
        if clock() >= until:
            break
    return done


def bring(
    channel: Channel,
    file: BinaryIO,
    filename: str,
    mapping: Mapping,
    *,
    kind: str = "leads",
    dry: bool,
    clock: Clock,
    by: User | None,
) -> Batch:
    """Take a file from upload to the end of its dry run or its import, for the command line.

    Raises Unusable, and MappingFaulty, after which nothing of the file is kept.
    """
    batch = uploading.upload(channel, file, filename, kind=kind, at=clock(), by=by)
    try:
        steering.set_mapping(batch, mapping, at=clock(), by=by)
    except steering.MappingFaulty:
        steering.discard(batch, at=clock(), by=by)
        raise
    if dry:
        steering.check(batch, mapping, at=clock(), by=by)
    else:
        steering.start(batch, at=clock(), by=by)
    return finish(batch, clock=clock)


def finish(batch: Batch, *, clock: Clock) -> Batch:
    """Work on one batch until its dry run or its import has ended; for the command line."""
    while batch.state in steering.UNDER_WAY:
        if not _work_on(batch.pk, clock, None):
            batch.refresh_from_db()
            if batch.state in steering.UNDER_WAY and batch.leased_until is not None:
                raise Refused(
                    _("Another worker is reading “%(file)s” at this moment.") % {"file": batch.filename}
                )
        batch.refresh_from_db()
    return batch


def _work_on(pk: int, clock: Clock, until: datetime | None) -> int:
    """Work on one batch unless another worker holds it; returns how many rows were done."""
    batch = _claim(pk, clock())
    if batch is None:
        return 0
    before = batch.rows_done
    try:
        Shift(batch, clock).work(until)
    except LeaseLost:
        log.warning("lease of an import lost", batch=pk)
    except OperationalError:
        _release(batch)
        raise
    except Exception as error:
        if not isinstance(error, Refused):
            log.exception("import failed", batch=pk, rows_done=batch.rows_done)
        _fail(batch, error, at=clock())
    return batch.rows_done - before


def _claim(pk: int, at: datetime) -> Batch | None:
    free = Q(leased_until=None) | Q(leased_until__lt=at)
    if not Batch.objects.filter(free, pk=pk, state__in=steering.UNDER_WAY).update(leased_until=at + LEASE):
        return None
    return Batch.objects.select_related("channel__agreement", "created_by").get(pk=pk)


def _release(batch: Batch) -> None:
    Batch.objects.filter(pk=batch.pk, leased_until=batch.leased_until).update(leased_until=None)


def _fail(batch: Batch, error: Exception, *, at: datetime) -> None:
    """Say why a batch went no further; what was imported stays, and the rest can be continued."""
    why = (
        str(error)
        if isinstance(error, Refused)
        else _("Something went wrong after row %(row)d. Continue tries again.") % {"row": batch.rows_done}
    )
    _end(batch, State.FAILED if batch.state == State.IMPORTING else State.UPLOADED, at=at, message=why)


def _end(batch: Batch, state: str, *, at: datetime, message: str = "") -> None:
    """End a dry run or an import, write it down and tell whoever brought the file."""
    with transaction.atomic():
        held = Batch.objects.filter(pk=batch.pk, leased_until=batch.leased_until)
        if not held.update(state=state, leased_until=None, stop_asked=False, message=message, finished_at=at):
            return
        batch.state, batch.message, batch.leased_until, batch.finished_at = state, message, None, at
        ledger.record(
            batch, f"import_{state}", at=at, by=None, data={"counts": batch.counts, "message": message}
        )
        if state in (State.DONE, State.FAILED):
            notices.imported(batch, at=at)


class Shift:
    """One worker's time with a batch."""

    def __init__(self, batch: Batch, clock: Clock) -> None:
        self._batch = batch
        self._clock = clock
        self._dry = batch.state == State.CHECKING
        self._taker: DryRun | Intake = checking.begin(batch, at=clock()) if self._dry else Intake(batch)

    def work(self, until: datetime | None) -> None:
        """Take chunk after chunk until the file ends, somebody stops it, or the time is over."""
        batch = self._batch
        passed = 0
        for chunk in chunks(files.records_of(batch)):
            passed += len(chunk)
            if passed <= batch.rows_done:
                self._taker.skip(chunk)
                continue
            if not self._chunk(chunk):
                return self._end(State.UPLOADED if self._dry else State.STOPPED)
            if until is not None and self._clock() >= until and batch.rows_done < batch.rows_total:
                return self._break_off()
        return self._end(State.CHECKED if self._dry else State.DONE)

    def _break_off(self) -> None:
        """Leave the rest to the next slice of time."""
        if isinstance(self._taker, DryRun):
            checking.put_by(self._batch, self._taker)
        _release(self._batch)

    def _end(self, state: str) -> None:
        _end(self._batch, state, at=self._clock())

    def _chunk(self, chunk: Sequence[Record]) -> bool:
        """Take one chunk; False when somebody asked to stop.

        Its leads, its lines of the report and ``rows_done`` are one transaction, so that no row is imported without being
        counted or counted without being imported. The dry run changes no lead and reads before it.
        """
        batch, at = self._batch, self._clock()
        taken = self._taker.take(chunk, at=at) if self._dry else None
        with transaction.atomic():
            held = Batch.objects.filter(
                pk=batch.pk, leased_until=batch.leased_until, rows_done=batch.rows_done
            )
            done, lease = batch.rows_done + len(chunk), at + LEASE
            if not held.filter(stop_asked=False).update(rows_done=done, leased_until=lease):
                if held.exists():
                    return False
                raise LeaseLost
            counts = self._count(*(taken or self._taker.take(chunk, at=at)))
            Batch.objects.filter(pk=batch.pk).update(counts=counts)
        batch.rows_done, batch.leased_until, batch.counts = done, lease, counts
        return True

    def _count(self, prepared: Prepared, outcomes: Sequence[Outcome]) -> dict[str, Any]:
        """Write the lines of the report and return the counts with this chunk's."""
        outcomes = sorted((*outcomes, *prepared.refused), key=attrgetter("number"))
        lines = [line for outcome in outcomes if (line := outcome.line(self._batch, dry=self._dry))]
        BatchRow.objects.bulk_create(lines)
        kind = "dry" if self._dry else "real"
        tally = Counter(self._batch.counts.get(kind, {}))
        tally.update(outcome.result for outcome in outcomes)
        tally["passes"] += sum(outcome.passes for outcome in outcomes)
        tally["warned"] += sum(line.result == Result.WARNED for line in lines)
        tally["blank"] += prepared.blank
        return {**self._batch.counts, kind: dict(tally)}
