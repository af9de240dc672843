"""Watching: all evidence is verified once a day, and administrators are told when it is not exact."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from agreements import notices
from agreements.operations.anchoring import newest_file
from agreements.queries.verification import verify
from agreements.rules.verification import Report, Verdict


def watch(*, at: datetime) -> Report:
    """Verify everything, against the newest anchor's file too, and tell what was found."""
    try:
        anchor = newest_file()
    except (OSError, UnicodeDecodeError):
        anchor = ""  # no anchor can be read in it, and the report says so
    report = verify(anchor=anchor)
    if report.verdict is not Verdict.EXACT:
        with transaction.atomic():
            notices.evidence_doubtful(report, at=at)
    return report
