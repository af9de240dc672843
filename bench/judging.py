"""P5: one lead is judged by twelve criteria with every result kept, beside closures written by hand for this definition."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from agreements.rules.criteria import verdict
from agreements.rules.criteria.choices import SENIORITY
from agreements.rules.criteria.dossier import Event, Facts
from agreements.rules.criteria.tree import All, AtLeast, Did, Fact, Nothing, identified
from agreements.rules.criteria.tree import Any as AnyOf
from bench import stopwatch
from bench.company import World
from bench.figures import Figure
from bench.targets import Sizes

Happened = Mapping[str, Sequence[Event]]
Look = Callable[[Mapping[str, Any], Happened, datetime], bool | None]

#: How many leads are judged in a row, and how often they did something.
LEADS, EVENTS = 2_000, 10
NOW = datetime(2026, 11, 17, 10, 42, tzinfo=UTC)

DEFINITION = identified(
    All(
        (
            Fact("industry", "one_of", ("machinery", "food", "packaging", "pharma")),
            Fact("employees", "between", (250, 5000)),
            Fact("hq_country", "one_of", ("GB", "IE", "DE", "NL")),
            Fact("seniority", "at_least", "manager"),
            AnyOf(
                (
                    Did("price_requested"),
                    Did("webinar_attended", days=60),
                    All((Did("high_value_download", 2, days=30), Did("price_page", days=14))),
                )
            ),
            AtLeast(
                1,
                (
                    Fact("budget", "at_least", Decimal(20_000)),
                    Fact("authority", "one_of", ("decision_maker", "influencer")),
                    Fact("timeline_months", "at_most", 6),
                ),
            ),
            Nothing((Fact("is_competitor", "is_true"),)),
        )
    )
)


def measure(world: World, sizes: Sizes, leads: int) -> Iterator[Figure]:
    """Judge the same leads both ways; they have to come to the same."""
    people = list(_people(random.Random(20)))
    judge = verdict.compile(DEFINITION)
    for values, events in people:
        assert judge(Facts(values, events, NOW)).qualified == by_hand(values, events, NOW)[0]
    times = stopwatch.turn_about(
        lambda: [judge(Facts(values, events, NOW)) for values, events in people],
        lambda: [by_hand(values, events, NOW) for values, events in people],
        rounds=sizes.rounds,
    )
    yield Figure(
        what="judge a lead, twelve criteria",
        ours=times.ours / LEADS,
        reference=times.reference / LEADS,
        against="closures by hand",
        at_most=1.5,
    )


def by_hand(
    values: Mapping[str, Any], events: Sequence[Event], at: datetime
) -> tuple[bool, list[bool | None]]:
    """Judge by DEFINITION as somebody would who writes down just this one; None for an unknown fact."""
    happened: dict[str, list[Event]] = {}
    for event in events:
        if event.at <= at:
            happened.setdefault(event.kind, []).append(event)
    results = [look(values, happened, at) for look in LOOKS]
    interest = bool(results[4] or results[5] or (results[6] and results[7]))
    known = results[8:11].count(True)
    qualified = all(results[:4]) and interest and known >= 1 and not results[11]
    return qualified, [*results, interest, known >= 1]


def _is(word: str, test: Callable[[Any], bool]) -> Look:
    def look(values: Mapping[str, Any], happened: Happened, at: datetime) -> bool | None:
        value = values.get(word)
        return None if value is None else test(value)

    return look


def _did(kind: str, times: int = 1, days: int | None = None) -> Look:
    window = timedelta(days=days) if days else None

    def look(values: Mapping[str, Any], happened: Happened, at: datetime) -> bool | None:
        events = happened.get(kind, ())
        if window is not None:
            since = at - window
            return sum(event.at >= since for event in events) >= times
        return len(events) >= times

    return look


_INDUSTRIES, _COUNTRIES = {"machinery", "food", "packaging", "pharma"}, {"GB", "IE", "DE", "NL"}
_SENIOR = {answer.key for answer in SENIORITY[[answer.key for answer in SENIORITY].index("manager") :]}
_INFLUENCE = {"decision_maker", "influencer"}

LOOKS = (
    _is("industry", lambda value: value in _INDUSTRIES),
    _is("employees", lambda value: 250 <= value <= 5000),
    _is("hq_country", lambda value: value in _COUNTRIES),
    _is("seniority", lambda value: value in _SENIOR),
    _did("price_requested"),
    _did("webinar_attended", days=60),
    _did("high_value_download", 2, days=30),
    _did("price_page", days=14),
    _is("budget", lambda value: value >= 20_000),
    _is("authority", lambda value: value in _INFLUENCE),
    _is("timeline_months", lambda value: value <= 6),
    _is("is_competitor", lambda value: value is True),
)


def _people(chance: random.Random) -> Iterator[tuple[dict[str, Any], list[Event]]]:
    """Make up leads, of each fact one in five unknown, and what they did in the last 90 days."""
    answers: dict[str, Sequence[Any]] = {
        "industry": ("machinery", "food", "retail"),
        "employees": range(50, 6000, 10),
        "hq_country": ("GB", "DE", "FR"),
        "seniority": [answer.key for answer in SENIORITY],
        "budget": [Decimal(amount) for amount in (5_000, 25_000, 90_000)],
        "authority": ("decision_maker", "gatekeeper"),
        "timeline_months": range(1, 13),
        "is_competitor": (False, False, False, True),
    }
    kinds = (
        "price_requested",
        "webinar_attended",
        "high_value_download",
        "price_page",
        "product_page",
        "email_opened",
    )
    for _ in range(LEADS):
        values = {word: chance.choice(known) for word, known in answers.items() if chance.random() < 0.8}
        events = [
            Event(chance.choice(kinds), NOW - timedelta(minutes=chance.randrange(90 * 24 * 60)))
            for _ in range(EVENTS)
        ]
        yield values, events
