"""What changed between two definitions, in words, criterion by criterion."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from agreements.rules.criteria import chips
from agreements.rules.criteria.figures import listed, quoted
from agreements.rules.criteria.phrases import finished
from agreements.rules.criteria.sayings import DOINGS
from agreements.rules.criteria.tree import (
    GROUPS,
    AtLeast,
    Did,
    Fact,
    Group,
    Node,
    Points,
    children,
)
from agreements.rules.criteria.vocabulary import EVENTS, Type, Word

Kind = Literal["added", "removed", "changed", "moved"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what happened to the criterion or group with this id, as a sentence."""

    kind: Kind
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class _Standing:
    """A node with the group it stands in, and what it weighs there when that is a score."""

    node: Node
    parent: Node | None
    weight: int | None

    @property
    def home(self) -> str:
        return self.parent.id if self.parent else ""


def differences(old: Node, new: Node, *, currency: str = "") -> list[Change]:
    """Return what changed from ``old`` to ``new``: what went first, then what came, moved or changed, in the new order.

    Criteria are the same when they carry the same id; without ids, when they say the same. The order within a group means
    nothing and is not compared. What went or came with its whole group is told with the group.
    """
    before, after = dict(_standings(old)), dict(_standings(new))
    changes = []
    for key, was in before.items():
        if key not in after and not (was.parent and _key(was.parent) not in after):
            changes.append(Change("removed", was.node.id, f"Removed: {_told(was, currency)}."))
    for key, now in after.items():
        earlier = before.get(key)
        if earlier is None:
            if not (now.parent and _key(now.parent) not in before):
                changes.append(Change("added", now.node.id, f"Added: {_told(now, currency)}."))
            continue
        if earlier.parent and now.parent and _key(earlier.parent) != _key(now.parent):
            text = f"{chips.phrase(now.node, currency=currency)} now stands under {quoted(_heading(now.parent))}."
            changes.append(Change("moved", now.node.id, text))
        said = list(_changed(earlier, now, currency))
        if said:
            name = (
                chips.parts(earlier.node, currency=currency)[0] if _group(now.node) else _name(earlier.node)
            )
            changes.append(Change("changed", now.node.id, f"{name}: {listed(said, 'and')}."))
    return changes


def _standings(
    node: Node, parent: Node | None = None, weight: int | None = None
) -> Iterator[tuple[str, _Standing]]:
    yield _key(node), _Standing(node, parent, weight)
    weights = node.weights if isinstance(node, Points) else (None,) * len(children(node))
    for child, child_weight in zip(children(node), weights, strict=True):
        yield from _standings(child, node, child_weight)


def _key(node: Node) -> str:
    return node.id or repr(node)


def _group(node: Node) -> bool:
    return isinstance(node, GROUPS)


def _heading(node: Node) -> str:
    return node.label or chips.parts(node)[0]


def _name(node: Node) -> str:
    """Return what a criterion is about, in short."""
    if isinstance(node, Did):
        word, doing = EVENTS.get(node.event), DOINGS.get(node.event)
        return doing.did if doing and node.at_least == 1 else word.label if word else quoted(node.event)
    found = finished(node) if isinstance(node, Fact) else None
    return found.label if found else chips.phrase(node)


def _told(standing: _Standing, currency: str) -> str:
    node = standing.node
    text = chips.phrase(node, currency=currency)
    if isinstance(node, GROUPS):
        inside = listed([chips.phrase(child, currency=currency) for child in children(node)], "and")
        text = (
            f"{chips.parts(node)[0].lower()} {quoted(node.label)}"
            if node.label
            else chips.parts(node)[0].lower()
        )
        text = f"{text} ({inside})" if inside else text
    points = "" if standing.weight is None else f", {standing.weight} points"
    under = f", under {quoted(standing.parent.label)}" if standing.parent and standing.parent.label else ""
    return f"{text}{points}{under}"


