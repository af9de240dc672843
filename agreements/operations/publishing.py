"""Publishing: a signed version is told to everyone it binds, and they confirm having read it (requirement B6)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from agreements import notices, queries
from agreements.models import ReadReceipt, Version
from agreements.operations.holding import hold_version, permit
from slaportal.accounts.models import User
from slaportal.audit import ledger


def publish(version: Version, *, at: datetime) -> int:
    """Ask everyone bound by a signed version to read it; returns how many were told. Telling again tells nobody twice."""
    return notices.version_published(version, queries.still_to_read(version), at=at)


def confirm_reading(version: Version, *, at: datetime, by: User) -> ReadReceipt:
    """Record that a bound person has read a signed version, once; raises NotYours, NotNow."""
    with transaction.atomic():
        version = hold_version(version)
        permit(version, "confirm_reading", by=by)
        receipt, is_new = ReadReceipt.objects.get_or_create(version=version, person=by, defaults={"at": at})
        if is_new:
            ledger.record(
                version.agreement,
                "version.read",
                at=at,
                by=by,
                data={"version": version.number, "digest": version.digest},
            )
        return receipt


def remind_readers(version: Version, *, at: datetime, by: User) -> int:
    """Remind those who have not confirmed reading a version, at most once a day; returns how many. Leaders only: NotYours."""
    with transaction.atomic():
        version = hold_version(version)
        permit(version, "remind_readers", by=by)
        waiting = queries.still_to_read(version)
        return notices.version_published(version, waiting, at=at, reminder=at.date().toordinal())
