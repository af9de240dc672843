"""Extending: a leader moves the end of a signing round, or takes it away."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from agreements import notices, queries
from agreements.models import SigningRound
from agreements.operations import admitting
from agreements.operations.drafting import WrongDate
from agreements.operations.holding import hold_version, permit
from agreements.rules import reminding
from slaportal.accounts.models import User
from slaportal.audit import ledger


def move_end(round: SigningRound, *, expires_at: datetime | None, at: datetime, by: User) -> SigningRound:
    """Let an open round end at another moment, or never (None); text and signatures stay. Returns the round as it then is.

    The end it has already changes nothing. Raises RoundClosed once it has ended (propose the version again), WrongDate for
    an end in the past, NotYours, NotNow.
    """
    with transaction.atomic():
        version = hold_version(round.version)
        round = SigningRound.objects.get(pk=round.pk)
        round.version = version
        if queries.has_ended(round, at):
            raise admitting.RoundClosed(round, at)
        permit(version, "move_end", by=by)
        if expires_at is not None and expires_at <= at:
            raise WrongDate(_("The round would end in the past. Choose a later end, or none."))
        before = round.expires_at
        if before == expires_at:
            return round
        round.expires_at = expires_at
        round.next_reminder_at = reminding.next_reminder(
            round.opened_at,
            round.reminders,
            schedule=queries.schedule_of(version),
            now=at,
            expires_at=expires_at,
        )
        round.save(update_fields=["expires_at", "next_reminder_at"])
        ledger.record(
            version.agreement,
            "round.end_moved",
            at=at,
            by=by,
            data={
                "version": version.number,
                "round": round.number,
                "before": before.isoformat() if before else None,
                "expires_at": expires_at.isoformat() if expires_at else None,
            },
        )
        notices.end_moved(round, at=at, by=by)
        return round
