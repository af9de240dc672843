"""A planned promise becomes the row of a clock."""

from __future__ import annotations

from agreements.models import Version
from leads.models import Clock, Lead, Stint
from leads.rules import escalation
from leads.rules.clock import PlannedClock

_PLANNED = tuple(PlannedClock.__dataclass_fields__)


def clock_of(
    planned: PlannedClock,
    lead: Lead,
    version: Version,
    *,
    stint: Stint | None = None,
    owner_id: int | None = None,
    round: int = 1,
) -> Clock:
    """Return an unsaved clock: of a stint with its owner and team, or of marketing (no stint) with ``owner_id``."""
    return Clock(
        lead=lead,
        stint=stint,
        agreement_id=lead.agreement_id,
        version=version,
        owner_id=stint.owner_id if stint else owner_id,
        team_id=stint.team_id if stint else None,
        round=round,
        check_at=escalation.next_check(planned, planned.started_at),
        **{name: getattr(planned, name) for name in _PLANNED},
    )
