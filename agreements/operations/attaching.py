"""Attaching: what letters about agreements carry, fetched when a letter goes out (``settings.ATTACHMENT_PROVIDERS``)."""

from __future__ import annotations

from datetime import datetime

from agreements.models import Agreement, Artifact, Version
from agreements.operations import printing
from agreements.queries.diary import diary_of
from agreements.queries.papers import file_name
from slaportal.notifications.attachments import Attachment


def signed_pdf(key: str, *, at: datetime) -> Attachment:
    """Return the PDF of the version with this key, making it when it is not there yet."""
    version = Version.objects.select_related("agreement").get(pk=int(key))
    made = printing.document(version, Artifact.Kind.PDF, at=at)
    return Attachment(file_name(version, Artifact.Kind.PDF), bytes(made.content), "application/pdf")


def calendar(key: str, *, at: datetime) -> Attachment:
    """Return the calendar file of the agreement with this key."""
    agreement = Agreement.objects.get(pk=int(key))
    return Attachment(f"{agreement.slug}.ics", diary_of(agreement), "text/calendar")
