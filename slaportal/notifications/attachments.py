"""What a letter carries besides its text: named by reference when the news is written, fetched when the letter goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog
from django.conf import settings
from django.utils.module_loading import import_string

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file on a letter."""

    name: str
    content: bytes
    mime_type: str


class Provider(Protocol):
    """A function that ``settings.ATTACHMENT_PROVIDERS`` names; ``key`` is what stands behind the colon of a reference."""

    def __call__(self, key: str, *, at: datetime) -> Attachment | None: ...


def fetch(references: Sequence[str], *, at: datetime) -> list[Attachment]:
    """Return the files that references such as "signed-pdf:12" name, without those that cannot be had.

    Whatever goes wrong with a file is logged and never keeps the letter back.
    """
    found = []
    for reference in references:
        kind, _, key = reference.partition(":")
        try:
            provider: Provider = import_string(settings.ATTACHMENT_PROVIDERS[kind])
            attachment = provider(key, at=at)
        except Exception as error:  # a letter without its file is better than none
            log.error("attachment_not_found", reference=reference, error=f"{type(error).__name__}: {error}")
            continue
        if attachment is not None:
            found.append(attachment)
    return found
