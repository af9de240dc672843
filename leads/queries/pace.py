"""How the running quarter stands today: what is overdue, and what happened since the last workday began."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from leads.models import Answer
from leads.queries import counted
from leads.queries.frame import Frame
from slaportal.worktime import is_workday

#: Look back at most so many days for the last workday.
LONGEST_BREAK = 31


@dataclass(frozen=True, slots=True)
class Today:
    """What waits now, and what happened in the quarter from the first instant of ``since`` on."""

    overdue: int
    since: date
    handed_over: int
    accepted: int
    returned: int
    opportunities: int
    late: int


def today(frame: Frame) -> Today:
    """Return how the quarter stands at the frame's ``at``, in four statements."""
    since = last_workday(frame)
    begin = frame.midnight(since)
    kinds = (Answer.Kind.ACCEPT, Answer.Kind.RETURN, Answer.Kind.OPPORTUNITY)
    said = counted.answers(frame).aggregate(
        **{str(kind): Count("pk", filter=Q(kind=kind, at__gte=begin)) for kind in kinds}
    )
    return Today(
        overdue=counted.overdue(frame.agreement, frame.at).count(),
        since=since,
        handed_over=counted.handoffs(frame).filter(handed_over_at__gte=begin).count(),
        accepted=said[Answer.Kind.ACCEPT],
        returned=said[Answer.Kind.RETURN],
        opportunities=said[Answer.Kind.OPPORTUNITY],
        late=counted.clocks(frame).filter(counted.missed(frame.at), due_at__gte=begin).count(),
    )


def last_workday(frame: Frame) -> date:
    """Return the workday before today, but no day before the quarter began."""
    day = frame.today - timedelta(days=1)
    for _step in range(LONGEST_BREAK):
        if is_workday(frame.schedule, day):
            break
        day -= timedelta(days=1)
    return max(day, frame.first)
