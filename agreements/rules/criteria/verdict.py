"""Judging one lead: a definition is compiled once into small functions, which then judge leads in microseconds.

Nothing is cut short: every criterion is looked at, so that each has its result. An unknown fact satisfies no condition, and
the negation of the condition then holds (docs/adr, "Unknown facts").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from typing import Any as Anything

from agreements.rules.criteria import chips, figures
from agreements.rules.criteria.behaviour import counting, tally
from agreements.rules.criteria.checking import refuse_faults
from agreements.rules.criteria.dossier import Event, Facts
from agreements.rules.criteria.findings import Finding, Verdict
from agreements.rules.criteria.operators import known, stored_as_text, test_of
from agreements.rules.criteria.tree import (
    LEAVES,
    ROOT,
    All,
    Any,
    AtLeast,
    Did,
    Fact,
    Group,
    Node,
    Nothing,
    Points,
    path_of,
)
from agreements.rules.criteria.vocabulary import Type, fact

NOT_MET, MET, UNKNOWN = 0, 1, 2
RESULTS = ("not_met", "met", "unknown")

Happened = dict[str, list[Event]]
#: Looks at a lead (how to get a fact, what happened, when, in which zone) and returns a result code. Groups append the
#: codes of their items to the last argument, inner groups before outer ones.
Looking = Callable[[Callable[[str], Anything], Happened, datetime, str, list[list[int]]], int]
Deciding = Callable[[list[int]], int]


def judge(node: Node, facts: Facts, *, currency: str = "") -> Verdict:
    """Judge one lead by one definition; raises :class:`notation.Malformed` when the definition has faults."""
    return _compiled(node, currency)(facts)


def compile(node: Node, *, currency: str = "") -> Judge:
    """Return the judge of a definition, for many leads; ``currency`` is only for the words."""
    refuse_faults(node)
    return Judge(node, currency)


@lru_cache(maxsize=64)
def _compiled(node: Node, currency: str) -> Judge:
    return compile(node, currency=currency)


@dataclass(frozen=True, slots=True)
class Plan:
    """One node prepared for its words: ``slot`` is where a group's codes stand among all of them."""

    node: Node
    path: str
    text: str
    group: str
    children: tuple[Plan, ...] = ()
    slot: int = -1


class Judge:
    """A definition ready to judge: call it with :class:`Facts`."""

    def __init__(self, node: Node, currency: str) -> None:
        self.node = node
        self.currency = currency
        self._slots = 0
        self._scores: list[tuple[int, tuple[int, ...]]] = []
        self._look, self._plan = self._prepared(node, ROOT)
        self._score = min(self._scores, default=None, key=lambda score: -score[0])

    def __call__(self, facts: Facts) -> Verdict:
        codes: list[list[int]] = []
        code = self._look(facts.values.get, facts.happened, facts.moment, facts.zone, codes)
        score = None
        if self._score is not None:
            slot, weights = self._score
            score = _points(weights, codes[slot])
        return Verdict(code == MET, score, prove=partial(self._findings, facts, code, codes))

    def _prepared(self, node: Node, path: str) -> tuple[Looking, Plan]:
        text = chips.phrase(node, currency=self.currency)
        if isinstance(node, Fact):
            word = fact(node.word)
            return _fact(node), Plan(node, path, text, word.group if word else "")
        if isinstance(node, Did):
            return _did(node), Plan(node, path, text, "behaviour")
        inner = [self._prepared(child, path_of(node, path, index)) for index, child in enumerate(node.items)]
        slot, self._slots = self._slots, self._slots + 1
        if isinstance(node, Points):
            self._scores.append((slot, node.weights))
        look = _group(_deciding(node), tuple(look for look, _ in inner))
        return look, Plan(node, path, text, "", tuple(plan for _, plan in inner), slot)

    def _findings(self, facts: Facts, code: int, codes: list[list[int]]) -> tuple[Finding, ...]:
        root = self._finding(self._plan, facts, code, codes)
        return root.children if isinstance(self.node, All) else (root,)

    def _finding(self, plan: Plan, facts: Facts, code: int, codes: list[list[int]]) -> Finding:
        node = plan.node
        if isinstance(node, LEAVES):
            return Finding(
                id=node.id,
                path=plan.path,
                text=plan.text,
                result=RESULTS[code],
                seen=chips.seen(node, facts, currency=self.currency),
                evidence=chips.evidence(node, facts, currency=self.currency),
                counted=tally(node, facts).count if isinstance(node, Did) else None,
                word=node.word if isinstance(node, Fact) else node.event,
                group=plan.group,
            )
        mine = codes[plan.slot]
        met = _points(node.weights, mine) if isinstance(node, Points) else mine.count(MET)
        return Finding(
            id=node.id,
            path=plan.path,
            text=plan.text,
            result=RESULTS[code],
            seen=figures.points(met) if isinstance(node, Points) else f"{met} of {len(mine)}",
            counted=met,
            excludes=isinstance(node, Nothing),
            children=tuple(
                self._finding(child, facts, result, codes)
                for child, result in zip(plan.children, mine, strict=True)
            ),
        )


