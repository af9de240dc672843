"""What touches amount to: attempts, contacts, and which promise they answer at which moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

CALL, EMAIL = "call", "email"
#: The reason by which sales gives a lead up, on its answer and on the clocks that close with it.
UNABLE_TO_REACH = "unable_to_reach"


class HasTouch(Protocol):
    """A touch, as far as promises are concerned."""

    kind: str
    is_automatic: bool
    is_inbound: bool
    is_contact: bool
    happened_at: datetime
    logged_at: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """What the touches of a stint come to."""

    calls: int
    emails: int
    first_touch_at: datetime | None
    first_contact_at: datetime | None
    last_touch_at: datetime | None


def is_attempt(touch: HasTouch) -> bool:
    """Whether a person reached out to the lead; an automatic mail and a call from the lead are no attempts."""
    return not touch.is_automatic and not touch.is_inbound


def tally(touches: Sequence[HasTouch]) -> Tally:
    """Count attempts and find the first ones, by when they happened."""
    attempts = [touch for touch in touches if is_attempt(touch)]
    return Tally(
        calls=sum(touch.kind == CALL for touch in attempts),
        emails=sum(touch.kind == EMAIL for touch in attempts),
        first_touch_at=min((touch.happened_at for touch in attempts), default=None),
        first_contact_at=min((touch.happened_at for touch in touches if touch.is_contact), default=None),
        last_touch_at=max((touch.happened_at for touch in touches if not touch.is_automatic), default=None),
    )


def counted_at(touch: HasTouch, due_at: datetime) -> datetime:
    """Return the moment a touch counts for a promise: when it happened, if it was logged before the promise was due.

    Logged after the fact it counts from the logging on, so an earlier time entered later never cures a breach (docs/clocks.md).
    """
    return touch.happened_at if touch.logged_at <= due_at else max(touch.happened_at, touch.logged_at)


def response_at(touches: Iterable[HasTouch], due_at: datetime) -> datetime | None:
    """Return when the first response was given: the earliest attempt, in whatever order they were logged."""
    return min((counted_at(touch, due_at) for touch in touches if is_attempt(touch)), default=None)


def cadence_at(touches: Sequence[HasTouch], *, calls: int, emails: int, due_at: datetime) -> datetime | None:
    """Return when a cadence was kept: the promised calls and e-mails made, or the lead was in contact before that."""
    reached = [
        _nth(touches, kind, number, due_at) for kind, number in ((CALL, calls), (EMAIL, emails)) if number
    ]
    made = max((moment for moment in reached if moment), default=None) if all(reached) else None
    contact = min((counted_at(touch, due_at) for touch in touches if touch.is_contact), default=None)
    return min((moment for moment in (made, contact) if moment), default=None)


def _nth(touches: Iterable[HasTouch], kind: str, number: int, due_at: datetime) -> datetime | None:
    moments = sorted(
        counted_at(touch, due_at) for touch in touches if is_attempt(touch) and touch.kind == kind
    )
    return moments[number - 1] if len(moments) >= number else None
