"""Enacting: with both signatures a version gets its dates, and what was in force before it ends at that moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, Q

from agreements import notices
from agreements.models import SigningRound, Version
from agreements.operations import publishing, reviewing, sealing
from agreements.rules import digest, lifecycle
from slaportal.accounts.models import User
from slaportal.audit import ledger
from slaportal.audit.history import remember


def bring_into_force(round: SigningRound, *, at: datetime, by: User) -> None:
    """Close the round as signed, supersede what was in force or to come, give the version its dates, and seal it.

    In force from the start of its effective date in its own zone, or from now when that is past or not named. Whatever would
    still be in force then ends at that moment; a signed version that had not begun never does.
    """
    version = round.version
    terms = digest.read(round.text)
    zone = ZoneInfo(terms.hours.zone)
    starts = max(_start_of(terms.effective_from, zone), at) if terms.effective_from else at
    round.closed_at, round.outcome, round.next_reminder_at = at, SigningRound.Outcome.SIGNED, None
    round.save(update_fields=["closed_at", "outcome", "next_reminder_at"])
    superseded = Version.objects.filter(
        Q(in_force_until=None) | Q(in_force_until__gt=starts),
        agreement=version.agreement,
        state=lifecycle.SIGNED,
    ).exclude(in_force_until=F("in_force_from"))
    for old in superseded.order_by("number"):
        assert old.in_force_from is not None
        old.in_force_until, old.ended_why = max(old.in_force_from, starts), "superseded"
        remember(old, at=at, by=by, why=f"Superseded by version {version.number}.")
        ledger.record(
            version.agreement,
            "version.superseded",
            at=at,
            by=by,
            data={"version": old.number, "by": version.number, "until": old.in_force_until.isoformat()},
        )
    version.state = lifecycle.after(version.state, "complete")
    version.signed_at, version.in_force_from = at, starts
    if terms.effective_until:
        version.in_force_until = max(_start_of(terms.effective_until + timedelta(days=1), zone), starts)
        version.ended_why = "expired"
    remember(version, at=at, by=by)
    ledger.record(
        version.agreement,
        "version.signed",
        at=at,
        by=by,
        data={
            "version": version.number,
            "digest": version.digest,
            "in_force_from": starts.isoformat(),
            "in_force_until": version.in_force_until.isoformat() if version.in_force_until else None,
        },
    )
    sealing.seal(round, at=at, by=by)
    notices.version_signed(version, at=at)
    publishing.publish(version, at=at)
    reviewing.foresee(version, at=at)


def _start_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the first instant of a local date, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)
