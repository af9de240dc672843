"""The statements of a quarter's figures: each groups facts and brings back few rows, however many leads there are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Case, F, IntegerField, Min, Q, Sum, When
from django.db.models import Count as Rows
from django.db.models.functions import Least

from agreements.rules.terms import Terms
from leads.models import Answer, Clock, Touch
from leads.queries import counted
from leads.queries.counted import KEPT, REACHED
from leads.queries.frame import Frame
from leads.queries.grouping import WholeMinutes, stretch_of
from leads.rules.compliance import Times
from leads.rules.figures import Effort

#: The kinds of clock whose answers take a time that people ask about.
TIMED = (Clock.Kind.DELIVERY, Clock.Kind.RESPONSE, Clock.Kind.DECISION, Clock.Kind.DISPOSITION)


class ClockTally(NamedTuple):
    """Clocks of one kind and owner that fell due in one week; ``best`` were answered within the best target."""

    kind: str
    owner: int | None
    week: int
    met: int
    missed: int
    waiting: int
    best: int


class HandoffTally(NamedTuple):
    """Leads of one channel handed over in one week, and what became of them."""

    channel: int
    week: int
    handed_over: int
    accepted: int
    returned: int
    kept: Mapping[str, int]


class StintTally(NamedTuple):
    """What one rep was handed."""

    owner: int | None
    handed_over: int
    accepted: int
    returned: int


class AnswerTally(NamedTuple):
    """Leads returned or disqualified in one week, for one reason."""

    kind: str
    reason_kind: str
    reason: str
    week: int
    rows: int


@dataclass(slots=True)
class Minutes:
    """Answers counted by the whole minute within which they came, and promises nobody has answered."""

    in_time: Counter[int] = field(default_factory=Counter)
    late: Counter[int] = field(default_factory=Counter)
    unanswered: int = 0

    @property
    def times(self) -> Times | None:
        """Median and 90th percentile over all that were due."""
        return Times.of(self.in_time + self.late, self.unanswered)


def clocks(frame: Frame) -> list[ClockTally]:
    """Count clocks by kind, owner and week; statuses are counted by lead, see ``statuses``."""
    met = counted.met(frame.at)
    rows = (
        counted.clocks(frame)
        .exclude(kind=Clock.Kind.STATUS)
        .annotate(week=stretch_of("due_at", frame.week_starts))
        .values_list("kind", "owner", "week")
        .annotate(
            met=Rows("pk", filter=met),
            missed=Rows("pk", filter=counted.missed(frame.at)),
            waiting=Rows("pk", filter=counted.waiting(frame.at)),
            best=Rows("pk", filter=met & Q(met_at__lte=F("best_at"))),
        )
        .order_by()
    )
    return [ClockTally(*row) for row in rows]


def statuses(frame: Frame) -> dict[int, tuple[int, int]]:
    """Count, by week, the leads whose first status fell due in it, and those of which one was too old for the first time.

    A status clock starts again with every update, but the promise is one about the lead: none of its statuses is too old.
    """
    week = stretch_of("due_at", frame.week_starts)
    statuses = counted.clocks(frame).filter(kind=Clock.Kind.STATUS).order_by().values("stint")
    stints = statuses.annotate(
        first_due=Min(week, filter=counted.met(frame.at) | counted.missed(frame.at)),
        first_missed=Min(week, filter=counted.missed(frame.at)),
    )
    numbers = stints.aggregate(
        **{
            f"{moment}_{number}": Rows("stint", filter=Q(**{moment: number}))
            for number in range(len(frame.weeks))
            for moment in ("first_due", "first_missed")
        }
    )
    return {
        number: (numbers[f"first_due_{number}"], numbers[f"first_missed_{number}"])
        for number in range(len(frame.weeks))
    }


def minutes(frame: Frame) -> dict[str, Minutes]:
    """Count the business minutes of answers by kind of clock."""
    return _minutes(frame, "kind", TIMED)


def response_minutes(frame: Frame) -> dict[int | None, Minutes]:
    """Count the business minutes of first responses by owner."""
    return _minutes(frame, "owner", (Clock.Kind.RESPONSE,))


def _minutes(frame: Frame, group: str, kinds: Iterable[str]) -> dict[Any, Minutes]:
    met, missed = counted.met(frame.at), counted.missed(frame.at)
    rows = (
        counted.clocks(frame)
        .filter(met | missed, kind__in=kinds)
        .annotate(minutes=Case(When(met_at__lte=frame.at, then=WholeMinutes("business_minutes"))))
        .values_list(group, "minutes")
        .annotate(in_time=Rows("pk", filter=met), late=Rows("pk", filter=missed))
        .order_by()
    )
    found: dict[Any, Minutes] = defaultdict(Minutes)
    for key, minute, in_time, late in rows:
        if minute is None:
            found[key].unanswered += late
        else:
            found[key].in_time[minute] += in_time
            found[key].late[minute] += late
    return found


def handoffs(frame: Frame, terms: Terms) -> list[HandoffTally]:
    """Count leads handed over by channel and week, and how many keep each promise about handoffs that was made."""
    at = frame.at
    kept = {kind: KEPT[kind](at, clause) for kind in KEPT if (clause := terms.clause(kind))}
    rows: Iterable[Any] = (
        counted.handoffs(frame)
        .annotate(week=stretch_of("handed_over_at", frame.week_starts))
        .values("lead__channel", "week")
        .annotate(
            handed_over=Rows("*"),
            taken=Rows("pk", filter=counted.accepted(at)),
            sent_back=Rows("pk", filter=counted.returned(at)),
            **{kind: Rows("pk", filter=condition) for kind, condition in kept.items()},
        )
        .order_by()
    )
    return [
        HandoffTally(
            channel=row["lead__channel"],
            week=row["week"],
            handed_over=row["handed_over"],
            accepted=row["taken"],
            returned=row["sent_back"],
            kept={kind: row[kind] for kind in kept},
        )
        for row in rows
    ]


def stints(frame: Frame) -> list[StintTally]:
    """Count what each rep was handed, and how it was decided."""
    rows = (
        counted.stints(frame)
        .values_list("owner")
        .annotate(
            handed_over=Rows("*"),
            accepted=Rows("pk", filter=counted.accepted(frame.at)),
            returned=Rows("pk", filter=counted.returned(frame.at)),
        )
        .order_by()
    )
    return [StintTally(*row) for row in rows]


def reached(frame: Frame) -> dict[str, Counter[int | None]]:
    """Count, for each stage after acceptance and each owner, the leads handed over in the quarter that reached it."""
    rows = (
        counted.reaching(frame)
        .values_list("stint__owner")
        .annotate(
            **{
                stage: Rows("stint", filter=Q(kind__in=kinds), distinct=True)
                for stage, kinds in REACHED.items()
            }
        )
        .order_by()
    )
    found: dict[str, Counter[int | None]] = {stage: Counter() for stage in REACHED}
    for owner, *numbers in rows:
        for stage, number in zip(REACHED, numbers, strict=True):
            found[stage][owner] += number
    return found


def answers(frame: Frame) -> list[AnswerTally]:
    """Count returns and disqualifications by reason and week."""
    rows = (
        counted.answers(frame)
        .filter(kind__in=(Answer.Kind.RETURN, Answer.Kind.DISQUALIFY))
        .annotate(week=stretch_of("at", frame.week_starts))
        .values_list("kind", "reason_kind", "reason", "week")
        .annotate(rows=Rows("*"))
        .order_by()
    )
    return [AnswerTally(*row) for row in rows]


def arrivals(frame: Frame) -> tuple[int, int]:
    """Count the leads that came in, and the prospects among them."""
    found = counted.arrived(frame).aggregate(leads=Rows("*"), prospects=Rows("pk", filter=counted.BANT_KNOWN))
    return found["leads"], found["prospects"]


def effort(frame: Frame) -> Effort:
    """Add up the touches of the cadences that ended in the quarter, each within its own window."""
    touch = "stint__touches__"
    made = counted.standing(frame.at, touch) & Q(
        **{
            f"{touch}is_automatic": False,
            f"{touch}is_inbound": False,
            f"{touch}happened_at__lte": F("due_at"),
            f"{touch}logged_at__lte": frame.at,
        }
    )
    ended = counted.clocks(frame).filter(
        counted.met(frame.at) | counted.missed(frame.at), kind=Clock.Kind.CADENCE
    )
    found = (
        ended.order_by()
        .annotate(
            calls=Rows("stint__touches", filter=made & Q(**{f"{touch}kind": Touch.Kind.CALL})),
            emails=Rows("stint__touches", filter=made & Q(**{f"{touch}kind": Touch.Kind.EMAIL})),
            attempts=Rows("stint__touches", filter=made),
        )
        .aggregate(
            leads=Rows("pk"),
            done=Sum(_up_to("calls", "stint__calls_promised") + _up_to("emails", "stint__emails_promised")),
            promised=Sum(F("stint__calls_promised") + F("stint__emails_promised")),
            made=Sum("attempts"),
        )
    )
    return Effort(found["leads"], found["done"] or 0, found["promised"] or 0, found["made"] or 0)


def _up_to(done: str, promised: str) -> Least:
    return Least(done, promised, output_field=IntegerField())
