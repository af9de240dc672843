"""Channels are opened, changed and closed, with who did it and why."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Agreement
from leads.models import Channel
from slaportal.accounts.models import User
from slaportal.audit.history import remember
from slaportal.errors import Refused

#: What may be changed later; the agreement and the kind of a channel stay.
CHANGEABLE = ("name", "format", "headline", "thanks", "questions", "is_open")


class AddressTaken(Refused):
    """Two channels cannot have one address."""

    def __init__(self, slug: str) -> None:
        super().__init__(
            _("There is already a channel “%(slug)s”. Choose another short name.") % {"slug": slug}
        )


def add(
    *,
    agreement: Agreement,
    name: str,
    slug: str,
    kind: str,
    format: str,
    at: datetime,
    by: User,
    **fields: Any,
) -> Channel:
    """Open a channel for leads of one format; raises AddressTaken."""
    with transaction.atomic():
        if Channel.objects.filter(slug=slug).exists():
            raise AddressTaken(slug)
        channel = Channel(
            agreement=agreement, name=name, slug=slug, kind=kind, format=format, created_at=at, **fields
        )
        remember(channel, at=at, by=by, why="")
    return channel


class NoDoorForPrograms(Refused):
    """Only channels of the kind API have a key."""


def new_key(channel: Channel, *, at: datetime, by: User) -> str:
    """Give a channel a new API key and return it; only its hash is kept, and the old key ends. Raises NoDoorForPrograms."""
    if channel.kind != Channel.Kind.API:
        raise NoDoorForPrograms(_("%(channel)s takes no leads from programs.") % {"channel": channel})
    key = f"slap_{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        kept = Channel.objects.select_for_update().get(pk=channel.pk)
        kept.key_digest = key_digest(key)
        remember(kept, at=at, by=by, why=_("A new API key"))
    return key


def key_digest(key: str) -> str:
    """Return what is kept of an API key; the key is random, so a plain hash cannot be guessed from."""
    return hashlib.sha256(key.encode()).hexdigest()


def change(channel: Channel, changes: Mapping[str, Any], *, why: str, at: datetime, by: User) -> bool:
    """Change fields of ``CHANGEABLE`` and return whether anything was different."""
    with transaction.atomic():
        kept = Channel.objects.select_for_update().get(pk=channel.pk)
        different = {name: value for name, value in changes.items() if getattr(kept, name) != value}
        if unknown := set(different) - set(CHANGEABLE):
            raise ValueError(f"A channel keeps its {', '.join(sorted(unknown))}.")
        for name, value in different.items():
            setattr(kept, name, value)
        if different:
            remember(kept, at=at, by=by, why=why)
    return bool(different)
