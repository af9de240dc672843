"""Random definitions that are valid, and random leads that come near them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any as Anything

from hypothesis import strategies as st

from agreements.rules.criteria.dossier import Event, Facts
from agreements.rules.criteria.operators import OPERATORS, fits
from agreements.rules.criteria.tree import All, Any, AtLeast, Did, Fact, Node, Nothing, Points
from agreements.rules.criteria.vocabulary import EVENTS, FACTS, Type, Word, fact

#: Six in the morning of a day on which clocks changed in the night before the last: windows and days differ by zone.
AT = datetime(2026, 3, 30, 6, tzinfo=UTC)
ZONES = ("UTC", "Europe/London", "America/New_York", "Pacific/Auckland", "Asia/Kolkata")

#: Small pools, so that random definitions and random leads meet often. Letters of several alphabets, quotation marks and
#: characters that mean something to LIKE and to regular expressions are among them.
TEXTS = ("Émile Zürich", "émile zürich", "50% off_", "a.b*(c)", "Ops", "head of ops", "Ольга", "o'Neil")
TOKENS = ("dach", "nordics", "benelux", "food & drink", "100%", "a_b")
NUMBERS = (0, 1, 2, 99, 100, 101, 150)
AMOUNTS = (0, Decimal("99.99"), 100, Decimal("100.5"), 25_000)
EXTRA_NAMES = ("campaign", "emp.var.rate", "Größe", "0", "it's")
EXTRA_TEXTS = ("3", "2.50", "Yes", "yes", "true", "1.5", "-4", "None")
EXTRA_SEEN = (
    *EXTRA_TEXTS,
    "1234567890",
    1234567890,
    "",
    None,
    True,
    False,
    3,
    -4,
    2.5,
    0,
    12345678901234,
    ["3"],
    {"a": 1},
    "007",
    " ",
)
KINDS = ("product_page", "price_page", "webinar_attended", "high_value_download", "time_on_page")
DETAILS = ("", "Price list", "price", "checkweigher (new)", "Ä")

_ONE: dict[Type, Callable[[Word], st.SearchStrategy[Anything]]] = {
    Type.NUMBER: lambda word: st.sampled_from([number for number in NUMBERS if number <= word.most]),
    Type.MONEY: lambda word: st.sampled_from(AMOUNTS),
    Type.CHOICE: lambda word: st.sampled_from([option.key for option in word.options[:5]]),
    Type.ORDER: lambda word: st.sampled_from([option.key for option in word.options]),
    Type.COUNTRY: lambda word: st.sampled_from(["GB", "IE", "DE", "US"]),
    Type.TEXT: lambda word: st.sampled_from(TEXTS),
    Type.SET: lambda word: st.sampled_from(
        TOKENS if word.free else [option.key for option in word.options[:5]]
    ),
    Type.YESNO: lambda word: st.booleans(),
    Type.EXTRA: lambda word: st.sampled_from(EXTRA_TEXTS),
}


def _rank(word: Word, value: Anything) -> Anything:
    return word.rank(value) if word.type is Type.ORDER else value


@st.composite
def fact_criteria(draw: st.DrawFn) -> Fact:
    """Any word with any operator that fits it, and a value of the right type."""
    key = draw(st.sampled_from([*FACTS, *(f"extra:{name}" for name in EXTRA_NAMES)]))
    word = fact(key)
    assert word is not None
    operator = draw(st.sampled_from(fits(word.type)))
    one = _ONE[word.type](word)
    if word.type is Type.EXTRA and operator in ("at_least", "at_most"):
        one = st.sampled_from([3, -4, Decimal("2.5"), Decimal("1.25")])
    takes = OPERATORS[operator].takes
    value: Anything = None
    if takes == "one":
        value = draw(one)
    elif takes == "many":
        value = tuple(draw(st.lists(one, min_size=1, max_size=3, unique=True)))
    elif takes == "two":
        value = tuple(sorted((draw(one), draw(one)), key=lambda part: _rank(word, part)))
    return Fact(key, operator, value, label=draw(_labels))


@st.composite
def did_criteria(draw: st.DrawFn) -> Did:
    """Any kind of behaviour, often one of those that random leads show."""
    event = draw(st.sampled_from([*KINDS, *KINDS, *EVENTS]))
    summed = bool(EVENTS[event].unit)
    return Did(
        event,
        draw(st.sampled_from([1, 30, 90, 300]) if summed else st.integers(1, 4)),
        days=draw(st.none() | st.sampled_from([1, 2, 14, 30])),
        in_one_day=draw(st.booleans()),
        detail=draw(st.none() | st.none() | st.sampled_from([detail for detail in DETAILS if detail])),
        measure="sum" if summed else "count",
        label=draw(_labels),
    )


_labels = st.sampled_from(["", "", "", "Shows interest"])


def criteria() -> st.SearchStrategy[Node]:
    """A single criterion."""
    return st.one_of(fact_criteria(), did_criteria())


@st.composite
def _groups(draw: st.DrawFn, inner: st.SearchStrategy[Node]) -> Node:
    items = tuple(draw(st.lists(inner, min_size=1, max_size=4)))
    kind = draw(st.sampled_from(["all", "any", "none", "at_least", "points"]))
    label = draw(_labels)
    if kind == "at_least":
        return AtLeast(draw(st.integers(1, len(items))), items, label=label)
    if kind == "points":
        weights = [draw(st.integers(-20, 20).filter(bool)) for _ in items]
        weights[0] = abs(weights[0])
        threshold = draw(st.integers(1, sum(weight for weight in weights if weight > 0)))
        return Points(threshold, tuple(zip(weights, items, strict=True)), label=label)
    return {"all": All, "any": Any, "none": Nothing}[kind](items, label=label)


def definitions() -> st.SearchStrategy[Node]:
    """A valid definition: a criterion, or groups nested a few levels deep."""
    return st.recursive(criteria(), _groups, max_leaves=10)


def seen_values(word: Word) -> st.SearchStrategy[Anything]:
    """What a lead may have for a word, unknown among it."""
    if word.type is Type.SET:
        return st.frozensets(_ONE[word.type](word), max_size=3)
    return st.none() | _ONE[word.type](word)


def events() -> st.SearchStrategy[Event]:
    """Something a lead did, some of it exactly at the edge of a window, or after the moment of judging."""
    edges = st.sampled_from([0, 1, 2, 14, 30]).map(lambda days: timedelta(days=days))
    moments = (
        edges
        | st.timedeltas(timedelta(days=-2), timedelta(days=33))
        | st.timedeltas(timedelta(0), timedelta(days=2))
    )
    return st.builds(
        Event,
        kind=st.sampled_from(KINDS),
        at=moments.map(lambda ago: AT - ago),
        detail=st.sampled_from(DETAILS),
        amount=st.sampled_from([1, 30, 60, 100]),
    )


@st.composite
def leads(draw: st.DrawFn, zone: str | None = None) -> Facts:
    """A lead of which some facts are known and some are not."""
    values: dict[str, Anything] = {}
    for key in draw(st.sets(st.sampled_from([*FACTS]), max_size=len(FACTS))):
        value = draw(seen_values(FACTS[key]))
        if value is not None and value != frozenset():
            values[key] = value
    for name in draw(st.sets(st.sampled_from(EXTRA_NAMES))):
        values[f"extra:{name}"] = draw(st.sampled_from(EXTRA_SEEN))
    return Facts(values, draw(st.lists(events(), max_size=8)), AT, zone or draw(st.sampled_from(ZONES)))


# --- everything there is, for tests that leave nothing to chance ---------------------

_POOLS: dict[Type, Callable[[Word], list[Anything]]] = {
    Type.NUMBER: lambda word: [number for number in NUMBERS if number <= word.most],
    Type.MONEY: lambda word: list(AMOUNTS),
    Type.CHOICE: lambda word: [option.key for option in word.options[:4]],
    Type.ORDER: lambda word: [option.key for option in word.options],
    Type.COUNTRY: lambda word: ["GB", "IE", "DE", "US"],
    Type.TEXT: lambda word: [*TEXTS, "axbb(c)", "50"],
    Type.SET: lambda word: [*TOKENS] if word.free else [option.key for option in word.options[:4]],
    Type.YESNO: lambda word: [True, False],
    Type.EXTRA: lambda word: [*EXTRA_TEXTS],
}
_EXTRA_LIMITS = [3, -4, Decimal("2.5"), Decimal("1.25")]


def every_fact() -> list[Fact]:
    """Every word with every operator that fits it and every value of its pool, singly and in neighbouring pairs."""
    found: list[Fact] = []
    for key in [*FACTS, *(f"extra:{name}" for name in EXTRA_NAMES[:2])]:
        word = fact(key)
        assert word is not None
        for operator in fits(word.type):
            limits = word.type is Type.EXTRA and operator in ("at_least", "at_most")
            pool = _EXTRA_LIMITS if limits else _POOLS[word.type](word)
            takes = OPERATORS[operator].takes
            pairs = [*pairwise(pool)]
            if takes == "none":
                found.append(Fact(key, operator))
            elif takes == "one":
                found += [Fact(key, operator, value) for value in pool]
            elif takes == "many":
                found += [Fact(key, operator, (value,)) for value in pool] + [
                    Fact(key, operator, pair) for pair in pairs
                ]
            else:
                found += [
                    Fact(key, operator, tuple(sorted(pair, key=lambda part: _rank(word, part))))
                    for pair in pairs
                ]
                found += [Fact(key, operator, (value, value)) for value in pool]
    return found


def every_lead() -> list[Facts]:
    """Leads among whom every word has every value of its pool at least once, and is unknown at least once."""
    columns: dict[str, list[Anything]] = {}
    for key, word in FACTS.items():
        pool = _POOLS[word.type](word)
        if word.type is Type.SET:
            pool = [frozenset({value}) for value in pool] + [frozenset(pair) for pair in pairwise(pool)]
        columns[key] = [*pool, None]
    for name in EXTRA_NAMES[:2]:
        columns[f"extra:{name}"] = list(EXTRA_SEEN)
    size = max(map(len, columns.values()))
    return [
        Facts(
            {key: pool[row] for key, pool in columns.items() if row < len(pool) and pool[row] is not None},
            (),
            AT,
        )
        for row in range(size + 1)
    ]


def every_deed() -> list[Did]:
    """Behaviour asked for in every combination of number, window, single day and detail."""
    return [
        Did(kind, wanted, days=days, in_one_day=one_day, detail=detail, measure="sum" if summed else "count")
        for kind, summed in (("product_page", False), ("time_on_page", True))
        for wanted in ((30, 90, 160) if summed else (1, 2, 3))
        for days in (None, 1, 2)
        for one_day in (False, True)
        for detail in (None, "price", "ä", "(new)")
    ]


def every_doer(zone: str) -> list[Facts]:
    """Leads that did things around the edges of windows and of local days, in one and the same zone."""
    hours = (-1, 0, 1, 7, 11, 23, 24, 25, 30, 47, 48, 49)
    events = [
        Event(kind, AT - timedelta(hours=ago), DETAILS[number % len(DETAILS)], (30, 60, 100)[number % 3])
        for number, ago in enumerate(hours)
        for kind in ("product_page", "time_on_page")
    ]
    spans = [
        (start, start + length) for length in (2, 4, 6, 8) for start in range(0, len(events) - length + 1, 2)
    ]
    return [Facts({}, events[start:end], AT, zone) for start, end in spans] + [Facts({}, (), AT, zone)]
