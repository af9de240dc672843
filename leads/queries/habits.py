"""How the entries of a quarter came about, person by person, for the hints at odd patterns (requirement D5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q
from django.db.models.functions import TruncMinute
from django.db.models.lookups import LessThanOrEqual

from leads.models import Answer, Clock, Touch
from leads.queries import counted
from leads.queries.frame import Frame
from leads.rules import integrity
from leads.rules.integrity import Habits, Hint
from slaportal.accounts.models import User


def hints(frame: Frame) -> tuple[Hint, ...]:
    """Return what deserves a second look in a quarter, in five statements."""
    entries: dict[int | None, dict[str, int]] = defaultdict(dict)
    for found in (_closings(frame), _answered(frame), _logged(frame), _bursts(frame)):
        for person, numbers in found:
            entries[person].update(numbers)
    people = {person for person in entries if person is not None}
    names = dict(User.objects.filter(pk__in=people).values_list("pk", "full_name"))
    return integrity.hints(
        Habits(person=person, name=names[person], **entries[person])
        for person in sorted(people & names.keys())
    )


Numbers = Iterable[tuple[int | None, dict[str, int]]]


def _by_person(rows: Iterable[Any], person: str) -> Numbers:
    for row in rows:
        yield row.pop(person), row


def _closings(frame: Frame) -> Numbers:
    closings = counted.answers(frame).filter(kind__in=(Answer.Kind.RETURN, Answer.Kind.DISQUALIFY))
    rows = closings.values("by").annotate(
        closed=Count("pk"), closed_without_touch=Count("pk", filter=Q(without_touch=True))
    )
    return _by_person(rows.order_by(), "by")


def _answered(frame: Frame) -> Numbers:
    """First responses and decisions in time, and how many of them came in the last part of the promised time."""
    left = ExpressionWrapper(F("due_at") - F("met_at"), output_field=DurationField())
    last_part = ExpressionWrapper(
        (F("due_at") - F("started_at")) * integrity.LAST_PART, output_field=DurationField()
    )
    rows = (
        counted.clocks(frame)
        .filter(counted.met(frame.at), kind__in=(Clock.Kind.RESPONSE, Clock.Kind.DECISION))
        .values("owner")
        .annotate(
            answered=Count("pk"), answered_last_moment=Count("pk", filter=LessThanOrEqual(left, last_part))
        )
    )
    return _by_person(rows.order_by(), "owner")


def _touches(frame: Frame) -> Any:
    return Touch.objects.filter(
        stint__agreement=frame.agreement,
        logged_at__gte=frame.start,
        logged_at__lt=frame.end,
        logged_at__lte=frame.at,
        is_automatic=False,
        undone_at=None,
    )


def _logged(frame: Frame) -> Numbers:
    backdated = Q(logged_at__gt=F("happened_at") + timedelta(minutes=integrity.BACKDATED_MINUTES))
    rows = _touches(frame).values("by").annotate(logged=Count("pk"), backdated=Count("pk", filter=backdated))
    return _by_person(rows.order_by(), "by")


def _bursts(frame: Frame) -> Numbers:
    rows = (
        _touches(frame)
        .annotate(minute=TruncMinute("logged_at"))
        .values("by", "minute")
        .annotate(number=Count("pk"))
        .filter(number__gte=integrity.BURST)
        .order_by()
        .values_list("by", "number")
    )
    together: dict[int | None, int] = defaultdict(int)
    for person, number in rows:
        together[person] += number
    return [(person, {"in_bursts": number}) for person, number in together.items()]
