"""The evidence of one agreement, verified when somebody looks, and again for the next one only after a minute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache

from agreements.models import Agreement
from agreements.queries.verification import verify
from agreements.rules.verification import Report

#: A page that everybody may open must not let anybody keep the database busy.
SECONDS = 60


@dataclass(frozen=True, slots=True)
class Checked:
    """What a verification of an agreement found, and when that was."""

    report: Report
    at: datetime


def checked(agreement: Agreement, *, at: datetime) -> Checked:
    """Return what the evidence of an agreement comes to now; every change of the agreement is looked at anew."""
    key = f"agreement-verified:{agreement.pk}:{agreement.revision}"
    kept: Checked | None = cache.get(key)
    if kept is None:
        kept = Checked(verify(agreement), at)
        cache.set(key, kept, timeout=SECONDS)
    return kept
