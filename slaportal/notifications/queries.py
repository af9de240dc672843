"""What is under a person's bell."""

from __future__ import annotations

from django.db.models import QuerySet

from slaportal.accounts.models import User
from slaportal.notifications.models import Notice


def notices_of(user: User) -> QuerySet[Notice]:
    """Return a person's notices, newest first."""
    return Notice.objects.filter(recipient=user).order_by("-created_at", "-pk")


def unread_count(user: User) -> int:
    """Return how many notices a person has not read."""
    return Notice.objects.filter(recipient=user, read_at=None).count()