# --- single criteria -----------------------------------------------------------------


def _fact(node: Fact) -> Looking:
    word = fact(node.word)
    assert word is not None
    key, type = node.word, word.type
    if node.operator == "known":
        return lambda get, happened, at, zone, codes: MET if known(type, get(key)) else UNKNOWN
    if node.operator == "unknown":
        return lambda get, happened, at, zone, codes: NOT_MET if known(type, get(key)) else MET
    test = test_of(word, node.operator, node.value)

    def look_at_extra(
        get: Anything, happened: Happened, at: datetime, zone: str, codes: list[list[int]]
    ) -> int:
        seen = get(key)
        return test(seen) if known(type, seen) else UNKNOWN

    def look_at_text(
        get: Anything, happened: Happened, at: datetime, zone: str, codes: list[list[int]]
    ) -> int:
        seen = get(key)
        return test(seen) if seen else UNKNOWN

    def look(get: Anything, happened: Happened, at: datetime, zone: str, codes: list[list[int]]) -> int:
        seen = get(key)
        return UNKNOWN if seen is None else test(seen)

    if type is Type.EXTRA:
        return look_at_extra
    return look_at_text if stored_as_text(type) else look


def _did(node: Did) -> Looking:
    kind, wanted, count = node.event, node.at_least, counting(node)

    def look(get: Anything, happened: Happened, at: datetime, zone: str, codes: list[list[int]]) -> int:
        events = happened.get(kind)
        return count(events, at, zone) >= wanted if events else NOT_MET

    return look


# --- groups --------------------------------------------------------------------------


def _group(decide: Deciding, looks: Sequence[Looking]) -> Looking:
    def look(get: Anything, happened: Happened, at: datetime, zone: str, codes: list[list[int]]) -> int:
        mine = [look(get, happened, at, zone, codes) for look in looks]
        codes.append(mine)
        return decide(mine)

    return look


def _deciding(node: Group) -> Deciding:
    """Return how a group's result follows from those of its items: unknown when unknown items could still turn it."""
    match node:
        case All():
            return lambda codes: NOT_MET if NOT_MET in codes else UNKNOWN if UNKNOWN in codes else MET
        case Any():
            return lambda codes: MET if MET in codes else UNKNOWN if UNKNOWN in codes else NOT_MET
        case Nothing():
            return lambda codes: NOT_MET if MET in codes else MET
        case AtLeast(k):
            return lambda codes: _reaches(k, codes.count(MET), codes.count(UNKNOWN))
        case Points(threshold):
            weights = node.weights

            def decide(codes: list[int]) -> int:
                possible = sum(
                    weight
                    for weight, code in zip(weights, codes, strict=True)
                    if weight > 0 and code == UNKNOWN
                )
                return _reaches(threshold, _points(weights, codes), possible)

            return decide


def _reaches(wanted: int, reached: int, possible: int) -> int:
    if reached >= wanted:
        return MET
    return UNKNOWN if reached + possible >= wanted else NOT_MET


def _points(weights: Sequence[int], codes: Sequence[int]) -> int:
    return sum(weight for weight, code in zip(weights, codes, strict=True) if code == MET)
