"""The desk of one channel: arrivals find or make their leads, wave by wave, and nothing that was accepted is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agreements.rules.criteria.dossier import Event
from agreements.rules.criteria.vocabulary import EVENTS
from leads import notices
from leads.models import Activity, Arrival, Batch, Channel, Lead, Stint
from leads.operations import passing, qualifying
from leads.operations.passing import Case, Passage
from leads.operations.receiving import filling
from leads.operations.receiving.filling import Entry
from leads.operations.receiving.items import Item, Received
from leads.queries.known import keys_sharing
from leads.rules import identity
from leads.rules.reading import Trouble
from leads.rules.spelling import Hints
from slaportal import statements
from slaportal.accounts.models import User

log = structlog.get_logger(__name__)

#: How often a chunk is begun anew when another process makes the same lead at the same moment.
_ATTEMPTS = 3


@dataclass(slots=True)
class Desk:
    """Where one channel's arrivals are worked on."""

    channel: Channel
    hints: Hints
    at: datetime
    by: User | None
    batch: Batch | None

    def take(self, items: Sequence[Item]) -> list[Received]:
        """Receive a chunk in one transaction; should one item break it, each is taken alone and the broken set aside."""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                with transaction.atomic():
                    return self._in_waves(items)
            except IntegrityError as error:
                if attempt == _ATTEMPTS:
                    return self._one_by_one(items, error)
            except Exception as error:
                return self._one_by_one(items, error)
        return []

    def take_again(self, arrival: Arrival) -> bool:
        """Work on an arrival that was set aside; False when it has to wait on."""
        try:
            with transaction.atomic():
                self._wave(
                    [filling.read(Item.of(arrival), self.channel, self.hints, arrival.received_at)], arrival
                )
        except Exception as error:
            log.exception("arrival set aside again", arrival=arrival.pk)
            Arrival.objects.filter(pk=arrival.pk).update(
                attempts=arrival.attempts + 1, trouble=str(error)[:500]
            )
            return False
        return True

    def _one_by_one(self, items: Sequence[Item], error: Exception) -> list[Received]:
        if len(items) > 1:
            return [received for item in items for received in self.take([item])]
        log.error("arrival set aside", channel=self.channel.slug, row=items[0].row, exc_info=error)
        arrival = self._arrival(items[0])
        arrival.attempts, arrival.trouble = 1, str(error)[:500]
        arrival.save()
        return [
            Received(
                arrival,
                None,
                troubles=[Trouble("", "", _("It could not be processed yet; it is tried again."))],
            )
        ]

    def _in_waves(self, items: Sequence[Item]) -> list[Received]:
        """Receive items, as many at a time as concern different leads, so that each is judged after the last about it."""
        known = self._known_arrivals(items)
        received: dict[int, Received] = {}
        waiting = [
            (place, filling.read(item, self.channel, self.hints, item.at or self.at))
            for place, item in enumerate(items)
            if item.key not in known
        ]
        while waiting:
            wave, waiting = _apart(waiting)
            for (place, entry), done in zip(wave, self._wave([entry for _place, entry in wave]), strict=True):
                received[place] = done
                if entry.item.key:
                    known[entry.item.key] = done.arrival
            waiting = [(place, entry) for place, entry in waiting if entry.item.key not in known]
        return [received.get(place) or _again(known[item.key]) for place, item in enumerate(items)]

    def _known_arrivals(self, items: Sequence[Item]) -> dict[str, Arrival]:
        """Return the arrivals that some of these items are repetitions of; one query, none without keys."""
        keys = [item.key for item in items if item.key]
        if not keys:
            return {}
        arrivals = Arrival.objects.filter(channel=self.channel, key__in=keys).select_related("lead")
        return {arrival.key: arrival for arrival in arrivals if arrival.key}

    def _wave(self, entries: Sequence[Entry], again: Arrival | None = None) -> list[Received]:
        """Find or make the leads of these entries, judge and pass them, store what came.

        Two entries that share no key may still turn out to be about one lead; then the wave ends before the second.
        """
        if not entries:
            return []
        people = self._people(entries)
        crowd = identity.Crowd(filling.known_keys(lead, self.channel) for lead in people)
        holders = {lead.email_key: lead for lead in people if lead.email_key}
        placed: list[Entry] = []
        taken: set[int] = set()
        for entry in entries:
            found = crowd.find(entry.keys)
            lead, entry.joined = (people[found[0]], found[1]) if found else (None, "")
            if lead is not None and lead.pk in taken:
                return self._settle(placed, again) + self._wave(entries[len(placed) :])
            if lead is not None:
                taken.add(lead.pk)
            self._fill(entry, lead, holders)
            placed.append(entry)
        return self._settle(placed, again)

    def _people(self, entries: Sequence[Entry]) -> list[Lead]:
        """Return the known leads that share a key with these entries, oldest first, held until the transaction ends.

        Most arrivals are about somebody new, so their keys are looked up before whole leads are read.
        """
        keys = keys_sharing(self.channel, [entry.keys for entry in entries])
        if not keys:
            return []
        return list(Lead.objects.filter(pk__in=keys).select_for_update(no_key=True).order_by("pk"))

    def _fill(self, entry: Entry, lead: Lead | None, holders: Mapping[str, Lead]) -> None:
        if lead is None:
            since = filling.created_at(entry)
            entry.lead = Lead(
                agreement=self.channel.agreement,
                channel=self.channel,
                marketer=self.by,
                created_at=since,
                last_activity_at=since,
            )
        else:
            entry.lead, entry.before = lead, passing.as_it_is(lead)
        filling.write(entry, self.channel, self.hints, holders)

    def _settle(self, entries: Sequence[Entry], again: Arrival | None) -> list[Received]:
        """Judge and pass the leads, store the arrivals with what they brought, tell owners about theirs."""
        known = [entry.lead for entry in entries if entry.lead is not None and entry.before is not None]
        events, stints = qualifying.events_of(known), _latest_stints(known)
        cases = [_case(entry, events, stints) for entry in entries]
        why = _("Arrived through %(channel)s") % {"channel": self.channel.name}
        with statements.together():
            passages = passing.consider(cases, at=self.at, by=self.by, why=why)
            received = [
                _received(entry, again or self._arrival(entry.item), passage)
                for entry, passage in zip(entries, passages, strict=True)
            ]
            self._store(entries, received, again)
        notices.news_on(
            [
                (case.stint, self._news(entry), str(done.arrival.pk))
                for entry, case, done in zip(entries, cases, received, strict=True)
                if case.stint is not None and case.stint.ended_at is None
            ],
            at=self.at,
        )
        return received

    def _news(self, entry: Entry) -> str:
        """Say what arrived about a lead that somebody has."""
        done = dict.fromkeys(EVENTS[event.kind].label for event in entry.events)
        return ", ".join(done) or _("New information came through %(channel)s.") % {"channel": self.channel}

    def _store(self, entries: Sequence[Entry], received: Sequence[Received], again: Arrival | None) -> None:
        for done in received:
            done.arrival.lead, done.arrival.joined, done.arrival.processed_at = (
                done.lead,
                done.joined,
                self.at,
            )
        if again is None:
            statements.insert([done.arrival for done in received])
        else:
            again.save(update_fields=["lead", "joined", "processed_at"])
        statements.insert(
            [
                Activity(
                    lead=entry.lead,
                    kind=event.kind,
                    at=event.at,
                    detail=event.detail[:300],
                    amount=event.amount,
                    arrival=done.arrival,
                    recorded_at=self.at,
                )
                for entry, done in zip(entries, received, strict=True)
                for event in entry.events
            ],
            keys=False,
        )

    def _arrival(self, item: Item) -> Arrival:
        return Arrival(
            channel=self.channel,
            key=item.key or None,
            received_at=item.at or self.at,
            received_by=self.by,
            payload=item.to_document(),
            batch=self.batch,
            row=item.row,
        )


