"""The shape of a definition: criteria about facts and behaviour, and the groups that combine them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import Literal, NamedTuple, TypeAlias

Measure = Literal["count", "sum"]

#: Where every path starts: ``definition``, ``definition.items[2]``, ``definition.items[0].items[1]``.
ROOT = "definition"


@dataclass(frozen=True, slots=True)
class All:
    """Every item must be met."""

    items: tuple[Node, ...]
    id: str = ""
    label: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "items", tuple(self.items))


@dataclass(frozen=True, slots=True)
class Any:
    """At least one item must be met."""

    items: tuple[Node, ...]
    id: str = ""
    label: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "items", tuple(self.items))


@dataclass(frozen=True, slots=True)
class Nothing:
    """No item may be met: the exclusions. An unknown item is not met, so it excludes nobody."""

    items: tuple[Node, ...]
    id: str = ""
    label: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "items", tuple(self.items))


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least ``k`` of the items must be met."""

    k: int
    items: tuple[Node, ...]
    id: str = ""
    label: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "items", tuple(self.items))


@dataclass(frozen=True, slots=True)
class Points:
    """A lead score: each item that is met adds its weight, and the sum must reach the threshold.

    ``scored`` pairs a weight (negative ones subtract) with a node.
    """

    threshold: int
    scored: tuple[tuple[int, Node], ...]
    id: str = ""
    label: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "scored", tuple((weight, node) for weight, node in self.scored))

    @property
    def items(self) -> tuple[Node, ...]:
        """The nodes without their weights, so that every group has ``items``."""
        return tuple(node for _, node in self.scored)

    @property
    def weights(self) -> tuple[int, ...]:
        return tuple(weight for weight, _ in self.scored)


@dataclass(frozen=True, slots=True)
class Fact:
    """One criterion about a fact: ``Fact("employees", "at_least", 100)``.

    ``value`` is None for operators that take none, a tuple for those that take several.
    """

    word: str
    operator: str
    value: object = None
    id: str = ""
    label: str = ""

    def __post_init__(self) -> None:
        if isinstance(self.value, list | set | frozenset):
            object.__setattr__(self, "value", tuple(self.value))


@dataclass(frozen=True, slots=True)
class Did:
    """One criterion about behaviour: ``Did("product_page", 5, in_one_day=True)``.

    Counts events of a kind (or, with ``measure="sum"``, adds their amounts) up to the moment of judging,
    within the last ``days`` days when given, and within a single calendar day when ``in_one_day``.
    ``detail`` narrows to events whose detail contains that text, in whatever case.
    """

    event: str
    at_least: int = 1
    days: int | None = None
    in_one_day: bool = False
    detail: str | None = None
    measure: Measure = "count"
    id: str = ""
    label: str = ""


Group: TypeAlias = All | Any | Nothing | AtLeast | Points
Leaf: TypeAlias = Fact | Did
Node: TypeAlias = Group | Leaf

GROUPS = (All, Any, Nothing, AtLeast, Points)
LEAVES = (Fact, Did)


class Place(NamedTuple):
    """A node of a tree with its path and its depth (the root has depth 1)."""

    path: str
    node: Node
    depth: int


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes a group combines; a leaf has none."""
    return node.items if isinstance(node, GROUPS) else ()


def path_of(parent: Node, parent_path: str, index: int) -> str:
    """Return the path of a group's item, as the notation writes it."""
    step = f"{parent_path}.items[{index}]"
    return f"{step}.criterion" if isinstance(parent, Points) else step


def walk(node: Node, path: str = ROOT, depth: int = 1) -> Iterator[Place]:
    """Yield every node, parents before children, in the order people read them."""
    yield Place(path, node, depth)
    for index, child in enumerate(children(node)):
        yield from walk(child, path_of(node, path, index), depth + 1)


def find(node: Node, id: str) -> Place | None:
    """Return the node that carries this id with its place, or None."""
    return next((place for place in walk(node) if place.node.id == id), None)


def top_level(node: Node) -> tuple[Place, ...]:
    """Return the criteria a reader sees first: the items of an All at the root, else the root itself."""
    if isinstance(node, All):
        return tuple(Place(path_of(node, ROOT, index), child, 2) for index, child in enumerate(node.items))
    return (Place(ROOT, node, 1),)


def with_items(group: Group, items: Collection[Node]) -> Group:
    """Return the group with other items; the items of a Points group keep the weights of their places."""
    if isinstance(group, Points):
        return replace(group, scored=tuple(zip(group.weights, items, strict=True)))
    return replace(group, items=tuple(items))


def identified(node: Node, taken: Collection[str] = ()) -> Node:
    """Return the tree with an id on every node: those it has stay, the others get a free ``c1``, ``c2``, …

    ``taken`` are ids of earlier versions that must not come back with another meaning.
    """
    used = {place.node.id for place in walk(node)} | set(taken)
    free = (id for id in (f"c{number}" for number in count(1)) if id not in used)

    def visit(here: Node) -> Node:
        named = here if here.id else replace(here, id=next(free))
        if isinstance(named, GROUPS):
            return with_items(named, [visit(child) for child in named.items])
        return named

    return visit(node)
