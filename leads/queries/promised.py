"""What was promised for a quarter: by which version, in which hours, on which days of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from agreements import queries as agreements
from agreements.models import Agreement, Version
from agreements.rules import lifecycle
from agreements.rules.terms import Terms
from leads.queries.frame import Frame
from slaportal.errors import Refused


class NothingPromised(Refused):
    """No version was in force on any day of the quarter so far."""

    def __init__(self, agreement: Agreement, quarter: str) -> None:
        super().__init__(f"Nothing was promised in {quarter}: {agreement} was not in force.")


@dataclass(frozen=True, slots=True)
class Promised:
    """What holds for a quarter. ``others`` were in force earlier in it; ``first`` to ``last`` are its days in force.

    Every clock is measured against the version that started it; the targets are those of ``version``, which is in force at
    the quarter's end, or at ``at`` while it runs.
    """

    version: Version
    terms: Terms
    others: tuple[int, ...]
    first: date
    last: date
    frame: Frame

    @property
    def closes_at(self) -> datetime:
        """When the quarter's figures are final: the last lead handed over in it has had its time to be decided."""
        decision = self.terms.clause("decision")
        if decision is None or decision.within is None:
            return self.frame.end
        return decision.within.after(self.frame.schedule, self.frame.end)


def in_quarter(agreement: Agreement, quarter: str, *, at: datetime) -> Promised:
    """Return what was promised for a quarter, by what is in force until ``at``, in one query.

    Raises NothingPromised, and ValueError for what is not the name of a quarter.
    """
    signed = (
        Version.objects.filter(agreement=agreement, state=lifecycle.SIGNED, in_force_from__lte=at)
        .select_related("agreement")
        .order_by("in_force_from")
    )
    inside = []
    for version in signed:
        frame = Frame(agreement, quarter, agreements.schedule_of(version), at)
        first, last = _days(version, frame)
        if first <= last and frame.start <= at:
            inside.append((version, frame, first, last))
    if not inside:
        raise NothingPromised(agreement, quarter)
    version, frame, _first, last = inside[-1]
    return Promised(
        version=version,
        terms=agreements.terms_of(version),
        others=tuple(other.number for other, *_rest in inside[:-1]),
        first=min(first for _version, _frame, first, _last in inside),
        last=last,
        frame=frame,
    )


def _days(version: Version, frame: Frame) -> tuple[date, date]:
    """The days of the quarter on which a version was in force; the last lies before the first when there is none."""
    assert version.in_force_from is not None
    first = max(frame.first, frame.day_of(version.in_force_from))
    if version.in_force_until is None or version.in_force_until >= frame.end:
        return first, frame.last
    if version.in_force_until <= version.in_force_from:
        return first, first - timedelta(days=1)
    return first, frame.day_of(version.in_force_until - timedelta(microseconds=1))
