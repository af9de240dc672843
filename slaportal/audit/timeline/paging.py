"""Reading an account: each strand gives its newest lines after a place, and the newest of them all are told.

However long an account is, a page reads at most one row more than it shows of each strand, by an index on the moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import models

from slaportal.audit.models import Event
from slaportal.audit.timeline.entries import Entry, Place, Said
from slaportal.audit.timeline.histories import history
from slaportal.audit.timeline.ledgers import ledger_of
from slaportal.audit.timeline.strands import Strand, Wish

EVERYTHING = Wish()
#: How many lines an export reads at once.
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines of an account, newest first; ``older`` is the place the next page begins after, None on the last one."""

    entries: tuple[Entry, ...]
    older: Place | None


def page(
    strands: Sequence[Strand], wish: Wish = EVERYTHING, *, after: Place | None = None, size: int
) -> Page:
    """Return the newest ``size`` lines after a place; one query a strand, and those that put the lines into words."""
    told, older = _read(strands, wish, after, size)
    return Page(tuple(entry for entry in told if not entry.is_silent), older)


def every(
    strands: Sequence[Strand], wish: Wish = EVERYTHING, *, after: Place | None = None
) -> Iterator[list[Entry]]:
    """Yield all lines after a place, some at a time, so that an export of any length is never held whole."""
    while True:
        told, after = _read(strands, wish, after, CHUNK)
        yield told
        if after is None:
            return


def count(strands: Sequence[Strand], wish: Wish = EVERYTHING, *, after: Place | None = None) -> int:
    """Return how many lines ``every`` gives."""
    return sum(strand.after(after, wish, number=number).count() for number, strand in enumerate(strands))


def of(
    subject: models.Model,
    *,
    also: Iterable[Strand] = (),
    say: Callable[[Event], Said] | None = None,
    by: models.Model | None = None,
    since: datetime | None = None,
    limit: int = 100,
) -> list[Entry]:
    """Return the newest lines of a subject: its own history, the strands beside it, and its ledger.

    ``say`` puts an event into words (the app that records a kind knows them); ``by`` and ``since`` leave out what somebody
    else did or what is older.
    """
    manager = getattr(type(subject), "history", None)
    own = [] if manager is None else [history(manager.filter(**{subject._meta.pk.attname: subject.pk}))]
    wish = Wish(person=None if by is None else by.pk, since=since)
    return list(page([*own, *also, ledger_of(subject, say=say)], wish, size=limit).entries)


def _read(
    strands: Sequence[Strand], wish: Wish, after: Place | None, size: int
) -> tuple[list[Entry], Place | None]:
    """Return the next lines and, when there are more, the place of the last one."""
    found: list[tuple[Place, Any]] = [
        (strand.place_of(row, number=number), row)
        for number, strand in enumerate(strands)
        for row in strand.after(after, wish, number=number)[: size + 1]
    ]
    found.sort(key=lambda line: line[0], reverse=True)
    shown = found[:size]
    told: dict[Place, Entry] = {}
    for number, strand in enumerate(strands):
        own = [line for line in shown if line[0].strand == number]
        if own:
            entries = strand.tell([row for _place, row in own])
            for (place, _row), entry in zip(own, entries, strict=True):
                told[place] = replace(entry, place=place)
    older = shown[-1][0] if len(found) > size else None
    return [told[place] for place, _row in shown], older