def _changed(was: _Standing, now: _Standing, currency: str) -> Iterator[str]:
    """Say what a criterion or group means differently; its place and its items are told elsewhere."""
    old, new = was.node, now.node
    if was.weight is not None and now.weight is not None and was.weight != now.weight:
        yield f"its points {_moved(was.weight, now.weight)}"
    match old, new:
        case Fact(), Fact():
            yield from _fact(old, new, currency)
        case Did(), Did():
            yield from _did(old, new)
        case _ if isinstance(old, GROUPS) and isinstance(new, GROUPS):
            yield from _combined(old, new)
        case _:
            yield f"became {quoted(chips.phrase(new, currency=currency))}"
    if old.label != new.label:
        yield f"now called {quoted(new.label)}" if new.label else "its name was removed"


def _combined(old: Group, new: Group) -> Iterator[str]:
    if type(old) is not type(new):
        yield f"now {quoted(chips.parts(replace(new, label=''))[0])}"
    elif isinstance(old, AtLeast) and isinstance(new, AtLeast) and old.k != new.k:
        yield f"the number needed {_moved(old.k, new.k)}"
    elif isinstance(old, Points) and isinstance(new, Points) and old.threshold != new.threshold:
        yield f"the points needed {_moved(old.threshold, new.threshold)}"


def _did(old: Did, new: Did) -> Iterator[str]:
    if old.event != new.event or old.measure != new.measure:
        yield f"became {quoted(chips.phrase(new))}"
        return
    if old.at_least != new.at_least:
        yield f"the number needed {_moved(old.at_least, new.at_least)}"
    if old.days != new.days:
        if old.days is None or new.days is None:
            yield f"now within {new.days} days" if new.days else "no longer within a number of days"
        else:
            yield f"the window {'widened' if new.days > old.days else 'narrowed'} from {old.days} to {new.days} days"
    if old.in_one_day != new.in_one_day:
        yield "now in a single day" if new.in_one_day else "no longer in a single day"
    if old.detail != new.detail:
        yield f"now matching {quoted(new.detail)}" if new.detail is not None else "now whatever its detail"


def _fact(old: Fact, new: Fact, currency: str) -> Iterator[str]:
    if (old.word, old.operator, old.value) == (new.word, new.operator, new.value):
        return
    word = finished(new)
    if word is None or finished(old) != word or old.operator != new.operator:
        yield f"became {quoted(chips.phrase(new, currency=currency))}"
    elif new.operator == "between" and isinstance(old.value, tuple) and isinstance(new.value, tuple):
        for limit, low, high in zip(
            ("the lower limit", "the upper limit"), old.value, new.value, strict=False
        ):
            if low != high:
                yield f"{limit} {_limit(word, low, high, currency)}"
    elif isinstance(old.value, tuple) and isinstance(new.value, tuple):
        for verb, more, less in (("added", new.value, old.value), ("removed", old.value, new.value)):
            labels = [chips.shown(word, value, currency=currency) for value in more if value not in less]
            if labels:
                yield f"{verb} {listed(labels, 'and')}"
    else:
        yield _limit(word, old.value, new.value, currency)


def _limit(word: Word, old: object, new: object, currency: str) -> str:
    """Say how one value moved."""
    shown = [chips.shown(word, value, currency=currency) or quoted(value) for value in (old, new)]
    if word.type is Type.TEXT:
        shown = [quoted(value) for value in (old, new)]
    sizes = [_size(word, old), _size(word, new)]
    verb = "changed"
    if sizes[0] is not None and sizes[1] is not None:
        verb = "raised" if sizes[1] > sizes[0] else "lowered"
    return f"{verb} from {shown[0]} to {shown[1]}"


def _size(word: Word, value: object) -> Decimal | None:
    if word.type is Type.ORDER and word.option(value):
        return Decimal(word.rank(str(value)))
    return Decimal(value) if isinstance(value, int | Decimal) else None


def _moved(old: int, new: int) -> str:
    return f"{'raised' if new > old else 'lowered'} from {old} to {new}"
