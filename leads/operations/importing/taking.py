"""A chunk of rows is received: leads are made or joined, judged and handed over; events go to the leads that did them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from leads.models import Batch
from leads.operations.importing import saying
from leads.operations.importing.rows import Outcome, Preparation, Prepared, Ready, Record, Result
from leads.operations.receiving import Received, receive_many
from leads.operations.receiving.filling import known_keys
from leads.queries.known import sharing
from leads.rules import identity


class Intake:
    """Receives the rows of one batch, chunk by chunk."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._preparation = Preparation(batch)

    def skip(self, records: Iterable[Record]) -> None:
        """Pass over rows that were received before."""

    def take(self, records: Iterable[Record], *, at: datetime) -> tuple[Prepared, list[Outcome]]:
        """Receive a chunk, in the caller's transaction, and say what became of each row. Raises ChannelClosed."""
        prepared = self._preparation.chunk(records, at=at)
        if self._batch.kind == "events":
            return prepared, self._events(prepared.ready, at=at)
        received = self._receive(prepared.ready, at=at)
        return prepared, [
            self._outcome(row, done) for row, done in zip(prepared.ready, received, strict=True)
        ]

    def _receive(self, ready: Sequence[Ready], *, at: datetime) -> list[Received]:
        return receive_many(
            self._batch.channel,
            [row.item for row in ready],
            hints=self._preparation.mapping.hints,
            at=at,
            by=self._batch.created_by,
            batch=self._batch,
        )

    def _outcome(self, row: Ready, done: Received) -> Outcome:
        outcome = Outcome(
            row.number,
            Result.UNCHANGED if done.again else Result.JOINED if done.joined else Result.NEW,
            remarks=self._preparation.remarks(row, done.troubles),
            lead_id=done.lead.pk if done.lead else None,
            passes=done.stint is not None,
        )
        if outcome.result == Result.JOINED and done.lead is not None:
            outcome.how = saying.joined(done.lead, done.joined)
        return outcome

    def _events(self, ready: Sequence[Ready], *, at: datetime) -> list[Outcome]:
        """Bring each lead all its events of the chunk at once; what somebody unknown did is refused."""
        channel = self._batch.channel
        who = [
            identity.keys_of(
                outside_id=str(row.item.payload.get("outside_id", "")),
                email=str(row.item.payload.get("email", "")),
            )
            for row in ready
        ]
        people = list(sharing(channel, who))
        crowd = identity.Crowd(known_keys(lead, channel) for lead in people)
        found = [crowd.find(keys) for keys in who]
        together: dict[int, list[Ready]] = {}
        for row, place in zip(ready, found, strict=True):
            if place is not None:
                together.setdefault(people[place[0]].pk, []).append(row)
        merged = [
            replace(
                rows[0],
                item=replace(rows[0].item, events=[event for row in rows for event in row.item.events]),
            )
            for rows in together.values()
        ]
        done = dict(zip(together, self._receive(merged, at=at), strict=True))
        return [
            self._event_outcome(row, people[place[0]].pk if place else None, done, together)
            for row, place in zip(ready, found, strict=True)
        ]

    def _event_outcome(
        self,
        row: Ready,
        lead_id: int | None,
        done: Mapping[int, Received],
        together: Mapping[int, Sequence[Ready]],
    ) -> Outcome:
        if lead_id is None:
            return Outcome(row.number, Result.REFUSED, saying.nobody_known(), self._preparation.remarks(row))
        received = done[lead_id]
        if row is not together[lead_id][0]:
            result = Result.UNCHANGED if received.again else Result.NEW
            return Outcome(row.number, result, "", self._preparation.remarks(row), lead_id)
        outcome = self._outcome(row, received)
        if not received.again:
            outcome.result, outcome.how = Result.NEW, ""
        return outcome
