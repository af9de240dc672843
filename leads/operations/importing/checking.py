"""The dry run: every row is read, recognised and judged as on arrival, and nothing is changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from agreements.queries import in_force, judge_of, schedule_of, terms_of
from agreements.rules.criteria import required
from agreements.rules.criteria.dossier import Facts
from leads.models import Arrival, Batch, Lead
from leads.operations.importing import saying
from leads.operations.importing.rows import Outcome, Preparation, Prepared, Ready, Record, Result
from leads.operations.receiving import filling
from leads.operations.receiving.filling import Entry
from leads.queries.known import sharing
from leads.rules import identity
from leads.rules.sheets.repeats import Repeats

#: What this process has half done, one dry run at most: to recognise the rows of a long file anew for every slice of time
#: would take longer with each.
_half_done: dict[tuple[int, str, int], DryRun] = {}


def begin(batch: Batch, *, at: datetime) -> DryRun:
    """Return the dry run of a batch from where it stands: the half-done one when this process did it, else a new one."""
    kept = _half_done.pop(_place(batch), None)
    _half_done.clear()
    return kept or DryRun(batch, at=at)


def put_by(batch: Batch, half_done: DryRun) -> None:
    """Keep a dry run for its next slice of time; any other process, or this one after another file, begins anew."""
    _half_done.clear()
    _half_done[_place(batch)] = half_done


def _place(batch: Batch) -> tuple[int, str, int]:
    """Say which dry run it is (a mapping that was changed begins another) and how far it has come."""
    return batch.pk, str(batch.counts.get("since")), batch.rows_done


class DryRun:
    """Tries the rows of one batch, in their order."""

    def __init__(self, batch: Batch, *, at: datetime) -> None:
        self._preparation = Preparation(batch)
        self._channel = batch.channel
        self._kind = batch.kind
        self._at = at
        self._repeats = Repeats()
        self._last = 0
        self._version = in_force(batch.channel.agreement, at)

    def skip(self, records: Sequence[Record]) -> None:
        """Remember rows that were tried before, so that later ones are recognised as theirs; its own it remembers already."""
        if records[-1][0] <= self._last:
            return
        for ready in self._preparation.chunk(records, at=self._at).ready:
            self._repeats.add(ready.number, self._entry(ready).keys)

    def take(self, records: Sequence[Record], *, at: datetime) -> tuple[Prepared, list[Outcome]]:
        """Say what would become of a chunk of rows."""
        self._last = records[-1][0]
        prepared = self._preparation.chunk(records, at=at)
        ready = prepared.ready
        again = self._known_keys(ready)
        entries = [self._entry(row) for row in ready]
        known = list(sharing(self._channel, (entry.keys for entry in entries)))
        crowd = identity.Crowd(filling.known_keys(lead, self._channel) for lead in known)
        outcomes = []
        for row, entry in zip(ready, entries, strict=True):
            found = crowd.find(entry.keys)
            outcome = self._outcome(
                row, entry, (known[found[0]], found[1]) if found else None, row.item.key in again
            )
            outcome.remarks = self._preparation.remarks(row, entry.said.troubles)
            outcomes.append(outcome)
        return prepared, outcomes

    def _outcome(self, row: Ready, entry: Entry, found: tuple[Lead, str] | None, again: bool) -> Outcome:
        earlier = self._repeats.add(row.number, entry.keys)
        if again:
            return Outcome(row.number, Result.UNCHANGED)
        if self._kind == "events":
            return (
                Outcome(row.number, Result.NEW)
                if found
                else Outcome(row.number, Result.REFUSED, saying.nobody_known())
            )
        if found is not None:
            return Outcome(row.number, Result.JOINED, saying.joined(*found), lead_id=found[0].pk)
        if earlier is not None:
            return Outcome(row.number, Result.JOINED, saying.joins_row(*earlier))
        return Outcome(row.number, Result.NEW, passes=self._passes(entry))

    def _entry(self, row: Ready) -> Entry:
        return filling.read(row.item, self._channel, self._preparation.mapping.hints, self._at)

    def _known_keys(self, ready: Sequence[Ready]) -> set[str | None]:
        keys = [row.item.key for row in ready]
        return set(Arrival.objects.filter(channel=self._channel, key__in=keys).values_list("key", flat=True))

    def _passes(self, entry: Entry) -> bool:
        """Whether a new lead would be handed over at once by the version in force."""
        if self._version is None or entry.said.record.get("outcome"):
            return False
        values = entry.said.facts
        facts = Facts(values, entry.events, self._at, schedule_of(self._version).zone)
        return judge_of(self._version)(facts).qualified and not required.missing(
            terms_of(self._version).required, values
        )
