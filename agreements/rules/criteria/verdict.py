"""Judging one lead: a definition is compiled once into small functions, which then judge leads in microseconds.

Nothing is cut short: every criterion is looked at, so that each has its result. An unknown fact satisfies no condition, and
the negation of the condition then holds (docs/adr, "Unknown facts").
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from operator import itemgetter
from typing import Any as Anything

from agreements.rules.criteria import chips, figures
from agreements.rules.criteria.behaviour import by_kind, in_utc, watching
from agreements.rules.criteria.checking import refuse_faults
from agreements.rules.criteria.dossier import Facts
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
    Node,
    Nothing,
    Place,
    Points,
    children,
    path_of,
    walk,
)
from agreements.rules.criteria.vocabulary import Type, fact

NOT_MET, MET, UNKNOWN = 0, 1, 2
RESULTS = ("not_met", "met", "unknown")

#: Looks at one fact, given how to get a value.
Asking = Callable[[Callable[[str], Anything]], int]
#: Combines the results so far into that of a group.
Combining = Callable[[list[int]], int]
Codes = Sequence[int]


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
    """One node prepared for its words; ``slot`` is where its result stands among all results."""

    node: Node
    path: str
    text: str
    slot: int
    children: tuple[Plan, ...] = ()

    def leaves(self) -> Iterator[Plan]:
        """Yield the plans of single criteria inside, or itself when it is one."""
        if isinstance(self.node, LEAVES):
            yield self
        for child in self.children:
            yield from child.leaves()


class Judge:
    """A definition ready to judge: call it with :class:`Facts`.

    Results stand in one list: those of facts first, then those of behaviour, then those of groups, inner before outer.
    """

    def __init__(self, node: Node, currency: str) -> None:
        self.node = node
        self.currency = currency
        places = list(walk(node))
        asked = [place for place in places if isinstance(place.node, Fact)]
        watched = [place for place in places if isinstance(place.node, Did)]
        groups = [place for place in reversed(places) if not isinstance(place.node, LEAVES)]
        slots = {place.path: slot for slot, place in enumerate((*asked, *watched, *groups))}
        self._asking = tuple(_asking(place.node) for place in asked if isinstance(place.node, Fact))
        self._watching = tuple(watching(place.node) for place in watched if isinstance(place.node, Did))
        self._kinds = tuple({place.node.event for place in watched if isinstance(place.node, Did)})
        self._combining = tuple(_combining(place, slots) for place in groups)
        self._score = next((_score(place, slots) for place in places if isinstance(place.node, Points)), None)
        self._plan = self._planned(node, ROOT, slots)
        self._remembered = lru_cache(maxsize=4096, typed=True)(self._found)
        self._leaves = {plan.slot: plan for plan in self._plan.leaves() if isinstance(plan.node, Fact)}

    def __call__(self, facts: Facts) -> Verdict:
        values, events, at, zone = facts
        get = values.get
        codes = [look(get) for look in self._asking]
        if self._watching:
            at = in_utc(at)
            happened = by_kind(events, self._kinds, at)
            codes += [look(happened, at, zone) for look in self._watching]
        for combine in self._combining:
            codes.append(combine(codes))
        score = self._score(codes) if self._score else None
        return Verdict(codes[self._plan.slot] == MET, score, partial(self._findings, facts, codes))

    def _planned(self, node: Node, path: str, slots: Mapping[str, int]) -> Plan:
        inner = tuple(
            self._planned(child, path_of(node, path, index), slots)
            for index, child in enumerate(children(node))
        )
        return Plan(node, path, chips.phrase(node, currency=self.currency), slots[path], inner)

    def _findings(self, facts: Facts, codes: Codes) -> tuple[Finding, ...]:
        root = self._finding(self._plan, facts, codes)
        return root.children if isinstance(self.node, All) else (root,)

    def _finding(self, plan: Plan, facts: Facts, codes: Codes) -> Finding:
        node, code = plan.node, codes[plan.slot]
        if isinstance(node, Fact):
            value = facts.values.get(node.word)
            try:
                return self._remembered(plan.slot, code, value)
            except TypeError:  # a value that cannot be remembered, such as a list
                return self._found(plan.slot, code, value)
        if isinstance(node, Did):
            return _finding_of(plan, node.event, code, chips.sight_of_doing(node, facts))
        inner = [codes[child.slot] for child in plan.children]
        met = _points(node.weights, inner) if isinstance(node, Points) else inner.count(MET)
        return Finding(
            id=node.id,
            path=plan.path,
            text=plan.text,
            result=RESULTS[code],
            seen=figures.points(met) if isinstance(node, Points) else f"{met} of {len(inner)}",
            counted=met,
            excludes=isinstance(node, Nothing),
            children=tuple(self._finding(child, facts, codes) for child in plan.children),
        )

    def _found(self, slot: int, code: int, value: object) -> Finding:
        """Return the finding of a fact's value; most leads share theirs with others, so the latest are remembered."""
        plan = self._leaves[slot]
        node = plan.node
        assert isinstance(node, Fact)
        return _finding_of(plan, node.word, code, chips.sight_of_fact(node.word, value, self.currency))


