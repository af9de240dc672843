"""What an arrival says is read, and put on its lead: unknown facts are filled, newer ones replace older ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from agreements.rules.criteria.addresses import is_free_mail
from agreements.rules.criteria.dossier import Event
from agreements.rules.criteria.vocabulary import EVENTS
from leads.models import Channel, Lead
from leads.operations.receiving.items import Item
from leads.rules import facts, identity, reading, titles
from leads.rules.identity import Keys
from leads.rules.reading import Reading, Trouble
from leads.rules.spelling import Hints

#: What somebody did by sending a hosted form of this format, besides sending a form.
_DID: Mapping[str, str] = {
    "price_request": "price_requested",
    "contact_form": "contact_requested",
    "high_value_download": "high_value_download",
}


@dataclass(slots=True)
class Entry:
    """One item being worked on: what it says, whom it is about, and the lead it goes to.

    ``before`` is how a known lead was, None for a new one.
    """

    item: Item
    at: datetime
    said: Reading
    keys: Keys
    events: list[Event] = field(default_factory=list)
    lead: Lead | None = None
    joined: str = ""
    before: dict[str, object] | None = None

    def marks(self) -> set[tuple[str, str]]:
        """Return everything that would make another item concern the same lead or be the same arrival."""
        return {*self.keys.pairs(), *([("key", self.item.key)] if self.item.key else [])}


def read(item: Item, channel: Channel, hints: Hints, at: datetime) -> Entry:
    """Read an item; what cannot be read is named in ``said.troubles``."""
    said = reading.read(item.payload, hints)
    if item.outside_id:
        said.record.setdefault("outside_id", item.outside_id.strip()[: reading.RECORD_LENGTHS["outside_id"]])
    known = said.facts
    known["formats"] = frozenset(known.get("formats", ())) | {channel.format or "other"}
    if "title" in known and "seniority" not in known and (seniority := titles.seniority_of(known["title"])):
        known["seniority"] = seniority
    if "email" in known and "free_mail" not in known:
        known["free_mail"] = is_free_mail(known["email"])
    keys = identity.keys_of(
        outside_id=said.record.get("outside_id", ""),
        name=known.get("name", ""),
        email=known.get("email", ""),
        phone=known.get("phone", ""),
        company=known.get("company", ""),
        country=known.get("country") or known.get("hq_country") or hints.country,
    )
    return Entry(item, at, said, keys, list(_events(item, said, channel, at)))


def known_keys(lead: Lead, channel: Channel) -> Keys:
    """Return the keys of a known lead as this channel sees them: an outside id means something only on its own channel."""
    return Keys(
        outside_id=lead.outside_key if lead.channel_id == channel.pk else None,
        email=lead.email_key,
        phone=lead.phone_key,
        person=lead.person_key,
        name=identity.name_key(lead.name) or None,
    )


def write(entry: Entry, channel: Channel, hints: Hints, holders: Mapping[str, Lead]) -> None:
    """Put what an entry says on its lead; formats are united, an address that another lead holds is left to it."""
    lead, said = entry.lead, entry.said
    assert lead is not None
    _leave_to_holder(entry, lead, holders)
    origin = {"from": channel.name, "at": entry.at.isoformat()}
    sources = dict(lead.sources)
    for word, value in said.facts.items():
        if facts.write(lead, word, value | facts.tokens(lead.formats) if word == "formats" else value):
            sources[word] = origin
    lead.sources = sources
    if lead.channel_id == channel.pk:
        lead.outside_id = said.record.get("outside_id", lead.outside_id)
    lead.consent = said.record.get("consent", lead.consent)
    _write_outcome(entry, lead)
    identity.set_keys(lead, hints.country)
    arrived = entry.at if entry.before is not None else lead.created_at
    lead.last_activity_at = max(lead.last_activity_at, *(event.at for event in entry.events), arrived)


def created_at(entry: Entry) -> datetime:
    """Return since when a new lead exists: what the source says, or its arrival."""
    stated: datetime = entry.said.record.get("created_at", entry.at)
    if stated <= entry.at:
        return stated
    entry.said.troubles.append(Trouble("created_at", stated.isoformat(), _("The date lies in the future.")))
    return entry.at


def _events(item: Item, said: Reading, channel: Channel, at: datetime) -> Iterator[Event]:
    """Yield what the lead did: the events that came along, and what sending a hosted form itself is."""
    for event in item.events:
        if event.kind not in EVENTS:
            why = _("There is no behaviour called “%(kind)s”.") % {"kind": event.kind[:60]}
            said.troubles.append(Trouble("events", event.kind, why))
        elif event.at > at:
            said.troubles.append(Trouble("events", event.kind, _("What was done lies in the future.")))
        else:
            yield event
    if channel.kind == Channel.Kind.WEB_FORM:
        given = {event.kind for event in item.events}
        for kind in ("form_submitted", _DID.get(channel.format)):
            if kind and kind not in given:
                yield Event(kind, at, channel.name)


def _leave_to_holder(entry: Entry, lead: Lead, holders: Mapping[str, Lead]) -> None:
    holder = holders.get(entry.keys.email or "")
    if holder is not None and holder is not lead:
        address = entry.said.facts.pop("email")
        why = _("%(address)s belongs to %(other)s and was not taken.")
        said = {"address": address, "other": holder.reference}
        entry.said.troubles.append(Trouble("email", address, why % said))


def _write_outcome(entry: Entry, lead: Lead) -> None:
    """A lead that comes with its outcome is a past lead; one that sales has gets its outcome from them."""
    record = entry.said.record
    outcome = record.get("outcome", "")
    if not outcome or lead.outcome:
        return
    if lead.handed_over_at is not None:
        why = _("Sales has this lead; its outcome is theirs to say.")
        entry.said.troubles.append(Trouble("outcome", outcome, why))
        return
    lead.outcome = outcome
    lead.outcome_at = min(record.get("outcome_at", entry.at), entry.at)
    lead.deal_value = record.get("deal_value")
    lead.stage = Lead.Stage.CUSTOMER if outcome == Lead.Outcome.WON else Lead.Stage.DISQUALIFIED
