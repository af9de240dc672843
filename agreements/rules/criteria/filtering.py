"""The same definition as a question to the database, so that leads are counted where they are.

``q`` holds for exactly the leads that :mod:`verdict` would qualify at that moment; a property test keeps the two equal on
SQLite and on PostgreSQL. Every part of it is true or false, never NULL, so that its negation is exact too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import reduce
from operator import add, and_, or_
from typing import Any as Anything
from zoneinfo import ZoneInfo

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import TruncDate
from django.db.models.lookups import GreaterThanOrEqual

from agreements.rules.criteria import chips
from agreements.rules.criteria.checking import refuse_faults
from agreements.rules.criteria.operators import pattern, where
from agreements.rules.criteria.tree import (
    LEAVES,
    All,
    Any,
    AtLeast,
    Did,
    Fact,
    Node,
    Nothing,
    Points,
    top_level,
    walk,
)
from agreements.rules.criteria.vocabulary import Type, fact

#: How many criteria share one number of a combination, which must fit an ordinary integer column.
CHUNK = 30


@dataclass(frozen=True, slots=True)
class EventSource:
    """Where events are kept: a model with a foreign key to leads and columns for what :class:`dossier.Event` holds."""

    model: type[Model]
    lead_field: str = "lead"
    kind: str = "kind"
    at: str = "at"
    detail: str = "detail"
    amount: str = "amount"


@dataclass(frozen=True, slots=True)
class Ground:
    """Where and when a definition is asked.

    ``columns`` names the column of each word, ``attributes`` the JSON column of extra attributes. ``at`` is the moment of
    judging: an aware datetime for all leads, or ``F("column")`` to judge each at a moment of its own. ``zone`` names
    whose calendar days count.
    """

    columns: Mapping[str, str]
    events: EventSource
    at: datetime | F
    zone: str
    attributes: str = "attributes"


@dataclass(frozen=True, slots=True)
class Step:
    """One top-level criterion on the way of a set of leads: ``before`` came to it, ``after`` passed it.

    ``met`` meet it whatever the others say; ``only`` fail nothing else, so dropping it would add so many.
    """

    id: str
    path: str
    text: str
    before: int
    after: int
    met: int
    only: int


def q(node: Node, ground: Ground) -> Q:
    """Return the condition that holds for the leads which qualify; raises ``Malformed`` for a faulty definition."""
    refuse_faults(node)
    return _ask(node, ground)


def steps(node: Node, rows: QuerySet[Anything], ground: Ground, *, currency: str = "") -> tuple[Step, ...]:
    """Return how a set of leads thins out, top-level criterion by criterion, from one statement.

    The database counts the leads of each combination of results; every figure is a sum of those counts.
    """
    refuse_faults(node)
    places = top_level(node)
    chunks = {
        f"criteria_{start}": reduce(
            add,
            (
                _one_if(_ask(place.node, ground), 1 << bit)
                for bit, place in enumerate(places[start : start + CHUNK])
            ),
        )
        for start in range(0, len(places), CHUNK)
    }
    grouped = (
        rows.order_by()
        .annotate(**chunks)
        .values(*chunks)
        .annotate(leads=Count("pk"))
        .values_list(*chunks, "leads")
    )
    counted = {
        sum(bits << index * CHUNK for index, bits in enumerate(masks)): leads for *masks, leads in grouped
    }
    every = (1 << len(places)) - 1
    return tuple(
        Step(
            id=place.node.id,
            path=place.path,
            text=chips.phrase(place.node, currency=currency),
            before=_meeting_all(counted, (1 << index) - 1),
            after=_meeting_all(counted, (2 << index) - 1),
            met=_meeting_all(counted, 1 << index),
            only=counted.get(every - (1 << index), 0),
        )
        for index, place in enumerate(places)
    )


def meeting(node: Node, rows: QuerySet[Anything], ground: Ground) -> dict[str, int]:
    """Return how many of a set of leads meet each criterion and group by itself, by path, from one statement."""
    refuse_faults(node)
    places = list(walk(node))
    counts = {
        f"criteria_{index}": Count("pk", filter=_ask(place.node, ground))
        for index, place in enumerate(places)
    }
    counted = rows.order_by().aggregate(**counts)
    return {place.path: counted[name] for name, place in zip(counts, places, strict=True)}


def knowing(node: Node, rows: QuerySet[Anything], ground: Ground) -> dict[str, int]:
    """Return how many of a set of leads have any value for each word the definition names, or any event of the kind."""
    refuse_faults(node)
    leaves = {
        key: replace(leaf, operator="known", value=None)
        if isinstance(leaf, Fact)
        else Did(leaf.event, measure="count")
        for leaf in (place.node for place in walk(node) if isinstance(place.node, LEAVES))
        if (key := leaf.word if isinstance(leaf, Fact) else leaf.event)
    }
    counts = {
        f"criteria_{index}": Count("pk", filter=_ask(leaf, ground))
        for index, leaf in enumerate(leaves.values())
    }
    return dict(zip(leaves, rows.order_by().aggregate(**counts).values(), strict=True))


def _meeting_all(counted: Mapping[int, int], bits: int) -> int:
    return sum(leads for mask, leads in counted.items() if mask & bits == bits)


# --- one node ------------------------------------------------------------------------


def _ask(node: Node, ground: Ground) -> Q:
    match node:
        case All(items):
            return reduce(and_, (_ask(item, ground) for item in items))
        case Any(items):
            return reduce(or_, (_ask(item, ground) for item in items))
        case Nothing(items):
            return ~reduce(or_, (_ask(item, ground) for item in items))
        case AtLeast(k, items):
            return _reaches(k, [(1, item) for item in items], ground)
        case Points(threshold, scored):
            return _reaches(threshold, scored, ground)
        case Fact(key, operator, value):
            word = fact(key)
            assert word is not None
            return where(
                word, operator, value, ground.attributes if word.type is Type.EXTRA else ground.columns[key]
            )
        case Did():
            return Q(_did(node, ground))


def _reaches(wanted: int, scored: Sequence[tuple[int, Node]], ground: Ground) -> Q:
    points = reduce(add, (_one_if(_ask(item, ground), weight) for weight, item in scored))
    return Q(GreaterThanOrEqual(points, wanted))


def _one_if(condition: Q, weight: int) -> Case:
    return Case(When(condition, then=Value(weight)), default=Value(0), output_field=IntegerField())


def _did(node: Did, ground: Ground) -> Exists:
    """Ask whether there are enough events; counting stops at the last one needed."""
    source = ground.events
    until = OuterRef(ground.at.name) if isinstance(ground.at, F) else ground.at  # type: ignore[attr-defined]
    happened = source.model._default_manager.order_by().filter(
        **{source.lead_field: OuterRef("pk"), source.kind: node.event, f"{source.at}__lte": until}
    )
    if node.days is not None:
        window = timedelta(days=node.days)
        since = (
            until - window
            if isinstance(until, datetime)
            else ExpressionWrapper(until - window, DateTimeField())
        )
        happened = happened.filter(**{f"{source.at}__gte": since})
    if node.detail is not None:
        happened = happened.filter(**{f"{source.detail}__iregex": pattern((node.detail,), whole=False)})
    amount = Sum(source.amount) if node.measure == "sum" else Count("pk")
    if node.in_one_day:
        by_day = happened.annotate(criteria_day=TruncDate(source.at, tzinfo=ZoneInfo(ground.zone))).values(
            "criteria_day"
        )
        return Exists(by_day.annotate(criteria_amount=amount).filter(criteria_amount__gte=node.at_least))
    if node.measure == "sum":
        total = happened.values(source.lead_field).annotate(criteria_amount=amount)
        return Exists(total.filter(criteria_amount__gte=node.at_least))
    return Exists(happened[node.at_least - 1 : node.at_least])
