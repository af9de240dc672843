"""What a figure counts, as querysets: the figures and the lists of leads behind them read the same rows.

A quarter counts what was handed over in it, what was answered in it, and the clocks that fell due in it. A clock therefore
counts in exactly one quarter and is decided before that quarter closes; everything is asked as it stood at ``at``, so a
closed quarter can be counted again from the facts (requirement D4).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual

from agreements.models import Agreement
from agreements.rules.terms import Clause
from leads.models import Activity, Answer, Clock, Lead, Stint, Touch
from leads.queries.frame import Frame
from leads.rules import attempts, clock

#: A clause's kind → the kind of clock that measures it.
CLOCK_OF: dict[str, str] = {kind.clause: kind.key for kind in clock.KINDS.values()}

#: Found ready, or further: each stage of the funnel after acceptance and the answers that reach it.
REACHED: dict[str, tuple[Answer.Kind, ...]] = {
    "sql": (Answer.Kind.SQL, Answer.Kind.OPPORTUNITY, Answer.Kind.WON),
    "opportunity": (Answer.Kind.OPPORTUNITY, Answer.Kind.WON),
    "won": (Answer.Kind.WON,),
}

#: At least one BANT fact is known (requirement A5).
BANT_KNOWN = Q(budget__isnull=False) | ~Q(authority="") | ~Q(need="") | Q(timeline_months__isnull=False)


def clocks(frame: Frame) -> QuerySet[Clock]:
    """Return the clocks that fall due in the quarter; ``met``, ``missed`` and ``waiting`` say how each of them counts."""
    return Clock.objects.filter(agreement=frame.agreement, due_at__gte=frame.start, due_at__lt=frame.end)


_CADENCE = Q(kind=Clock.Kind.CADENCE)
_ANSWERED = Q(met_at__lte=F("due_at"))
_NOT_ANSWERED = Q(met_at=None) | Q(met_at__gt=F("due_at"))
_CLOSED = Q(closed_at__lte=F("due_at"))
_NOT_CLOSED = Q(closed_at=None) | Q(closed_at__gt=F("due_at"))
#: Closings that excuse nobody from the touches of a cadence: another owner's cadence counts, and giving up is no excuse.
_EXCUSED = ~Q(closed_why__in=(Stint.EndedWhy.TRANSFERRED, attempts.UNABLE_TO_REACH))


def met(at: datetime) -> Q:
    """Return the condition that a promise was kept by ``at``: answered by its due moment.

    A cadence is decided when its window has ended, and a legitimate close before that keeps it.
    """
    ended = _CADENCE & Q(due_at__lt=at)
    return (~_CADENCE & _ANSWERED & Q(met_at__lte=at)) | (ended & (_ANSWERED | (_CLOSED & _EXCUSED)))


def missed(at: datetime) -> Q:
    """Return the condition that a promise was broken by ``at``: due, and neither answered nor closed by its due moment.

    A late answer and a late closing change nothing (docs/clocks.md); neither does giving up before a cadence was done.
    """
    given_up = _CADENCE & Q(closed_why=attempts.UNABLE_TO_REACH)
    return Q(due_at__lt=at) & _NOT_ANSWERED & (_NOT_CLOSED | given_up)


def overdue(agreement: Agreement, at: datetime) -> QuerySet[Clock]:
    """Return the promises of an agreement that are past due at ``at`` and still wait for their answer, of any quarter."""
    return Clock.objects.filter(agreement=agreement, due_at__lt=at, met_at=None, closed_at=None)


def waiting(at: datetime) -> Q:
    """Return the condition that a promise was still open at ``at``: not due, and left out of every count."""
    unanswered = (Q(met_at=None) | Q(met_at__gt=at)) & (Q(closed_at=None) | Q(closed_at__gt=at))
    return Q(due_at__gte=at) & (_CADENCE | unanswered)


def stints(frame: Frame) -> QuerySet[Stint]:
    """Return the stints of leads handed over in the quarter, also those a transfer began: what each rep was given."""
    return Stint.objects.filter(
        agreement=frame.agreement,
        handed_over_at__gte=frame.start,
        handed_over_at__lt=frame.end,
        handed_over_at__lte=frame.at,
        started_at__lte=frame.at,
    )


def handoffs(frame: Frame) -> QuerySet[Stint]:
    """Return one row for each lead handed over in the quarter: the stint that held it at ``at``, or held it last."""
    return stints(frame).exclude(ended_why=Stint.EndedWhy.TRANSFERRED, ended_at__lte=frame.at)


def returned(at: datetime) -> Q:
    """Return the condition that a stint's lead was returned by ``at``."""
    return Q(ended_why=Stint.EndedWhy.RETURNED, ended_at__lte=at)


def accepted(at: datetime) -> Q:
    """Return the condition that a stint's lead was accepted by ``at``; one returned after that was not accepted."""
    return Q(accepted_at__lte=at) & ~returned(at)


_QUALIFIED = Q(evaluation__meets_definition=True)

#: What keeps each promise about handoffs, at a moment and by its clause; ``handoffs`` are what it is kept of.
KEPT: dict[str, Callable[[datetime, Clause], Q]] = {
    "only_qualified": lambda at, clause: _QUALIFIED,
    "required_information": lambda at, clause: Q(evaluation__complete=True),
    "volume": lambda at, clause: _QUALIFIED & ~returned(at),
    "acceptance": lambda at, clause: accepted(at),
    "nurture": lambda at, clause: nurtured(clause.interactions or 0),
}


def decided(at: datetime) -> Q:
    """Return the condition that sales had said yes or no to a lead by ``at``."""
    return Q(accepted_at__lte=at) | returned(at)


def nurtured(interactions: int) -> Q:
    """Return the condition that so many interactions were on record before a handoff: what the lead did, and the touches
    outside any stint, which are marketing's own.
    """
    handed_over_at = OuterRef("handed_over_at")
    activity = Activity.objects.filter(lead=OuterRef("lead"), at__lt=handed_over_at)
    touches = Touch.objects.filter(
        lead=OuterRef("lead"), stint=None, happened_at__lt=handed_over_at, undone_at=None
    )
    return Q(GreaterThanOrEqual(_number(activity) + _number(touches), interactions))


def _number(rows: QuerySet[Any]) -> Coalesce:
    """How many rows a lead has, as a subquery."""
    return Coalesce(Subquery(rows.order_by().values("lead").annotate(n=Count("pk")).values("n")), 0)


def answers(frame: Frame) -> QuerySet[Answer]:
    """Return the answers given in the quarter that were not taken back."""
    return Answer.objects.filter(
        stint__agreement=frame.agreement, at__gte=frame.start, at__lt=frame.end, at__lte=frame.at
    ).filter(standing(frame.at))


def standing(at: datetime, prefix: str = "") -> Q:
    """Return the condition that an answer was not taken back by ``at``."""
    return Q(**{f"{prefix}undone_at": None}) | Q(**{f"{prefix}undone_at__gt": at})


def reaching(frame: Frame) -> QuerySet[Answer]:
    """Return the answers by which leads handed over in the quarter became ready, opportunities and customers."""
    return Answer.objects.filter(
        stint__in=handoffs(frame).values("pk"), kind__in=REACHED["sql"], at__lte=frame.at
    ).filter(standing(frame.at))


def arrived(frame: Frame) -> QuerySet[Lead]:
    """Return the leads that came in during the quarter."""
    return Lead.objects.filter(
        agreement=frame.agreement,
        created_at__gte=frame.start,
        created_at__lt=frame.end,
        created_at__lte=frame.at,
    )
