"""Changing a definition one step at a time: add, replace, remove, move or regroup the criterion with an id.

Every function takes a whole tree and returns a whole tree; nothing is checked here but that the place exists and that what
comes out can be written down, so an unfinished definition can be worked on. ``checking`` says afterwards what is still wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from agreements.rules.criteria.notation import MAX_DEPTH, MAX_NODES
from agreements.rules.criteria.tree import (
    GROUPS,
    All,
    Any,
    AtLeast,
    Group,
    Node,
    Nothing,
    Points,
    children,
    find,
    identified,
    walk,
)
from slaportal.errors import Refused

GroupKind = Literal["all", "any", "none", "at_least", "points"]

#: What a criterion weighs when it joins a score without saying so.
USUAL_WEIGHT = 10


class NoSuchPlace(Refused):
    """The criterion or group is not there (any more)."""

    def __init__(self, id: str) -> None:
        super().__init__(
            f"There is no criterion “{id}” in this definition; somebody may have removed it. Open it again."
        )


class IntoItself(Refused):
    """A group cannot be moved into a group that stands inside it."""

    def __init__(self) -> None:
        super().__init__("A group cannot stand inside itself. Move it somewhere else.")


class Outermost(Refused):
    """The outermost group holds the whole definition and stays where it is."""

    def __init__(self) -> None:
        super().__init__("The outermost group stays. Remove or move what stands in it instead.")


class TooLarge(Refused):
    """A definition may not grow so deep or so long that it could not be read back."""


def workable(node: Node) -> Group:
    """Return a definition as it is worked on: every node has an id, and a single criterion stands in a group."""
    return _group(identified(node if isinstance(node, GROUPS) else All((node,))))


def add(
    root: Node, group_id: str, node: Node, *, weight: int | None = None, index: int | None = None
) -> Node:
    """Return the tree with ``node`` in the group, at ``index`` or last; in a score it adds ``weight``, or what is usual."""
    group_of(root, group_id)
    adds = USUAL_WEIGHT if weight is None else weight
    return _readable(_changed(root, group_id, lambda group: _inserted(group, node, adds, index)))


def replaced(root: Node, id: str, node: Node, *, weight: int | None = None) -> Node:
    """Return the tree with ``node`` in the place of the one with this id, which keeps its id and its name."""
    place = find(root, id)
    if place is None:
        raise NoSuchPlace(id)
    swapped = _changed(root, id, lambda old: replace(node, id=id, label=node.label or old.label))
    parent = parent_of(swapped, id)
    if weight is not None and isinstance(parent, Points):
        swapped = _changed(
            swapped,
            parent.id,
            lambda points: replace(
                _points(points),
                scored=tuple((weight if n.id == id else w, n) for w, n in _points(points).scored),
            ),
        )
    return swapped


def removed(root: Node, id: str) -> Node:
    """Return the tree without the criterion or group; the outermost group cannot go."""
    return _changed(root, _parent(root, id).id, lambda group: _without(group, id))


def moved(root: Node, id: str, group_id: str, index: int | None = None) -> Node:
    """Return the tree with the node in the group, last or at ``index``, counted after it left its old place."""
    without, place = removed(root, id), find(root, id)
    assert place is not None
    if any(inner.node.id == group_id for inner in walk(place.node)):
        raise IntoItself()
    weight = weight_of(root, id)
    return add(without, group_id, place.node, weight=USUAL_WEIGHT if weight is None else weight, index=index)


def shifted(root: Node, id: str, step: int) -> Node:
    """Return the tree with the node ``step`` places further down in its own group (negative: up), within its ends."""
    parent = _parent(root, id)
    place = [child.id for child in children(parent)].index(id)
    return moved(root, id, parent.id, min(max(place + step, 0), len(children(parent)) - 1))


def regrouped(
    root: Node, id: str, kind: GroupKind, *, number: int | None = None, label: str | None = None
) -> Node:
    """Return the tree with the group combined in another way; ``number`` is k of "at least k" or a score's threshold."""
    group = group_of(root, id)
    said = group.label if label is None else label
    return _changed(root, id, lambda old: _combined(_group(old), kind, number, said))


