"""The ledgers, walked once from the first line to the last: whole, in order, chained, and saying what their rows say."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from agreements.models import Agreement
from agreements.queries.verification import facts, standing
from agreements.queries.verification.facts import Facts
from agreements.queries.verification.scope import PIECE, Scope
from agreements.queries.verification.standing import Ends
from agreements.rules.verification import Finding, Severity
from slaportal.audit import canonical, ledger
from slaportal.audit.models import Event

#: A door reads the clock before it waits for its turn, so lines may lie a little out of order without anything being wrong.
PATIENCE = timedelta(minutes=1)

_COLUMNS = ("stream", "sequence", "kind", "at", "by_id", "data", "canonical", "previous_hash", "hash")
_PREFIX = f"{Agreement._meta.model_name}:"

#: A line of a ledger: its stream and its number.
Line = tuple[str, int]
#: Where a ledger ends: the number of its last line, and the hash.
Head = tuple[int, str]


@dataclass(slots=True)
class Walked:
    """What a walk along the ledgers leaves behind for the other checks.

    ``heads`` are the last lines, stream → number and hash; ``hashes`` those of the lines that were asked for; ``told`` what the
    lines say happened and ``ends`` when versions end; ``moments`` are those at which something happened to an agreement,
    ``changes`` those at which something happened to one of its versions.
    """

    findings: list[Finding] = field(default_factory=list)
    heads: dict[str, Head] = field(default_factory=dict)
    hashes: dict[Line, str] = field(default_factory=dict)
    told: Facts = field(default_factory=dict)
    ends: Ends = field(default_factory=dict)
    moments: set[tuple[int, datetime]] = field(default_factory=set)
    changes: set[tuple[int, int, datetime]] = field(default_factory=set)


def walk(scope: Scope, asked: Collection[Line]) -> Walked:
    """Walk along every ledger in scope; ``asked`` are the lines whose hash somebody vouches for."""
    walked = Walked()
    asked = set(asked)
    rows = Event.objects.order_by("stream", "sequence")
    rows = rows.filter(stream=scope.stream) if scope.stream else rows.filter(stream__startswith=_PREFIX)
    stream, last = "", (0, "")
    latest: datetime | None = None
    lines = rows.values_list(*_COLUMNS).iterator(chunk_size=PIECE)
    for row in scope.each("ledger lines", lines):
        if row[0] != stream:
            stream, last, latest = row[0], (0, ""), None
        walked.findings.extend(_faults(row, last, latest))
        _keep(walked, row, asked)
        latest = max(latest or row[3], row[3])
        last = (row[1], row[8])
        walked.heads[stream] = last
    walked.findings.extend(_without_each_other(scope, walked))
    return walked


def _faults(row: tuple[Any, ...], last: Head, latest: datetime | None) -> Iterator[Finding]:
    """Yield what is wrong with a line; words are made only where something is, since almost nothing ever is."""
    stream, sequence, kind, at, by, data, text, previous, own = row

    def found(fault: str, said: str, severity: Severity = Severity.ALTERED) -> Finding:
        where = _("ledger %(stream)s, line %(number)s") % {"stream": stream, "number": sequence}
        return Finding(fault, where, said, severity)

    if sequence != last[0] + 1:
        numbers = f"{last[0] + 1}" if sequence == last[0] + 2 else f"{last[0] + 1}–{sequence - 1}"
        yield found("ledger.gap", _("Lines are missing before this one: %(n)s.") % {"n": numbers})
    elif previous != last[1]:
        yield found("ledger.chain", _("It does not carry the hash of the line before."))
    if canonical.digest(ledger.PREFIX, text) != own:
        yield found("ledger.hash", _("Its text does not have its hash."))
    written = ledger.content(
        stream=stream, sequence=sequence, kind=kind, at=at, by=by, data=data, previous=previous
    )
    if different := _different(text, written):
        said = _("Its row says something else than its text: %(columns)s.")
        yield found("ledger.row", said % {"columns": ", ".join(different)})
    if latest is not None and at < latest - PATIENCE:
        yield found("ledger.moment", _("It is dated before a line that precedes it."), Severity.NOTE)


def _different(text: str, written: dict[str, Any]) -> list[str]:
    """Return the names of what a line's text and its row do not have in common."""
    try:
        said = json.loads(text)
    except ValueError:
        return list(written)
    if said == written:
        return []
    if not isinstance(said, dict):
        return list(written)
    return sorted(
        name for name in said.keys() | written.keys() if said.get(name, ...) != written.get(name, ...)
    )


def _keep(walked: Walked, row: tuple[Any, ...], asked: set[Line]) -> None:
    stream, sequence, kind, at, by, data, _text, _previous, own = row
    if (stream, sequence) in asked:
        walked.hashes[stream, sequence] = own
    _name, _colon, number = stream.partition(":")
    if not number.isdigit():
        return
    agreement = int(number)
    walked.moments.add((agreement, at))
    if isinstance(data, dict) and isinstance(version := data.get("version"), int):
        if kind in facts.CHANGES:
            walked.changes.add((agreement, version, at))
        if end := standing.of_event(kind, data):
            walked.ends[agreement, version] = end
    for fact in facts.of_event(agreement, kind, at, by, data):
        if any(isinstance(part, list | dict) for part in fact.what):
            continue  # what no operation writes names no row, and the row will miss its line
        walked.told.setdefault(fact.what, []).append(fact.details)


def _without_each_other(scope: Scope, walked: Walked) -> Iterator[Finding]:
    """Yield agreements without a ledger, and ledgers without an agreement."""
    agreements = scope.rows(Agreement.objects.order_by("pk"), "pk")
    known = {ledger.stream_of(each): each for each in scope.each("agreements", agreements)}
    for stream in sorted(known.keys() - walked.heads.keys()):
        yield Finding("ledger.empty", str(known[stream]), _("Its whole ledger is gone."))
    for stream in sorted(walked.heads.keys() - known.keys()):
        where = _("ledger %(stream)s") % {"stream": stream}
        yield Finding("ledger.orphan", where, _("The agreement it tells of is gone."))
