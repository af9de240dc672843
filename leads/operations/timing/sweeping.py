"""What is due is found, recorded once and told: best targets missed, warnings, breaches, escalations."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Case, DateTimeField, F, Value, When

from leads import notices
from leads.models import Clock, ClockEvent, Stint
from leads.operations.timing.queue import refresh
from leads.rules import escalation
from leads.rules.escalation import Rung
from slaportal import statements
from slaportal.statements import Parameter, Prepared

#: How many clocks one transaction takes: a tenth of a second's work, and few enough statements a clock (bench, P7).
CHUNK = 2000


class Claimed(NamedTuple):
    """A clock this sweep has taken, and the moment of each step of the ladder that is due."""

    clock: notices.Seen
    stint_id: int | None
    steps: tuple[datetime | None, ...]


class Overtaken(Exception):
    """Another sweep took some of the same clocks; the chunk is undone and looked at again."""


def sweep(*, at: datetime, limit: int = 20_000) -> int:
    """Take every step of the ladders that is past at ``at``, each exactly once, and return how many clocks were looked at.

    Chunks of CHUNK clocks, each with its events, its news and the next moment to look in one transaction; at most
    ``limit`` clocks. With nothing due it costs one indexed query. After an outage it catches up: breaches carry their true
    due moment, warnings that nobody could act on any more are not sent.
    """
    swept = 0
    audience = notices.Audience()
    while swept < limit:
        size = min(CHUNK, limit - swept)
        try:
            with transaction.atomic():
                taken = _sweep_chunk(at, size, audience)
        except Overtaken:
            continue
        swept += taken
        if taken < size:
            break
    return swept


def _sweep_chunk(at: datetime, size: int, audience: notices.Audience) -> int:
    claimed = _claim(at, size)
    if not claimed:
        return 0
    steps = [
        (taken.clock, rung, moment)
        for taken in claimed
        for rung, moment in zip(escalation.RUNGS, taken.steps, strict=True)
        if moment is not None
    ]
    statements.insert_copies(
        steps,
        ClockEvent,
        own={
            "clock_id": lambda step: step[0].pk,
            "kind": lambda step: step[1].key,
            "at": lambda step: step[2],
            "recorded_at": lambda step: at,
            "by_id": lambda step: None,
            "detail": lambda step: {},
        },
        ignore_conflicts=True,
    )
    _point_on(
        {taken.stint_id for taken in claimed if taken.stint_id and taken.steps[_BEST] is not None}, at=at
    )
    notices.steps_taken([(clock, rung) for clock, rung, _moment in steps if rung.tells], audience, at=at)
    return len(claimed)


#: Where the best target stands on the ladder.
_BEST = next(place for place, rung in enumerate(escalation.RUNGS) if rung.key == "best_missed")


def _claim(at: datetime, size: int) -> list[Claimed]:
    """Take the clocks whose moment has passed, earliest first, and set the next moment of each.

    Where rows can be locked, those another sweep holds are passed over. Everywhere the UPDATE takes only clocks that are
    still due, so that nobody takes a step twice; raises Overtaken when that were fewer than we had seen.
    """
    facts = len(notices.Seen._fields)
    claimed = [
        Claimed(notices.Seen(*row[:facts]), row[facts], tuple(row[facts + 1 :])) for row in _due(size)(at=at)
    ]
    if not claimed:
        return []
    due = Clock.objects.filter(check_at__lt=at, pk__in=[taken.clock.pk for taken in claimed])
    if due.update(check_at=_next_check(at)) != len(claimed):
        raise Overtaken
    return claimed


@cache
def _due(size: int) -> Prepared:
    """Return the question for so many clocks that are due, made once: it is asked every half minute, mostly for nothing."""
    at = Parameter("at", DateTimeField())
    steps = {rung.key: step_due(rung, at) for rung in escalation.RUNGS}
    return Prepared(
        lambda: (
            Clock.objects.filter(check_at__lt=at)
            .order_by("check_at")
            .select_for_update(skip_locked=True, no_key=True)
            .annotate(**steps)
            .values_list(*notices.Seen._fields, "stint_id", *steps)[:size]
        )
    )


def step_due(rung: Rung, at: datetime | Parameter) -> Case:
    """A step's moment when it is due at ``at``, else NULL: ``escalation.steps_due`` as the database sees it.

    Most steps of most clocks are not, and reading a moment takes longer than not reading it.
    """
    due: dict[str, Any] = {"check_at__lte": F(rung.moment), f"{rung.moment}__lt": at}
    if rung.fades:
        due["due_at__gte"] = at
    return Case(When(**due, then=F(rung.moment)), default=Value(None))


def _next_check(at: datetime) -> Case:
    """The first moment of the ladder at or after ``at``, as the database sees it; its moments stand in order of time."""
    return Case(
        *(When(**{f"{moment}__gte": at}, then=F(moment)) for moment in escalation.MOMENTS),
        default=Value(None),
    )


def _point_on(keys: Collection[int], *, at: datetime) -> None:
    """Let stints whose best target has passed point to what is due next."""
    if keys:
        refresh(list(Stint.objects.filter(pk__in=keys).only("ended_at", "follow_up_at")), at=at)
