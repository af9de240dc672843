"""What happens to the demo company's leads: they come in, are worked well or badly, and end somewhere."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction

from agreements.queries import judge_of
from agreements.rules.criteria.tree import top_level
from leads.management.demo import prospects
from leads.management.demo.people import Company
from leads.management.demo.prospects import Prospect
from leads.models import Channel, Stint
from leads.operations import answering, escalating, following_up
from leads.operations.answering import Decision
from leads.operations.following_up import Attempt
from leads.operations.receiving import Item, receive_many
from slaportal.accounts.models import User
from slaportal.worktime import Schedule, add, is_open, next_open

#: How many people come in on a workday; on a day off a quarter as many.
A_WORKDAY = 16
#: Of the leads of the last days, this share is left for whoever tries the demo.
LEFT_TO_DO, LEFT_UNDONE = timedelta(days=4), 0.4
#: How many good leads come in during the last two hours, so that there is something to call at any time of the week.
JUST_IN = 16


@dataclass(frozen=True)
class Temper:
    """How a rep works: how often the first call comes within half an hour, how often it is forgotten, how thorough."""

    prompt: float
    forgets: float
    thorough: float


@dataclass
class Act:
    """Something somebody does to a stint at a moment."""

    at: datetime
    do: Attempt | Callable[[Stint], Decision]


@dataclass
class Story:
    """Tells the company's days one after the other."""

    company: Company
    channels: dict[str, Channel]
    schedule: Schedule
    chance: random.Random
    now: datetime
    a_workday: int = A_WORKDAY
    plans: dict[int, list[Act]] = field(default_factory=dict)
    coming_back: list[tuple[datetime, Prospect]] = field(default_factory=list)
    numbers: int = 0
    planned: int = 0

    def __post_init__(self) -> None:
        self.tempers = {
            rep.pk: Temper(
                prompt=self.chance.uniform(0.45, 0.8),
                forgets=self.chance.choice((0.02, 0.03, 0.04, 0.06, 0.18)),
                thorough=self.chance.uniform(0.85, 0.97),
            )
            for rep in self.company.reps
        }

    def tell(self, start: datetime, end: datetime, *, step: timedelta) -> None:
        """Tell what happens from ``start`` to ``end``, ``step`` at a time, each step one transaction."""
        while start < end:
            until = min(start + step, end)
            with transaction.atomic():
                self._arrive(start, until)
                self._act(until)
                escalating.tick(at=until)
                self._plan_new()
            start = until

    def just_in(self) -> None:
        """Let good leads come in during the last two hours; nobody has called them yet."""
        items = []
        for minutes in sorted(self.chance.sample(range(2, 118), JUST_IN), reverse=True):
            self.numbers += 1
            someone = prospects.prospect(self.chance, self.numbers)
            while not someone.fits:
                someone = prospects.prospect(self.chance, self.numbers)
            at = self.now - timedelta(minutes=minutes)
            items.append(prospects.item(self.chance, someone, at=at, asks="price_requested"))
        receive_many(self.channels["price-request"], items, at=self.now, by=None)
        escalating.tick(at=self.now)

    def _arrive(self, start: datetime, until: datetime) -> None:
        items: dict[str, list[Item]] = defaultdict(list)
        for at in self._moments(start, until):
            self.numbers += 1
            someone = prospects.prospect(self.chance, self.numbers)
            channel, asks = self.chance.choices(
                (
                    ("price-request", "price_requested"),
                    ("download", "high_value_download"),
                    ("webinar", "webinar_attended"),
                    ("trade-fair", ""),
                    ("referral", ""),
                ),
                weights=(30, 25, 22, 15, 8),
            )[0]
            items[channel].append(prospects.item(self.chance, someone, at=at, asks=asks))
            if someone.later and self.chance.random() < 0.45:
                back = at + timedelta(days=self.chance.randrange(2, 25), hours=self.chance.randrange(5))
                self.coming_back.append((back, someone))
        due = [(at, someone) for at, someone in self.coming_back if at < until]
        self.coming_back = [(at, someone) for at, someone in self.coming_back if at >= until]
        for at, someone in due:
            payload = {"email": someone.payload["email"], "name": someone.payload["name"], **someone.later}
            items["price-request"].append(
                prospects.item(self.chance, Prospect(payload), at=at, asks="price_requested")
            )
        for slug, found in items.items():
            by = None if self.channels[slug].kind == Channel.Kind.WEB_FORM else self.company.marketers[0]
            ordered = sorted(found, key=lambda item: item.at or until)
            receive_many(self.channels[slug], ordered, at=until, by=by)
        self._plan_new()

    def _plan_new(self) -> None:
        """Let owners plan the leads they got since the last time, handed over on arrival or found by the tick."""
        running = Stint.objects.filter(ended_at=None, pk__gt=self.planned).select_related("owner")
        for stint in running.order_by("pk"):
            self.plans[stint.pk] = self._plan(stint)
            self.planned = stint.pk

    def _moments(self, start: datetime, until: datetime) -> Iterable[datetime]:
        day = start
        while day < until:
            open_day = is_open(self.schedule, day.replace(hour=11, minute=0))
            usual = self.a_workday
            few, many = usual * 3 // 4, usual * 5 // 4
            for _ in range(self.chance.randint(few, many) if open_day else usual // 4):
                at = day.replace(hour=0, minute=0) + timedelta(minutes=self.chance.triangular(0, 1439, 690))
                if start <= at < until:
                    yield at
            day = day.replace(hour=0, minute=0) + timedelta(days=1)

    def _plan(self, stint: Stint) -> list[Act]:
        """Decide what the owner will do with a lead, and when; nobody's lead is nobody's plan."""
        owner = stint.owner
        fresh = stint.started_at > self.now - LEFT_TO_DO
        if owner is None or (fresh and self.chance.random() < LEFT_UNDONE):
            return []
        chance, temper = self.chance, self.tempers[owner.pk]
        begin = stint.started_at
        if chance.random() < temper.forgets:
            first = add(self.schedule, begin, chance.uniform(560, 1100))
        elif chance.random() < temper.prompt:
            first = add(self.schedule, begin, chance.uniform(3, 29))
        else:
            first = add(self.schedule, begin, chance.triangular(31, 505, 90))
        if chance.random() < 0.075:
            return [
                *self._touches(stint, owner, first, ("call",)),
                self._return(first + timedelta(minutes=6), owner),
            ]
        acts = self._touches(stint, owner, first, ("call", "email"))
        decided = add(
            self.schedule,
            begin,
            chance.triangular(40, 505, 300) if chance.random() > temper.forgets / 2 else 620,
        )
        accepted = max(decided, first + timedelta(minutes=4))
        acts.append(Act(accepted, partial(_decision, kind="accept", at=accepted, by=owner)))
        days = 13 if chance.random() < temper.thorough else 22
        at = first
        for kind in ("call", "email", "call", "email")[: 4 if chance.random() < temper.thorough else 2]:
            at = self._at_work(at + timedelta(days=days / 4.4, minutes=chance.randrange(-120, 120)))
            reached = kind == "call" and chance.random() < 0.45
            acts += self._touches(stint, owner, at, (kind,), reached=reached)
            if reached:
                break
        acts += self._ending(stint, owner, self._at_work(at + timedelta(days=chance.randrange(1, 6))))
        return sorted(acts, key=lambda act: act.at)

    def _at_work(self, at: datetime) -> datetime:
        """Return the moment, or one in the first half hour of the next opening."""
        opening = next_open(self.schedule, at)
        return at if opening == at else opening + timedelta(minutes=self.chance.uniform(1, 30))

    def _touches(
        self, stint: Stint, owner: User, at: datetime, kinds: Iterable[str], *, reached: bool = False
    ) -> list[Act]:
        acts = []
        for place, kind in enumerate(kinds):
            moment = at + timedelta(minutes=4 * place)
            outcome = (
                "sent"
                if kind == "email"
                else "reached"
                if reached
                else self.chance.choice(("no_answer", "voicemail"))
            )
            note = self.chance.choice(_NOTES) if self.chance.random() < 0.35 else ""
            acts.append(Act(moment, Attempt(stint, kind, outcome, moment, owner, note=note)))
        return acts

    def _return(self, at: datetime, owner: User) -> Act:
        reason = self.chance.choices(
            ("outside_definition", "contact_invalid", "duplicate", "wrong_territory"), weights=(5, 3, 1, 1)
        )[0]

        def returned(stint: Stint) -> Decision:
            criterion = ""
            if reason == "outside_definition":
                places = top_level(judge_of(stint.version).node)
                criterion = self.chance.choice([place.node.id for place in places[:4]])
            return Decision(stint, "return", at, owner, reason=reason, criterion=criterion)

        return Act(at, returned)

    def _ending(self, stint: Stint, owner: User, at: datetime) -> list[Act]:
        """Disqualify about half; take the others further, with a touch every few days, until they are won or lost."""
        if self.chance.random() < 0.52:
            reason = self.chance.choices(_REASONS, weights=(9, 5, 4, 3, 1, 1))[0]
            return [Act(at, partial(_decision, kind="disqualify", at=at, by=owner, reason=reason))]
        acts = [Act(at, partial(_decision, kind="sql", at=at, by=owner))]
        steps = ["opportunity", "won" if self.chance.random() < 0.4 else "lost"]
        for kind in steps if self.chance.random() < 0.6 else ["lost"]:
            for _ in range(self.chance.choice((1, 2, 3))):
                days = self.chance.choices((3, 4, 5, 6, 8), weights=(8, 9, 9, 6, 1))[0]
                at = self._at_work(at + timedelta(days=days, minutes=self.chance.randrange(90)))
                acts += self._touches(
                    stint, owner, at, (self.chance.choice(("call", "email")),), reached=True
                )
            at = self._at_work(at + timedelta(hours=self.chance.randrange(20, 60)))
            value = Decimal(self.chance.randrange(18, 140) * 1000) if kind == "won" else None
            acts.append(Act(at, partial(_decision, kind=kind, at=at, by=owner, value=value)))
        return acts

    def _act(self, until: datetime) -> None:
        """Do everything planned up to ``until``: touches together, answers one by one, each stint's in its order."""
        waiting = {key: [act for act in acts if act.at <= until] for key, acts in self.plans.items()}
        waiting = {key: acts for key, acts in waiting.items() if acts}
        self.plans = {key: [act for act in acts if act.at > until] for key, acts in self.plans.items()}
        while waiting:
            logged: list[Attempt] = []
            answers: list[tuple[int, Act]] = []
            for key, acts in waiting.items():
                while acts and isinstance(acts[0].do, Attempt):
                    attempt = acts.pop(0).do
                    assert isinstance(attempt, Attempt)
                    logged.append(attempt)
                if acts:
                    answers.append((key, acts.pop(0)))
            if logged:
                following_up.log_many(sorted(logged, key=lambda attempt: attempt.at))
            stints = Stint.objects.in_bulk([key for key, _ in answers])
            decisions = [
                act.do(stints[key])
                for key, act in sorted(answers, key=lambda answer: answer[1].at)
                if stints[key].ended_at is None and not isinstance(act.do, Attempt)
            ]
            if decisions:
                answering.decide(decisions)
            waiting = {key: acts for key, acts in waiting.items() if acts}


def _decision(stint: Stint, *, kind: str, at: datetime, by: User, **said: Any) -> Decision:
    return Decision(stint, kind, at, by, **said)


_REASONS = ("unable_to_reach", "bad_timing", "no_need", "no_budget", "no_authority", "no_fit")
_NOTES = (
    "Voicemail left. Reception says they are on the line until lunch.",
    "Asked for the sizing guide, sent it.",
    "Wants figures for 300 a minute before the board meets.",
    "Call back after the audit.",
    "Budget is with the plant director.",
)
