"""Closing a signing round without both signatures: the text thaws, what was signed stays on record and counts for nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from agreements import notices, queries
from agreements.models import SigningRound, Version
from agreements.rules import lifecycle
from slaportal.accounts.models import User
from slaportal.audit import ledger

_MOVE = {
    SigningRound.Outcome.DECLINED: "decline",
    SigningRound.Outcome.WITHDRAWN: "withdraw",
    SigningRound.Outcome.EDITED: "edit_proposed",
    SigningRound.Outcome.EXPIRED: "expire",
}


def close_round(
    version: Version,
    round: SigningRound,
    outcome: SigningRound.Outcome,
    *,
    reason: str = "",
    capacity: queries.Capacity | None = None,
    at: datetime,
    by: User | None,
) -> None:
    """Close an open round of a held version and return the version to review; the caller saves the version.

    The round keeps the text and every signature on it (docs/signing.md, Ceremony 7). ``capacity`` is given where a
    substitute may be the one who closes it.
    """
    round.closed_at, round.outcome, round.reason, round.next_reminder_at = at, outcome, reason, None
    round.save(update_fields=["closed_at", "outcome", "reason", "next_reminder_at"])
    version.state = lifecycle.after(version.state, _MOVE[outcome])
    version.text = version.digest = ""
    ledger.record(
        version.agreement,
        f"round.{outcome}",
        at=at,
        by=by,
        data={
            "version": version.number,
            "round": round.number,
            "digest": round.digest,
            "reason": reason,
            "voided": sorted(round.signatures.values_list("side", flat=True)),
            **_in_place_of(capacity),
        },
    )
    notices.round_closed(round, capacity, at=at, by=by)


def _in_place_of(capacity: queries.Capacity | None) -> dict[str, Any]:
    place = capacity.in_place_of if capacity else None
    return {"in_place_of": place.pk, "leader": place.full_name} if place else {}
