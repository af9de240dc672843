"""Promises end: met by what people do, closed when they legitimately fall away, or opened again by an undo."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from agreements.queries import schedule_of, terms_of
from leads.models import Clock, ClockEvent, Lead, Stint, Touch
from leads.operations.timing.making import clock_of
from leads.operations.timing.queue import refresh
from leads.rules import attempts, escalation
from leads.rules.clock import plan_one
from slaportal.worktime import between

Kind = Clock.Kind

#: What finishing, and opening again, write.
FIELDS = ("met_at", "closed_at", "closed_why", "business_minutes", "check_at")
#: Steps that are facts about the promise; recorded when they are found late. The others only tell people in time.
_FACTS = frozenset({"best_missed", "breached"})
_MINUTE = timedelta(minutes=1)


def finish(
    clocks: Collection[Clock],
    *,
    at: datetime,
    met_at: datetime | None = None,
    closed_why: str = "",
    save: bool = True,
) -> None:
    """End running clocks at ``at``: met at ``met_at``, or closed for a reason.

    Whatever the sweep has not yet recorded of a missed target or a breach is recorded now, with its true moment: a late
    answer never hides the breach.
    """
    ended_at = met_at or at
    events = [
        ClockEvent(clock=clock, kind=rung.key, at=moment, recorded_at=at)
        for clock in clocks
        for rung, moment in escalation.steps_due(clock, ended_at)
        if rung.key in _FACTS
    ]
    for clock in clocks:
        clock.check_at = None
        if met_at is not None:
            _meet(clock, met_at)
        else:
            clock.closed_at, clock.closed_why = at, closed_why
    if save:
        Clock.objects.bulk_update(clocks, FIELDS)
        ClockEvent.objects.bulk_create(events, ignore_conflicts=True)


def meet(stint: Stint, kind: str, *, at: datetime) -> None:
    """Meet the stint's running clock of a kind, if it has one, and save what is due next."""
    finish(_running(stint, kind), met_at=at, at=at)
    refresh([stint], at=at)


def close(stint: Stint, why: str, *, at: datetime) -> None:
    """Close every running clock of a stint that ends legitimately; one that is past due stays a breach (docs/clocks.md)."""
    finish(_running(stint), closed_why=why, at=at)
    refresh([stint], at=at)


def withdraw(stint: Stint, *, at: datetime, met: Iterable[str] = (), started: Iterable[str] = ()) -> None:
    """Take back what an undone answer did: clocks it met run again, clocks it started close."""
    again = [
        clock
        for clock in Clock.objects.filter(stint=stint, kind__in=met, closed_at=None)
        if clock.met_at is not None
    ]
    for clock in again:
        _open_again(clock, stint)
    Clock.objects.bulk_update(again, FIELDS)
    begun = Clock.objects.filter(stint=stint, kind__in=started, met_at=None, closed_at=None)
    finish(_with_version(begun, stint), closed_why="undone", at=at)
    refresh([stint], at=at)


def update_status(stint: Stint, *, at: datetime) -> None:
    """Note that the stint's status is current: the running status clock is met and its next round begins."""
    stint.status_at = at
    Stint.objects.filter(pk=stint.pk).update(status_at=at)
    running = _running(stint, Kind.STATUS)
    finish(running, met_at=at, at=at)
    Clock.objects.bulk_create(_next_round(clock, stint, at) for clock in running)
    refresh([stint], at=at)


def follow(stint: Stint, *, at: datetime) -> None:
    """Count the stint's touches again, and let them meet first response and cadence, or no longer meet them.

    Only a person reaching out answers first response, the earliest counts in whatever order they were logged, and what was
    logged after the due moment counts from then on.
    """
    touches = list(
        Touch.objects.filter(lead=stint.lead_id, stint__handoff=stint.handoff, undone_at=None).order_by(
            "happened_at", "pk"
        )
    )
    clocks = Clock.objects.filter(stint=stint, kind__in=[Kind.RESPONSE, Kind.CADENCE], closed_at=None)
    since = stint.started_at
    for clock in _with_version(clocks, stint):
        begun = min(clock.started_at, stint.started_at)
        counted = [touch for touch in touches if touch.happened_at >= begun]
        if clock.kind == Kind.CADENCE:
            since = begun
        _follow(clock, counted, stint, at=at)
    _count(stint, [touch for touch in touches if touch.happened_at >= since])
    refresh([stint], at=at)


def running_deliveries(leads: Sequence[Lead]) -> Sequence[Clock]:
    """Return marketing's running clocks of leads that wait for their handoff; one query."""
    if not leads:
        return []
    running = Clock.objects.filter(
        lead__in=leads, kind=Kind.DELIVERY, stint=None, met_at=None, closed_at=None
    )
    return list(
        running.select_related("version").defer("version__document", "version__text", "version__forecast")
    )


def _follow(clock: Clock, touches: Sequence[Touch], stint: Stint, *, at: datetime) -> None:
    """Let one clock be met by these touches, or run again without them."""
    if clock.kind == Kind.RESPONSE:
        met_at = attempts.response_at(touches, clock.due_at)
    else:
        cadence = terms_of(stint.version).clause("cadence")
        assert cadence is not None
        met_at = attempts.cadence_at(
            touches, calls=cadence.calls or 0, emails=cadence.emails or 0, due_at=clock.due_at
        )
    if met_at == clock.met_at:
        return
    if met_at is None:
        _open_again(clock, stint)
    elif clock.met_at is None:
        finish([clock], met_at=met_at, at=at)
        return
    else:
        _meet(clock, met_at)
    clock.save(update_fields=FIELDS)


def _meet(clock: Clock, met_at: datetime) -> None:
    clock.met_at = met_at
    minutes = between(schedule_of(clock.version), clock.started_at, met_at) / _MINUTE
    clock.business_minutes = Decimal(minutes).quantize(Decimal("0.01"))


def _open_again(clock: Clock, stint: Stint) -> None:
    """Let a clock run again as if it had not been met: the ladder goes on from the moment it had been."""
    assert clock.met_at is not None
    clock.check_at = escalation.next_check(clock, clock.met_at)
    clock.met_at = clock.business_minutes = None


def _count(stint: Stint, touches: Sequence[Touch]) -> None:
    """Keep on the stint what its touches come to."""
    tally = attempts.tally(touches)
    counts = {
        "calls_done": tally.calls,
        "emails_done": tally.emails,
        "first_touch_at": tally.first_touch_at,
        "first_contact_at": tally.first_contact_at,
        "last_touch_at": tally.last_touch_at,
    }
    for name, value in counts.items():
        setattr(stint, name, value)
    Stint.objects.filter(pk=stint.pk).update(**counts)


def _next_round(clock: Clock, stint: Stint, at: datetime) -> Clock:
    planned = plan_one(clock.kind, terms_of(stint.version), schedule_of(stint.version), at)
    assert planned is not None
    return clock_of(planned, stint.lead, stint.version, stint=stint, round=clock.round + 1)


def _running(stint: Stint, *kinds: str) -> list[Clock]:
    clocks = Clock.objects.filter(stint=stint, met_at=None, closed_at=None)
    return _with_version(clocks.filter(kind__in=kinds) if kinds else clocks, stint)


def _with_version(clocks: Iterable[Clock], stint: Stint) -> list[Clock]:
    """Let clocks share the version their stint has loaded."""
    found = list(clocks)
    for clock in found:
        clock.version = stint.version
    return found
