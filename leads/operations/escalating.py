"""What time brings about: promises run out, unassigned leads find somebody, waiting and recycled leads are judged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import QuerySet

from agreements.queries import all_in_force
from leads import notices
from leads.models import Lead, Stint
from leads.operations import assigning, passing, qualifying, timing
from leads.operations.passing import Case

log = structlog.get_logger(__name__)

#: How many leads one step takes at a time; the next tick takes the next.
LIMIT = 500


def tick(*, at: datetime) -> dict[str, int]:
    """Take every step that time has made due, and return how many leads or clocks each step moved.

    The steps stand on their own: should one fail, the others are taken, and the failure is raised at the end. With nothing
    due each costs an indexed query or two.
    """
    done: dict[str, int] = {}
    failures: list[Exception] = []
    for step in STEPS:
        try:
            done[step.__name__] = step(at=at)
        except Exception as error:
            log.exception("a step of the tick failed", step=step.__name__)
            failures.append(error)
    if failures:
        raise ExceptionGroup("Steps of the tick failed", failures)
    return done


def sweep(*, at: datetime) -> int:
    """Warn, record breaches and escalate; returns how many clocks were looked at."""
    return timing.sweep(at=at)


def assign_waiting(*, at: datetime) -> int:
    """Give unassigned leads to whoever can take them now, oldest first: a first assignment, no transfer."""
    with transaction.atomic():
        unassigned = Stint.objects.filter(owner=None, ended_at=None).order_by("started_at")
        held = unassigned.select_for_update(of=("self",), skip_locked=True, no_key=True)
        stints = list(held.select_related("lead__agreement", "version")[:LIMIT])
        found = assigning.assign_waiting(stints, at=at) if stints else []
        if found:
            book = timing.Book(found)
            for stint in found:
                book.own(stint)
            book.save()
            notices.handed_over(found, at=at)
    return len(found)


def judge_waiting(*, at: datetime) -> int:
    """Judge the leads that arrived before their agreement's first version was in force."""
    agreements = list(all_in_force(at).order_by().values_list("agreement", flat=True))
    if not agreements:
        return 0
    return _judge(
        Lead.objects.filter(waits_for_agreement=True, agreement__in=agreements).order_by("pk"),
        "version",
        at=at,
    )


def judge_recycled(*, at: datetime) -> int:
    """Judge again the recycled leads whose day has come (by UTC's calendar); they pass if they qualify."""
    return _judge(Lead.objects.filter(recycle_on__lte=at.date()).order_by("recycle_on"), "recycle", at=at)


#: In order of urgency.
STEPS: Sequence[Callable[..., int]] = (sweep, assign_waiting, judge_waiting, judge_recycled)


def _judge(leads: QuerySet[Lead], because: str, *, at: datetime) -> int:
    with transaction.atomic():
        ready = list(leads.select_for_update(skip_locked=True, no_key=True)[:LIMIT])
        if not ready:
            return 0
        events = qualifying.events_of(ready)
        latest = {stint.lead_id: stint for stint in Stint.objects.filter(lead__in=ready).order_by("number")}
        cases = []
        for lead in ready:
            before = passing.as_it_is(lead)
            if because == "recycle":
                lead.recycle_on = None
                lead.stage = Lead.Stage.LEAD if lead.stage == Lead.Stage.RECYCLED else lead.stage
            cases.append(
                Case(
                    lead,
                    at,
                    because,
                    events[lead.pk],
                    latest.get(lead.pk),
                    asks=because == "recycle",
                    before=before,
                )
            )
        passing.consider(cases, at=at, by=None)
    return len(ready)