def new_group(
    kind: GroupKind, items: tuple[Node, ...] = (), *, number: int | None = None, label: str = ""
) -> Group:
    """Return a group of a kind, without an id yet."""
    return _combined(All(items), kind, number, label)


def group_of(root: Node, id: str) -> Group:
    """Return the group with this id; raises NoSuchPlace when there is none or it is a single criterion."""
    place = find(root, id)
    if place is None or not isinstance(place.node, GROUPS):
        raise NoSuchPlace(id)
    return place.node


def parent_of(root: Node, id: str) -> Group | None:
    """Return the group a node stands in; None for the outermost one and for an unknown id."""
    return next(
        (
            place.node
            for place in walk(root)
            if isinstance(place.node, GROUPS) and any(child.id == id for child in children(place.node))
        ),
        None,
    )


def weight_of(root: Node, id: str) -> int | None:
    """Return what a criterion adds to the score it stands in; None outside a score."""
    parent = parent_of(root, id)
    if not isinstance(parent, Points):
        return None
    return next(weight for weight, node in parent.scored if node.id == id)


def usual_weight_in(group: Group) -> int | None:
    """Return what a criterion adds that joins a group without saying so; None where nothing is scored."""
    return USUAL_WEIGHT if isinstance(group, Points) else None


def kind_of(group: Group) -> GroupKind:
    """Return the kind of a group as the notation names it."""
    return _KIND_OF[type(group)]


_KIND_OF: dict[type, GroupKind] = {
    All: "all",
    Any: "any",
    Nothing: "none",
    AtLeast: "at_least",
    Points: "points",
}


def _parent(root: Node, id: str) -> Group:
    """The group something stands in; raises Outermost and NoSuchPlace."""
    if root.id == id:
        raise Outermost
    parent = parent_of(root, id)
    if parent is None:
        raise NoSuchPlace(id)
    return parent


def _readable(root: Node) -> Node:
    """Return the tree; raises TooLarge when the notation could not read it back."""
    places = list(walk(root))
    if max(place.depth for place in places) > MAX_DEPTH:
        raise TooLarge(f"Groups are nested at most {MAX_DEPTH} deep. Put it into a group further out.")
    if len(places) > MAX_NODES:
        raise TooLarge(f"A definition has at most {MAX_NODES} criteria and groups. Leave some out first.")
    return root


def _combined(group: Group, kind: GroupKind, number: int | None, label: str) -> Group:
    named = {"id": group.id, "label": label}
    if kind == "points":
        scored = (
            group.scored if isinstance(group, Points) else tuple((USUAL_WEIGHT, item) for item in group.items)
        )
        threshold = number if number is not None else max(sum(weight for weight, _ in scored), 1)
        return Points(threshold, scored, **named)
    if kind == "at_least":
        return AtLeast(
            number if number is not None else min(2, max(len(group.items), 1)), group.items, **named
        )
    made: dict[str, type[All] | type[Any] | type[Nothing]] = {"all": All, "any": Any, "none": Nothing}
    return made[kind](group.items, **named)


def _changed(node: Node, id: str, change: Callable[[Node], Node]) -> Node:
    if node.id == id:
        return change(node)
    if isinstance(node, Points):
        return replace(
            node, scored=tuple((weight, _changed(child, id, change)) for weight, child in node.scored)
        )
    if isinstance(node, GROUPS):
        return replace(node, items=tuple(_changed(child, id, change) for child in node.items))
    return node


def _inserted(node: Node, new: Node, weight: int, index: int | None) -> Node:
    group = _group(node)
    place = len(group.items) if index is None else index
    if isinstance(group, Points):
        return replace(group, scored=(*group.scored[:place], (weight, new), *group.scored[place:]))
    return replace(group, items=(*group.items[:place], new, *group.items[place:]))


def _without(node: Node, id: str) -> Node:
    group = _group(node)
    if isinstance(group, Points):
        return replace(group, scored=tuple(pair for pair in group.scored if pair[1].id != id))
    return replace(group, items=tuple(item for item in group.items if item.id != id))


def _group(node: Node) -> Group:
    assert isinstance(node, GROUPS)
    return node


def _points(node: Node) -> Points:
    assert isinstance(node, Points)
    return node
