"""The strand of a ledger: what happened to one subject, in the words of the app that recorded it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Model, Q

from slaportal.audit.ledger import stream_of
from slaportal.audit.models import Event
from slaportal.audit.timeline.entries import Entry, Said, name_of
from slaportal.audit.timeline.strands import CHANGE, EVENT, Strand

Say = Callable[[Event], Said]


def ledger_of(
    subject: Model,
    *,
    say: Say | None = None,
    changes: Sequence[str] = (),
    topics: Mapping[str, Q] | None = None,
    finds: Callable[[str], Q] | None = None,
    besides: Sequence[str] = (),
) -> Strand:
    """Return the strand of a subject's ledger; lines of the kinds ``changes`` are changes, those ``besides`` are left out."""
    rows = Event.objects.filter(stream=stream_of(subject)).select_related("by")
    edits = Q(kind__in=changes)

    def tell(events: Sequence[Any]) -> Iterator[Entry]:
        for event in events:
            yield _entry(event, say, CHANGE if event.kind in changes else EVENT)

    return Strand(
        rows=rows.exclude(kind__in=besides) if besides else rows,
        tell=tell,
        families={CHANGE: edits, EVENT: ~edits},
        topics=topics or {},
        finds=finds or _finds,
    )


def _finds(word: str) -> Q:
    return Q(kind__icontains=word) | Q(by__full_name__icontains=word)


def _entry(event: Event, say: Say | None, family: str) -> Entry:
    """Put an event into words; without anybody to say it, its kind is read as it stands."""
    said = say(event) if say else Said(what=event.kind.replace("_", " "))
    return Entry(
        at=event.at,
        who=name_of(event.by),
        what=said.what,
        detail=said.detail,
        note=said.note,
        kind=said.kind,
        icon=said.icon,
        changes=said.changes,
        url=said.url,
        family=family,
    )
