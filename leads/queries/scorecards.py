"""The quarters of an agreement: which there were, which are closed, and whether a scorecard still is what the facts say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from agreements.models import Agreement, Version
from agreements.queries import schedule_of
from agreements.rules import lifecycle, quarters
from leads.models import Scorecard
from leads.queries import compliance, promised
from leads.rules import figures


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter in which something was promised; a closed one is frozen (requirement D4)."""

    name: str
    closed: bool


def quarters_of(agreement: Agreement, *, at: datetime) -> tuple[Quarter, ...]:
    """Return an agreement's quarters, by the calendar of its hours, from the first in force until the present one.

    Oldest first; none when nothing was in force by ``at``. Two queries.
    """
    signed = Version.objects.filter(agreement=agreement, state=lifecycle.SIGNED, in_force_from__lte=at)
    first = signed.order_by("in_force_from").first()
    if first is None or first.in_force_from is None:
        return ()
    schedule = schedule_of(first)
    quarter = quarters.of(schedule.wall_clock(first.in_force_from).date())
    last = quarters.of(schedule.wall_clock(at).date())
    closed = set(Scorecard.objects.filter(agreement=agreement).values_list("quarter", flat=True))
    found = []
    while quarter <= last:
        found.append(Quarter(quarter, quarter in closed))
        quarter = quarters.after(quarter)
    return tuple(found)


def replay(scorecard: Scorecard) -> tuple[str, ...]:
    """Count a closed quarter again from the facts, and name every difference; empty when it still holds.

    A changed digest is named first. What is known of leads today, and what people and channels are called today, is not
    compared (``figures.NOT_REPLAYED``, ``figures.NAMES``).
    """
    faults = []
    if figures.digest(scorecard.figures) != scorecard.digest:
        faults.append("digest: the frozen figures are not the ones that were closed")
    of = promised.in_quarter(scorecard.agreement, scorecard.quarter, at=scorecard.counted_at)
    counted = compliance.count(of, closed=True)
    return (*faults, *figures.differences(scorecard.figures, counted.to_document()))
