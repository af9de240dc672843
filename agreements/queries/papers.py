"""The documents of sealed versions: which are there, which are missing, and what they are called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from agreements.models import Artifact, Misprint, Version

SUFFIXES: dict[str, str] = {Artifact.Kind.PDF: "pdf", Artifact.Kind.BUNDLE: "json"}


@dataclass(frozen=True, slots=True)
class Papers:
    """What the page of a version offers: its documents once it is sealed, and a failure to make them, if there was one."""

    version: Version
    misprint: Misprint | None


def papers(version: Version) -> Papers | None:
    """Return the documents that a version's page offers; None for a version that is not sealed. One query."""
    found = Version.objects.filter(pk=version.pk, seal__isnull=False).select_related("misprint").first()
    return Papers(version, getattr(found, "misprint", None)) if found else None


def unprinted() -> QuerySet[Version]:
    """Return the sealed versions of which a document is missing, the oldest seal first."""
    made = Artifact.objects.filter(version=OuterRef("pk"))
    missing = Q(*[~Exists(made.filter(kind=kind)) for kind in SUFFIXES], _connector=Q.OR)
    return (
        Version.objects.filter(missing, seal__isnull=False)
        .select_related("agreement", "seal")
        .order_by("seal__sealed_at", "pk")
    )


def due(at: datetime) -> QuerySet[Version]:
    """Return those of them that are to be made now: never tried, or failed long enough ago."""
    return unprinted().filter(Q(misprint=None) | Q(misprint__retry_at__lte=at))


def health(*, at: datetime) -> dict[str, Any]:
    """Say for the health page how many sealed versions miss a document, and of how many making it has failed."""
    return {"documents": {"missing": unprinted().count(), "failing": Misprint.objects.count()}}


def file_name(version: Version, kind: str) -> str:
    """Return what a document is called when it is saved: "instruments-europe-v3.pdf"."""
    extra = "-bundle" if kind == Artifact.Kind.BUNDLE else ""
    return f"{version.agreement.slug}-v{version.number}{extra}.{SUFFIXES[kind]}"
