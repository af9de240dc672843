"""Where every ledger ends now, with the seals of its agreement: what an anchor holds."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from agreements.models import Agreement, Seal
from agreements.rules.anchoring import Head
from slaportal.audit.models import Event

_PREFIX = f"{Agreement._meta.model_name}:"


def heads() -> tuple[Head, ...]:
    """Return the head of every agreement's ledger, by stream."""
    sealed: dict[str, list[str]] = {}
    seals = Seal.objects.order_by("sealed_at", "pk").values_list("version__agreement_id", "digest")
    for agreement, digest in seals:
        sealed.setdefault(f"{_PREFIX}{agreement}", []).append(digest)
    later = Event.objects.filter(stream=OuterRef("stream"), sequence__gt=OuterRef("sequence"))
    last = Event.objects.filter(~Exists(later), stream__startswith=_PREFIX).order_by("stream")
    return tuple(
        Head(stream, sequence, hash, tuple(sealed.get(stream, ())))
        for stream, sequence, hash in last.values_list("stream", "sequence", "hash")
    )
