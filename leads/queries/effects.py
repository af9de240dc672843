"""What a line of a lead's story did to a signed clause, and what to know beside a step of its clock, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from agreements.queries import schedule_of, terms_of
from agreements.rules.terms import Clause
from leads.models import Clock, ClockEvent
from leads.queries import faces
from leads.rules import clock as rules
from slaportal.ui import words
from slaportal.worktime import between

#: What of a version is read by its digest and need not come along (agreements.queries.texts).
HEAVY = ("document", "text", "forecast")


def met(*kinds: str, **narrowed: Any) -> QuerySet[Clock]:
    """Return the clocks of these kinds that were met, with what it takes to say so."""
    clocks = Clock.objects.filter(kind__in=kinds, met_at__isnull=False, **narrowed)
    return clocks.select_related("version").defer(*(f"version__{name}" for name in HEAVY))


def at_moment(clocks: Iterable[Clock], moment: datetime) -> Iterator[str]:
    """Say of each of these promises that a moment met how it was met."""
    return (effect(clock) for clock in clocks if clock.met_at == moment)


def effect(clock: Clock) -> str:
    """Say how a promise was met: "S2 Decision: met in 4 h 34, promised within 1 business day"."""
    assert clock.met_at is not None
    how = faces.of_clock(clock, clock.version, at=clock.met_at).text
    return _("%(promise)s: %(how)s, promised within %(time)s") % {
        "promise": name_of(clock),
        "how": how[:1].lower() + how[1:],
        "time": _clause(clock).within,
    }


def name_of(clock: Clock) -> str:
    """Return the clause of a clock as people say it: "S1 First response"."""
    return f"{clock.clause} {faces.name_of(clock.kind)}"


def beside(event: ClockEvent, *, at: datetime) -> str:
    """Say what to know of a step of the ladder: how late, what was promised, who had the lead."""
    return _BESIDE[event.kind](event, at)


def _relief(event: ClockEvent, at: datetime) -> str:
    return str(event.detail.get("why", ""))


def _best(event: ClockEvent, at: datetime) -> str:
    clause = _clause(event.clock)
    said = {"best": clause.best, "time": clause.within}
    return _("At best within %(best)s, promised within %(time)s") % said


def _due(event: ClockEvent, at: datetime) -> str:
    due = date_format(localtime(event.clock.due_at), "j M H:i")
    return _("Due %(when)s, with %(person)s") % {"when": due, "person": _whose(event.clock)}


def _broken(event: ClockEvent, at: datetime) -> str:
    clock = event.clock
    return _("%(how)s, promised within %(time)s, with %(person)s") % {
        "how": faces.of_clock(clock, clock.version, at=at).text,
        "time": _clause(clock).within,
        "person": _whose(clock),
    }


def _after(event: ClockEvent, at: datetime) -> str:
    schedule = schedule_of(event.clock.version)
    late = between(schedule, event.clock.due_at, event.at)
    return _("%(time)s after it was due") % {"time": words.duration(late, day=faces.business_day(schedule))}


_BESIDE: Mapping[str, Callable[[ClockEvent, datetime], str]] = {
    "relaxed": _relief,
    "best_missed": _best,
    "warned": _due,
    "breached": _broken,
    "escalated": _after,
    "reassign_suggested": _after,
}


def _clause(clock: Clock) -> Clause:
    clause = terms_of(clock.version).clause(rules.KINDS[clock.kind].clause)
    assert clause is not None
    return clause


def _whose(clock: Clock) -> str:
    return str(clock.owner) if clock.owner is not None else _("nobody yet")
