"""Where every ledger ends now, with the seals and documents of its agreement: what an anchor holds."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from agreements.models import Agreement, Artifact, Seal
from agreements.rules.anchoring import Head
from slaportal.audit.models import Event

_PREFIX = f"{Agreement._meta.model_name}:"


def heads() -> tuple[Head, ...]:
    """Return the head of every agreement's ledger, by stream."""
    sealed = _by_stream(Seal.objects.order_by("sealed_at", "pk"))
    made = _by_stream(Artifact.objects.order_by("made_at", "pk"))
    later = Event.objects.filter(stream=OuterRef("stream"), sequence__gt=OuterRef("sequence"))
    last = Event.objects.filter(~Exists(later), stream__startswith=_PREFIX).order_by("stream")
    return tuple(
        Head(stream, sequence, hash, tuple(sealed.get(stream, ())), tuple(made.get(stream, ())))
        for stream, sequence, hash in last.values_list("stream", "sequence", "hash")
    )


def _by_stream(rows: QuerySet[Any]) -> dict[str, list[str]]:
    """Return the hashes of rows that belong to versions, by the stream of their agreement."""
    found: dict[str, list[str]] = {}
    for agreement, digest in rows.values_list("version__agreement_id", "digest"):
        found.setdefault(f"{_PREFIX}{agreement}", []).append(digest)
    return found