def _finding_of(plan: Plan, word: str, code: int, sight: chips.Sight) -> Finding:
    return Finding(
        id=plan.node.id,
        path=plan.path,
        text=plan.text,
        result=RESULTS[code],
        seen=sight.seen,
        evidence=sight.evidence,
        counted=sight.counted,
        word=word,
    )


# --- single criteria -----------------------------------------------------------------


def _asking(node: Fact) -> Asking:
    word = fact(node.word)
    assert word is not None
    key, type = node.word, word.type
    if node.operator == "known":
        return lambda get: MET if known(type, get(key)) else UNKNOWN
    if node.operator == "unknown":
        return lambda get: NOT_MET if known(type, get(key)) else MET
    test = test_of(word, node.operator, node.value)

    def ask(get: Callable[[str], Anything]) -> int:
        seen = get(key)
        return UNKNOWN if seen is None else test(seen)

    def ask_for_text(get: Callable[[str], Anything]) -> int:
        seen = get(key)
        return test(seen) if seen else UNKNOWN

    def ask_for_attribute(get: Callable[[str], Anything]) -> int:
        seen = get(key)
        return test(seen) if known(type, seen) else UNKNOWN

    if type is Type.EXTRA:
        return ask_for_attribute
    return ask_for_text if stored_as_text(type) else ask


# --- groups --------------------------------------------------------------------------


def _combining(place: Place, slots: Mapping[str, int]) -> Combining:
    """Return how a group's result follows from those of its items: unknown when unknown items could still turn it."""
    node, pick = place.node, _picking(place, slots)

    def combine_all(codes: list[int]) -> int:
        inner = pick(codes)
        return NOT_MET if NOT_MET in inner else UNKNOWN if UNKNOWN in inner else MET

    def combine_any(codes: list[int]) -> int:
        inner = pick(codes)
        return MET if MET in inner else UNKNOWN if UNKNOWN in inner else NOT_MET

    def combine_none(codes: list[int]) -> int:
        return NOT_MET if MET in pick(codes) else MET

    match node:
        case All():
            return combine_all
        case Any():
            return combine_any
        case Nothing():
            return combine_none
        case AtLeast(k):
            return lambda codes: _count_reaches(k, pick(codes))
        case Points(threshold):
            weights = node.weights
            return lambda codes: _points_reach(threshold, weights, pick(codes))
    raise AssertionError(node)


def _picking(place: Place, slots: Mapping[str, int]) -> Callable[[list[int]], Codes]:
    """Return what picks the results of a group's items out of all results."""
    inner = [slots[path_of(place.node, place.path, index)] for index in range(len(children(place.node)))]
    if len(inner) == 1:
        (only,) = inner
        return lambda codes: (codes[only],)
    return itemgetter(*inner)


def _score(place: Place, slots: Mapping[str, int]) -> Combining:
    pick, weights = _picking(place, slots), place.node.weights if isinstance(place.node, Points) else ()
    return lambda codes: _points(weights, pick(codes))


def _count_reaches(k: int, inner: Codes) -> int:
    met = inner.count(MET)
    if met >= k:
        return MET
    return UNKNOWN if met + inner.count(UNKNOWN) >= k else NOT_MET


def _points_reach(threshold: int, weights: Sequence[int], inner: Codes) -> int:
    points = _points(weights, inner)
    if points >= threshold:
        return MET
    pairs = zip(weights, inner, strict=True)
    possible = sum(weight for weight, code in pairs if weight > 0 and code == UNKNOWN)
    return UNKNOWN if points + possible >= threshold else NOT_MET


def _points(weights: Sequence[int], inner: Codes) -> int:
    return sum(weight for weight, code in zip(weights, inner, strict=True) if code == MET)
