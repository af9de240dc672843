"""Whether somebody asks to end an agreement, and what was answered."""

from __future__ import annotations

from agreements.models import Agreement, Termination
from agreements.queries.standing import newest_signed
from agreements.queries.texts import schedule_of


def waiting(agreement: Agreement) -> Termination | None:
    """Return the question that waits for an answer, or None; there is at most one."""
    return agreement.terminations.filter(outcome="").select_related("asked_by").first()


def agreed(agreement: Agreement) -> Termination | None:
    """Return the question both sides have agreed on, or None; nothing changes after it."""
    settled = agreement.terminations.filter(outcome=Termination.Outcome.AGREED)
    return settled.select_related("asked_by", "answered_by").first()


def zone_of(agreement: Agreement) -> str:
    """Return the zone of an agreement's hours, by whose clock its days begin and end; UTC before anything was signed."""
    version = newest_signed(agreement)
    return schedule_of(version).zone if version else "UTC"
