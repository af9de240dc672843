"""Closed quarters: which are due to be closed, and whether a scorecard still is what the facts say (requirement D4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Min

from agreements.models import Agreement, Version
from agreements.rules import lifecycle, quarters
from leads.models import Scorecard
from leads.queries import compliance, promised
from leads.rules import figures


def not_closed(at: datetime) -> Iterator[tuple[Agreement, str]]:
    """Yield each agreement's past quarters in which something was promised and that have no scorecard, oldest first."""
    closed = set(Scorecard.objects.values_list("agreement", "quarter"))
    signed = Version.objects.filter(state=lifecycle.SIGNED, in_force_from__lte=at)
    first = dict(signed.values_list("agreement").annotate(Min("in_force_from")).order_by())
    for agreement in Agreement.objects.filter(pk__in=first).order_by("pk"):
        quarter = quarters.of(first[agreement.pk].date())
        while quarter < quarters.of(at.date()):
            if (agreement.pk, quarter) not in closed:
                yield agreement, quarter
            quarter = quarters.after(quarter)


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
