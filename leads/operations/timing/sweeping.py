"""What is due is found, recorded once and told: best targets missed, warnings, breaches, escalations."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Value, When

from leads import notices
from leads.models import Clock, ClockEvent, Stint
from leads.operations.timing.queue import refresh
from leads.rules import escalation
from slaportal import statements

#: How many clocks one transaction takes: a tenth of a second's work, and few enough statements a clock (bench, P7).
CHUNK = 1000

#: What the sweep has to know of a clock.
_SEEN = (
    "pk", "kind", "clause", "check_at", *escalation.MOMENTS, "lead_id", "stint_id", "owner_id", "team_id", "version_id",
)  # fmt: skip


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
        try:
            with transaction.atomic():
                taken = _sweep_chunk(at, min(CHUNK, limit - swept), audience)
        except Overtaken:
            continue
        if not taken:
            break
        swept += taken
    return swept


def _sweep_chunk(at: datetime, size: int, audience: notices.Audience) -> int:
    clocks = _claim(at, size)
    if not clocks:
        return 0
    steps = [(clock, rung, moment) for clock in clocks for rung, moment in escalation.steps_due(clock, at)]
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
    _point_on({clock.stint_id for clock, rung, _moment in steps if rung.key == "best_missed"}, at=at)
    notices.steps_taken([(clock, rung) for clock, rung, _moment in steps if rung.tells], audience, at=at)
    return len(clocks)


def _claim(at: datetime, size: int) -> list[Any]:
    """Take the clocks whose moment has passed, earliest first, and set the next moment of each.

    Where rows can be locked, those another sweep holds are passed over. Everywhere the UPDATE takes only clocks that are
    still due, so that nobody takes a step twice; raises Overtaken when that were fewer than we had seen.
    """
    due = Clock.objects.filter(check_at__lt=at)
    held = due.order_by("check_at").select_for_update(skip_locked=True, no_key=True)
    clocks: list[Any] = list(held.values_list(*_SEEN, named=True)[:size])
    if not clocks:
        return []
    if due.filter(pk__in=[clock.pk for clock in clocks]).update(check_at=_next_check(at)) != len(clocks):
        raise Overtaken
    return clocks


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
