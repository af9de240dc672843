"""How both sides keep their promises in a quarter: counted by a fixed number of statements, or read from a scorecard."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from agreements.models import Agreement
from agreements.rules.terms import Clause
from leads.models import Answer, Channel, Clock, Scorecard
from leads.queries import promised, tallies
from leads.queries.counted import CLOCK_OF
from leads.queries.frame import Frame
from leads.queries.promised import Promised
from leads.queries.tallies import AnswerTally, ClockTally, HandoffTally, Minutes
from leads.rules import pace, stretches
from leads.rules.compliance import Count, Figure
from leads.rules.figures import QuarterFigures, Reason, Rep, Source, Step, Stretch
from slaportal.accounts.models import User

Weekly = Mapping[str, Sequence[Count]]


def for_quarter(agreement: Agreement, quarter: str, *, at: datetime) -> QuarterFigures:
    """Return a quarter's figures: of its scorecard once it is closed, counted as of ``at`` before.

    Raises NothingPromised when no version was in force in it, ValueError for what is not the name of a quarter.
    """
    scorecard = Scorecard.objects.filter(agreement=agreement, quarter=quarter).first()
    if scorecard is not None:
        return QuarterFigures.from_document(scorecard.figures)
    return count(promised.in_quarter(agreement, quarter, at=at), closed=False)


def count(of: Promised, *, closed: bool) -> QuarterFigures:
    """Count a quarter from the facts as they stood at the frame's ``at``; ``closed`` gives the final verdicts.

    The same fixed number of statements for one lead and for a million; no lead is loaded.
    """
    frame, terms = of.frame, of.terms
    handed_over = tallies.handoffs(frame, terms)
    clocks, answers = tallies.clocks(frame), tallies.answers(frame)
    minutes, reached = tallies.minutes(frame), tallies.reached(frame)
    statuses = tallies.statuses(frame) if terms.clause("status") else {}
    weekly = _weekly(frame, handed_over, clocks, statuses, answers)
    return QuarterFigures(
        quarter=frame.quarter,
        version=of.version.number,
        others=of.others,
        first=of.first,
        last=of.last,
        counted_at=frame.at,
        closed=closed,
        figures=tuple(
            _figure(clause, of, weekly, clocks, minutes, closed=closed) for clause in terms.clauses
        ),
        weeks=frame.weeks,
        week_ends=pace.week_ends(frame.schedule, first=of.first, last=of.last, starts=frame.weeks),
        months=pace.months(frame.schedule, first=of.first, last=of.last),
        day_minutes=int(stretches.day_length(frame.schedule) / timedelta(minutes=1)),
        stretches=_stretches(of, minutes[Clock.Kind.RESPONSE]),
        funnel=_funnel(frame, handed_over, reached),
        returns=_reasons(
            answers, Answer.Kind.RETURN, {each.key: each.label for each in terms.return_reasons}
        ),
        disqualifications=_reasons(
            answers, Answer.Kind.DISQUALIFY, {each.key: each.label for each in terms.disqualify_reasons}
        ),
        sources=_sources(frame, handed_over),
        reps=_reps(frame, clocks, reached["sql"]),
        effort=tallies.effort(frame) if terms.clause("cadence") else None,
    )


def _weekly(
    frame: Frame,
    handoffs: Iterable[HandoffTally],
    clocks: Iterable[ClockTally],
    statuses: Mapping[int, tuple[int, int]],
    answers: Iterable[AnswerTally],
) -> Weekly:
    """Every clause's counts by week, until the week of ``at``; a promise kept before its week counts in the present one.

    The weeks of a status add up to the quarter to date: one that grows too old takes its lead off the kept ones.
    """
    begun = sum(start <= frame.at for start in frame.week_starts)
    weekly: dict[str, list[Count]] = defaultdict(lambda: [Count()] * begun)

    def add(kind: str, week: int, kept: int, n: int) -> None:
        weekly[kind][min(week, begun - 1)] += Count(kept, n)

    for row in handoffs:
        for kind, kept in row.kept.items():
            add(
                kind, row.week, kept, row.accepted + row.returned if kind == "acceptance" else row.handed_over
            )
    for clock in clocks:
        add(clock.kind, clock.week, clock.met, clock.met + clock.missed)
    for week, (first_due, first_missed) in statuses.items():
        add("status", week, first_due - first_missed, first_due)
    for answer in answers:
        add("feedback", answer.week, answer.rows if answer.reason else 0, answer.rows)
    return weekly


def _figure(
    clause: Clause,
    of: Promised,
    weekly: Weekly,
    clocks: Iterable[ClockTally],
    minutes: Mapping[str, Minutes],
    *,
    closed: bool,
) -> Figure:
    measured_by = CLOCK_OF.get(clause.kind, clause.kind)
    weeks = tuple(weekly[measured_by])
    total = sum(weeks, Count())
    own = [row for row in clocks if row.kind == measured_by]
    return Figure(
        clause=clause,
        count=total,
        weeks=weeks,
        best=sum(row.best for row in own) if clause.best else None,
        times=minutes[measured_by].times if measured_by in minutes else None,
        pace=_pace(clause, of, delivered=total.kept) if clause.kind == "volume" else None,
        waiting=sum(row.waiting for row in own),
        closed=closed,
    )


def _pace(clause: Clause, of: Promised, *, delivered: int) -> pace.Pace:
    frame = of.frame
    goal = pace.goal_for_part(
        frame.schedule, leads=clause.leads or 0, quarter=(frame.first, frame.last), part=(of.first, of.last)
    )
    return pace.of(
        frame.schedule, goal=goal, actual=delivered, first=of.first, last=of.last, today=frame.today
    )


def _stretches(of: Promised, minutes: Minutes) -> tuple[Stretch, ...]:
    clause = of.terms.clause("response")
    if clause is None:
        return ()
    late = minutes.late.total() + minutes.unanswered
    return stretches.sort_out(clause, stretches.day_length(of.frame.schedule), minutes.in_time, late)


def _funnel(
    frame: Frame, handoffs: Sequence[HandoffTally], reached: Mapping[str, Counter[int | None]]
) -> tuple[Step, ...]:
    """Leads that came in, prospects among them; then, of the leads handed over, how far they came."""
    leads, prospects = tallies.arrivals(frame)
    return (
        Step("lead", leads),
        Step("prospect", prospects),
        Step("mql", sum(row.handed_over for row in handoffs)),
        Step("sal", sum(row.accepted for row in handoffs)),
        *(Step(stage, owners.total()) for stage, owners in reached.items()),
    )


def _reasons(answers: Iterable[AnswerTally], kind: str, labels: Mapping[str, str]) -> tuple[Reason, ...]:
    """Reasons by how often they were given; one that a later version no longer has goes by its key."""
    numbers: Counter[tuple[str, str]] = Counter()
    for answer in answers:
        if answer.kind == kind:
            numbers[answer.reason_kind, answer.reason] += answer.rows
    return tuple(
        Reason(key=key, label=labels.get(key, key), count=number, kind=sort)
        for (sort, key), number in sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    )


def _sources(frame: Frame, handoffs: Iterable[HandoffTally]) -> tuple[Source, ...]:
    names = dict(Channel.objects.filter(agreement=frame.agreement).values_list("pk", "name"))
    by_channel: dict[int, list[HandoffTally]] = defaultdict(list)
    for row in handoffs:
        by_channel[row.channel].append(row)
    sources = [
        Source(
            channel=channel,
            name=names[channel],
            handed_over=sum(row.handed_over for row in rows),
            accepted=Count(sum(r.accepted for r in rows), sum(r.accepted + r.returned for r in rows)),
        )
        for channel, rows in by_channel.items()
    ]
    return tuple(sorted(sources, key=lambda source: (-source.handed_over, source.name)))


def _reps(
    frame: Frame, clocks: Sequence[ClockTally], found_ready: Mapping[int | None, int]
) -> tuple[Rep, ...]:
    stints = {row.owner: row for row in tallies.stints(frame)}
    medians = tallies.response_minutes(frame)
    counts: dict[tuple[str, int | None], Count] = defaultdict(Count)
    for row in clocks:
        counts[row.kind, row.owner] += Count(row.met, row.met + row.missed)
    owners = {*stints, *medians}
    names = dict(
        User.objects.filter(pk__in=[owner for owner in owners if owner]).values_list("pk", "full_name")
    )
    reps = []
    for owner in owners:
        handed = stints.get(owner)
        times = medians[owner].times
        reps.append(
            Rep(
                person=owner,
                name=names.get(owner, "") if owner else "",
                handed_over=handed.handed_over if handed else 0,
                accepted=handed.accepted if handed else 0,
                returned=handed.returned if handed else 0,
                found_ready=found_ready.get(owner, 0),
                response=counts[Clock.Kind.RESPONSE, owner],
                median=times.median if times else None,
                cadence=counts[Clock.Kind.CADENCE, owner],
            )
        )
    return tuple(sorted(reps, key=lambda rep: (rep.person is None, -rep.handed_over, rep.name)))
