"""The ladder of a clock: what happens when, who is told, and what is no longer said after an outage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from agreements.rules.terms import Duration

OWNER = "owner"
TEAM_LEADER = "team_leader"
SIDE_LEADER = "side_leader"


@dataclass(frozen=True, slots=True)
class Rung:
    """One step: the event it leaves, the clock's moment it stands at, and whom it tells.

    ``fades`` marks a step that is pointless once the promise is due: a warning nobody could act on is not sent.
    """

    key: str
    moment: str
    tells: tuple[str, ...] = ()
    fades: bool = False


#: In order of time; each at most once a clock (requirement C7). A missed best target only changes the queue.
RUNGS = (
    Rung("best_missed", "best_at"),
    Rung("warned", "warn_at", (OWNER,), fades=True),
    Rung("breached", "due_at", (OWNER, TEAM_LEADER)),
    Rung("escalated", "escalate_at", (SIDE_LEADER,)),
    Rung("reassign_suggested", "reassign_at", (TEAM_LEADER, SIDE_LEADER)),
)
MOMENTS = tuple(rung.moment for rung in RUNGS)


@dataclass(frozen=True, slots=True)
class Ladder:
    """How long after the due moment a kind of clock goes further, in business time; None: it does not."""

    escalate: Duration | None = None
    reassign: Duration | None = None


_AN_HOUR = Duration(1, "hours")
_A_DAY = Duration(1, "business_days")

LADDERS: Mapping[str, Ladder] = {
    "delivery": Ladder(),
    "response": Ladder(escalate=_AN_HOUR, reassign=_A_DAY),
    "decision": Ladder(escalate=_AN_HOUR, reassign=_A_DAY),
    "cadence": Ladder(escalate=_AN_HOUR),
    "status": Ladder(),
    "disposition": Ladder(escalate=_AN_HOUR),
}


class HasMoments(Protocol):
    """A clock, as far as its ladder is concerned."""

    check_at: datetime | None
    due_at: datetime


def steps_due(clock: HasMoments, at: datetime) -> Iterator[tuple[Rung, datetime]]:
    """Yield the steps nobody has seen to that are past at ``at``, each with its true moment.

    Those before ``check_at`` are seen to. A promise is kept at its due instant itself, so a step is past only after it.
    """
    if clock.check_at is None:
        return
    for rung in RUNGS:
        moment: datetime | None = getattr(clock, rung.moment)
        if moment is None or not clock.check_at <= moment < at:
            continue
        if not (rung.fades and clock.due_at < at):
            yield rung, moment


def next_check(clock: object, after: datetime) -> datetime | None:
    """Return the first moment of the ladder at or after ``after``, None when nothing is left to do."""
    moments = (getattr(clock, moment) for moment in MOMENTS)
    return min((moment for moment in moments if moment is not None and moment >= after), default=None)
