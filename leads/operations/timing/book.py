"""The clocks of some stints, opened once: promises are met, closed and begun in it, then saved together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from agreements.queries import schedule_of, terms_of
from leads.models import Clock, ClockEvent, Lead, Stint, Touch
from leads.operations.timing.making import clock_of
from leads.operations.timing.queue import point
from leads.rules import attempts, escalation
from leads.rules import clock as rules
from slaportal import statements
from slaportal.worktime import between

Kind = Clock.Kind

#: What happens to a clock after its start.
FIELDS = ("met_at", "closed_at", "closed_why", "business_minutes", "check_at", "owner", "team")
#: What touches come to on a stint, and what is due next; neither is a change people make, so history does not repeat it.
STINT_FIELDS = (
    "calls_done", "emails_done", "first_touch_at", "first_contact_at", "last_touch_at", "status_at",
    "next_due_at", "next_due_kind", "next_due_clause",
)  # fmt: skip
#: Steps that are facts about the promise, recorded also when they are found late. The others only tell people in time.
_FACTS = frozenset({"best_missed", "breached"})
_MINUTE = timedelta(minutes=1)


class Book:
    """The clocks of these stints, read in one query. ``save`` writes what changed; the stints are for the caller to save,
    with what is due next already on them.
    """

    def __init__(self, stints: Collection[Stint]) -> None:
        self._clocks: dict[int, list[Clock]] = {stint.pk: [] for stint in stints}
        self._changed: dict[int, Clock] = {}
        self._begun: list[Clock] = []
        self._events: list[ClockEvent] = []
        by_key = {stint.pk: stint for stint in stints}
        for clock in Clock.objects.filter(stint__in=by_key).order_by("pk") if by_key else ():
            assert clock.stint_id is not None
            clock.stint = by_key[clock.stint_id]
            clock.version = clock.stint.version
            self._clocks[clock.stint_id].append(clock)

    def running(self, stint: Stint, *kinds: str) -> list[Clock]:
        """Return the stint's clocks that run, of these kinds or of all."""
        return [
            clock
            for clock in self._clocks[stint.pk]
            if clock.met_at is None and clock.closed_at is None and (not kinds or clock.kind in kinds)
        ]

    def meet(self, stint: Stint, *kinds: str, at: datetime) -> None:
        """Meet the stint's running clocks of these kinds."""
        for clock in self.running(stint, *kinds):
            self.finish(clock, met_at=at, at=at)

    def close(self, stint: Stint, why: str, *, at: datetime) -> None:
        """Close what still runs of a stint that ends; a promise that is past due by then stays broken (docs/clocks.md)."""
        for clock in self.running(stint):
            self.finish(clock, closed_why=why, at=at)

    def accept(self, stint: Stint, *, at: datetime) -> None:
        """Meet the decision and begin the promises about accepted leads."""
        self.meet(stint, Kind.DECISION, at=at)
        for planned in rules.plan(
            terms_of(stint.version), schedule_of(stint.version), at, starts="acceptance"
        ):
            self._begin(
                planned, stint, round=1 + sum(clock.kind == planned.kind for clock in self._clocks[stint.pk])
            )

    def take_back_acceptance(self, stint: Stint, *, at: datetime) -> None:
        """Undo what accepting did: the decision runs again, the promises it began fall away."""
        for clock in self._clocks[stint.pk]:
            if clock.kind == Kind.DECISION and clock.met_at is not None:
                self._open_again(clock)
        for clock in self.running(stint, Kind.STATUS, Kind.DISPOSITION):
            self.finish(clock, closed_why="undone", at=at)

    def update_status(self, stint: Stint, *, at: datetime) -> None:
        """Note that the stint's status is current: its running status clock is met, and the next round begins."""
        stint.status_at = max(stint.status_at or at, at)
        for clock in self.running(stint, Kind.STATUS):
            self.finish(clock, met_at=at, at=at)
            planned = rules.plan_one(clock.kind, terms_of(stint.version), schedule_of(stint.version), at)
            if planned is not None:
                self._begin(planned, stint, round=clock.round + 1)

    def follow(self, stint: Stint, touches: Sequence[Touch], *, at: datetime) -> None:
        """Let the touches of a stint's handoff meet first response and cadence, or no longer meet them, and count them.

        Only a person reaching out answers first response, the earliest counts in whatever order they were logged, and what
        was logged after the due moment counts from then on.
        """
        since = stint.started_at
        for clock in self._clocks[stint.pk]:
            if clock.kind not in (Kind.RESPONSE, Kind.CADENCE) or clock.closed_at is not None:
                continue
            begun = min(clock.started_at, stint.started_at)
            since = min(since, begun)
            met_at = self._answered_at(
                clock, stint, [touch for touch in touches if touch.happened_at >= begun]
            )
            if met_at == clock.met_at:
                continue
            if met_at is None:
                self._open_again(clock)
            elif clock.met_at is None:
                self.finish(clock, met_at=met_at, at=at)
            else:
                self._change(clock)
                _meet(clock, met_at)
        tally = attempts.tally([touch for touch in touches if touch.happened_at >= since])
        stint.calls_done, stint.emails_done = tally.calls, tally.emails
        stint.first_touch_at, stint.first_contact_at = tally.first_touch_at, tally.first_contact_at
        stint.last_touch_at = tally.last_touch_at

    def pass_on(self, old: Stint, new: Stint, *, at: datetime) -> None:
        """Let the running promises of a stint go on under the next one, which was saved just now.

        A promise not yet due keeps its due moment: passing a lead on gives nobody more time. One already broken keeps its
        result; the new owner's begins afresh with the time the agreement promises.
        """
        self._clocks[new.pk] = []
        for clock in self.running(old):
            planned: rules.PlannedClock | None
            if at <= clock.due_at:
                moments = {moment: getattr(clock, moment) for moment in escalation.MOMENTS}
                planned = rules.PlannedClock(clock.kind, clock.clause, clock.started_at, **moments)
            else:
                planned = rules.plan_one(clock.kind, terms_of(new.version), schedule_of(new.version), at)
            self.finish(clock, closed_why=Stint.EndedWhy.TRANSFERRED, at=at)
            if planned is not None:
                self._begin(planned, new, round=clock.round).check_at = escalation.next_check(planned, at)

    def own(self, stint: Stint) -> None:
        """Hand the running clocks to the owner the stint has found."""
        for clock in self.running(stint):
            self._change(clock)
            clock.owner_id, clock.team_id = stint.owner_id, stint.team_id

    def finish(
        self, clock: Clock, *, at: datetime, met_at: datetime | None = None, closed_why: str = ""
    ) -> None:
        """End a running clock at ``at``: met at ``met_at``, or closed for a reason.

        Whatever the sweep has not yet recorded of a missed target or a breach is recorded now, with its true moment: a late
        answer never hides the breach.
        """
        for rung, moment in escalation.steps_due(clock, met_at or at):
            if rung.key in _FACTS:
                self._events.append(ClockEvent(clock=clock, kind=rung.key, at=moment, recorded_at=at))
        self._change(clock)
        clock.check_at = None
        if met_at is not None:
            _meet(clock, met_at)
        else:
            clock.closed_at, clock.closed_why = at, closed_why

    def point(self, stint: Stint, *, at: datetime) -> None:
        """Let a stint say what is due next; the caller saves it."""
        point(stint, self.running(stint), at=at)

    def save(self) -> None:
        """Write the clocks that changed or begun, and what was found to have happened to them."""
        statements.update(self._changed.values(), FIELDS)
        statements.insert(self._begun)
        ClockEvent.objects.bulk_create(self._events, ignore_conflicts=True)

    def _begin(self, planned: rules.PlannedClock, stint: Stint, *, round: int) -> Clock:
        clock = clock_of(planned, stint.lead, stint.version, stint=stint, round=round)
        self._clocks[stint.pk].append(clock)
        self._begun.append(clock)
        return clock

    def _answered_at(self, clock: Clock, stint: Stint, touches: Sequence[Touch]) -> datetime | None:
        if clock.kind == Kind.RESPONSE:
            return attempts.response_at(touches, clock.due_at)
        cadence = terms_of(stint.version).clause("cadence")
        assert cadence is not None
        return attempts.cadence_at(
            touches, calls=cadence.calls or 0, emails=cadence.emails or 0, due_at=clock.due_at
        )

    def _open_again(self, clock: Clock) -> None:
        """Let a clock run again as if it had not been met: its ladder goes on from the moment it had been."""
        assert clock.met_at is not None
        self._change(clock)
        clock.check_at = escalation.next_check(clock, clock.met_at)
        clock.met_at = clock.business_minutes = None

    def _change(self, clock: Clock) -> None:
        if clock.pk is not None:
            self._changed[clock.pk] = clock


def _meet(clock: Clock, met_at: datetime) -> None:
    clock.met_at = met_at
    minutes = between(schedule_of(clock.version), clock.started_at, met_at) / _MINUTE
    clock.business_minutes = Decimal(minutes).quantize(Decimal("0.01"))


def deliver_waiting(leads: Collection[Lead], handed_over: dict[int, datetime], *, at: datetime) -> None:
    """End marketing's running clocks of leads that had qualified earlier: met by the handoff, closed for those that no
    longer qualify. ``handed_over`` is by the lead's key. One query, and the saving.
    """
    if not leads:
        return
    book = Book(())
    for clock in _deliveries(leads):
        met_at = handed_over.get(clock.lead_id)
        book.finish(clock, met_at=met_at, closed_why="" if met_at else "no_longer_qualified", at=at)
    book.save()


def _deliveries(leads: Iterable[Lead]) -> Iterable[Clock]:
    running = Clock.objects.filter(
        lead__in=leads, kind=Kind.DELIVERY, stint=None, met_at=None, closed_at=None
    )
    return running.select_related("version").defer("version__document", "version__text", "version__forecast")
