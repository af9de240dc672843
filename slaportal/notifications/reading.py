"""Reading notices: what a person has seen leaves the count on the bell."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from slaportal.notifications.models import Notice


def mark_read(notices: QuerySet[Notice], *, at: datetime) -> int:
    """Mark those of the notices read that are not, and return how many these were."""
    return notices.filter(read_at=None).order_by().update(read_at=at)