#: An item being worked on, and its place among those that came together.
_Placed = tuple[int, Entry]


def _apart(waiting: Sequence[_Placed]) -> tuple[list[_Placed], list[_Placed]]:
    """Part the entries into those that share nothing with one before them, and those that wait for it, both in order."""
    now: list[_Placed] = []
    later: list[_Placed] = []
    seen: set[tuple[str, str]] = set()
    for place, entry in waiting:
        marks = entry.marks()
        (later if marks & seen else now).append((place, entry))
        seen |= marks
    return now, later


def _received(entry: Entry, arrival: Arrival, passage: Passage) -> Received:
    evaluation = passage.judgement.evaluation if passage.judgement else None
    return Received(
        arrival,
        entry.lead,
        entry.joined,
        evaluation=evaluation,
        stint=passage.stint,
        troubles=entry.said.troubles,
    )


def _again(arrival: Arrival) -> Received:
    return Received(arrival, arrival.lead, arrival.joined, again=True)


def _case(entry: Entry, events: Mapping[int, list[Event]], stints: Mapping[int, Stint]) -> Case:
    lead = entry.lead
    assert lead is not None
    asked = any(event.kind in passing.ASKING for event in entry.events)
    return Case(
        lead=lead,
        at=entry.at,
        because="arrival",
        events=[*events.get(lead.pk, ()), *entry.events] if lead.pk else entry.events,
        stint=stints.get(lead.pk) if lead.pk else None,
        asks=asked or entry.said.facts.get("contact_me") is True,
        before=entry.before,
    )


def _latest_stints(leads: Sequence[Lead]) -> dict[int, Stint]:
    """Return each lead's latest stint, if it had one; one query."""
    latest: dict[int, Stint] = {}
    if leads:
        by_key = {lead.pk: lead for lead in leads}
        for stint in (
            Stint.objects.filter(lead__in=leads).select_related("owner", "version").order_by("number")
        ):
            stint.lead = by_key[stint.lead_id]
            latest[stint.lead_id] = stint
    return latest
