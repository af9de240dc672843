"""A definition run on past leads: counted where they are, by statements compiled from its tree (requirement A10).

Each lead is judged by what is known of it today and by what it had done until its own last activity, so that a window of
thirty days looks at the thirty days in which it was warm, not at the present. Required information is not asked for: a lead
that lacks it may still be completed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from agreements import queries as agreements
from agreements.models import Version
from agreements.rules.criteria import filtering, notation
from agreements.rules.criteria.filtering import EventSource, Ground
from agreements.rules.criteria.tree import ROOT, Node, Nothing, children, top_level, walk
from agreements.rules.terms import Terms
from leads.models import Activity, Lead, Stint
from leads.queries.grouping import stretch_of
from leads.rules import facts, forecast
from leads.rules.forecast import Forecast, Met, Month, Rival, Step


def run(version: Version, *, at: datetime) -> Forecast:
    """Run a version's definition on the leads of the twelve whole months before ``at``, beside the version in force.

    Raises Malformed for a draft whose definition cannot be judged yet.
    """
    terms = agreements.terms_of(version)
    node = notation.parse(terms.definition)
    past = _past(terms, at)
    rows, ground = _rows(version, past), _ground(terms)
    months = _months(rows, node, ground, past)
    return Forecast(
        fingerprint=forecast.fingerprint(terms.definition),
        ran_at=at,
        months=months,
        steps=tuple(
            Step(step.id, step.text, step.before, step.after, step.only)
            for step in filtering.steps(node, rows, ground, currency=terms.currency)
        ),
        met=_met(node, filtering.meeting(node, rows, ground)),
        known=filtering.knowing(node, rows, ground),
        rival=_rival(version, rows, past, months, at=at),
    )


def _past(terms: Terms, at: datetime) -> tuple[datetime, ...]:
    """The first instant of each of the past months and of the present one."""
    zone = ZoneInfo(terms.hours.zone)
    days = forecast.past_months(at.astimezone(zone).date())
    return tuple(datetime.combine(day, time(0), zone) for day in days)


def _rows(version: Version, past: Sequence[datetime]) -> QuerySet[Lead]:
    return Lead.objects.filter(
        agreement=version.agreement_id, created_at__gte=past[0], created_at__lt=past[-1]
    )


def _ground(terms: Terms) -> Ground:
    return Ground(
        columns=facts.COLUMNS, events=EventSource(Activity), at=F("last_activity_at"), zone=terms.hours.zone
    )


def _months(rows: QuerySet[Lead], node: Node, ground: Ground, past: Sequence[datetime]) -> tuple[Month, ...]:
    """Two statements: how many came in, and how many of them qualify, were accepted, were won."""
    by_month = rows.order_by().annotate(month=stretch_of("created_at", past[:-1])).values("month")
    came = dict(by_month.values_list("month").annotate(Count("pk")))
    found = {row["month"]: row for row in _qualified(rows, node, ground, past)}
    return tuple(
        Month(
            first=first.date(),
            leads=came.get(place, 0),
            qualified=found[place]["qualified"] if place in found else 0,
            accepted=found[place]["accepted"] if place in found else 0,
            won=found[place]["won"] if place in found else 0,
        )
        for place, first in enumerate(past[:-1])
    )


def _qualified(
    rows: QuerySet[Lead], node: Node, ground: Ground, past: Sequence[datetime]
) -> Iterable[Mapping[str, Any]]:
    accepted = Stint.objects.filter(lead=OuterRef("pk"), accepted_at__isnull=False)
    return (
        rows.filter(filtering.q(node, ground))
        .order_by()
        .annotate(month=stretch_of("created_at", past[:-1]))
        .values("month")
        .annotate(
            qualified=Count("pk"),
            accepted=Count("pk", filter=Exists(accepted) | Q(outcome=Lead.Outcome.WON)),
            won=Count("pk", filter=Q(outcome=Lead.Outcome.WON)),
        )
    )


def _met(node: Node, counts: Mapping[str, int]) -> tuple[Met, ...]:
    """How many leads meet each criterion inside a group by itself; one under "none of" keeps those leads out."""
    steps = {place.path for place in top_level(node)} | {ROOT}
    excluded = {
        child.id for place in walk(node) if isinstance(place.node, Nothing) for child in children(place.node)
    }
    return tuple(
        Met(place.node.id, counts[place.path], place.node.id in excluded)
        for place in walk(node)
        if place.path not in steps
    )


def _rival(
    version: Version, rows: QuerySet[Lead], past: Sequence[datetime], months: Sequence[Month], *, at: datetime
) -> Rival | None:
    """The version in force on the same leads; None when there is none, or when it is the same."""
    other = agreements.in_force(version.agreement, at)
    if other is None or other.pk == version.pk:
        return None
    terms = agreements.terms_of(other)
    found = list(_qualified(rows, notation.parse(terms.definition), _ground(terms), past))
    qualified, accepted, won = (sum(row[key] for row in found) for key in ("qualified", "accepted", "won"))
    return Rival(other.number, qualified, accepted, won, forecast.a_quarter(months, qualified))
