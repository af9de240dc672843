"""A history as a file: one line an entry, written while it is sent, each moment in UTC and where the reader lives."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import StreamingHttpResponse

from slaportal.audit.timeline import Entry
from slaportal.ui.csvfile import download, in_zone

FORMATS = ("csv", "json")
COLUMNS = (
    "at (UTC)",
    "at (local)",
    "time zone",
    "what kind",
    "who",
    "what",
    "from",
    "to",
    "why",
    "detail",
    "where",
)


def as_file(
    format: str, name: str, chunks: Iterable[list[Entry]], *, zone: ZoneInfo, head: Mapping[str, Any]
) -> StreamingHttpResponse:
    """Answer with the lines as a file of one of ``FORMATS``; ``head`` stands above the lines of a JSON file."""
    rows = _rows(chunks, zone)
    if format == "csv":
        return download(f"{name}.csv", COLUMNS, rows)
    return StreamingHttpResponse(
        _json(rows, head),
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.json"'},
    )


def _rows(chunks: Iterable[list[Entry]], zone: ZoneInfo) -> Iterator[tuple[str, ...]]:
    """Yield a row an entry; each piece of the account is put into words in the reader's zone."""
    for chunk in in_zone(chunks, zone):
        yield from (_row(entry, zone) for entry in chunk)


def _row(entry: Entry, zone: ZoneInfo) -> tuple[str, ...]:
    return (
        _written(entry.at.astimezone(UTC)).replace("+00:00", "Z"),
        _written(entry.at.astimezone(zone)),
        zone.key,
        entry.family,
        entry.who,
        entry.sentence,
        entry.before,
        entry.after,
        entry.note,
        entry.detail,
        f"{settings.PUBLIC_URL}{entry.url}" if entry.url else "",
    )


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")


def _json(rows: Iterable[tuple[str, ...]], head: Mapping[str, Any]) -> Iterator[str]:
    """Write one object whose entries stand a line each."""
    yield json.dumps(dict(head), ensure_ascii=False)[:-1] + ', "entries": [\n'
    before = ""
    for row in rows:
        yield before + json.dumps(dict(zip(COLUMNS, row, strict=True)), ensure_ascii=False)
        before = ",\n"
    yield "\n]}\n"
