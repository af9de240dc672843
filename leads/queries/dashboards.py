"""Which agreements have a score that a person may see."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from agreements import queries as agreements
from agreements.models import Agreement, Version
from agreements.rules import lifecycle
from slaportal.accounts.models import User


def scored(user: User, *, at: datetime) -> QuerySet[Agreement]:
    """Return the agreements a person may read that have been in force by ``at``: running ones and those they lead first."""
    led = Q(marketing_leader=user) | Q(sales_leader=user)
    in_force = Version.objects.filter(state=lifecycle.SIGNED, in_force_from__lte=at)
    return (
        agreements.visible_to(user)
        .filter(pk__in=in_force.values("agreement"))
        .annotate(place=Case(When(led, then=Value(0)), default=Value(1), output_field=IntegerField()))
        .select_related("marketing_leader", "sales_leader")
        .order_by(F("ended_at").desc(nulls_first=True), "place", "name")
    )
