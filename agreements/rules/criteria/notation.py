"""The notation: a definition as JSON, with a format number, read exactly as it was written.

``docs/criteria.md`` describes it for people. Reading is about shape alone: keys, kinds and JSON types.
Whether the words, operators and values make sense is for :mod:`checking`, so that an unfinished draft can
still be read and shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any as Anything

from agreements.rules.criteria.tree import ROOT, All, Any, AtLeast, Did, Fact, Node, Nothing, Points, path_of
from agreements.rules.criteria.vocabulary import Type, fact, token
from slaportal.errors import Refused

FORMAT = 1

#: A definition with deeper groups is refused, and so is one with more nodes (the limits protect readers
#: first).
MAX_DEPTH = 8
MAX_NODES = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, where, and what would mend it. ``path`` reads like ``definition.items[2].value``."""

    path: str
    message: str
    mend: str = ""

    def __str__(self) -> str:
        return f"{self.path}: {self.message} {self.mend}".strip()


class Malformed(Refused):
    """A definition that cannot be read or judged; ``faults`` names every place."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = list(faults)
        super().__init__(" ".join(map(str, self.faults)) or "The definition is malformed.")


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be read: where a node could not, ``node`` holds a blank and ``broken`` names the path."""

    node: Node
    faults: tuple[Fault, ...]
    broken: tuple[str, ...]


BLANK = Fact("", "")


def parse(document: object) -> Node:
    """Return the tree a document writes; raises :class:`Malformed` with every fault of shape."""
    reading = read(document)
    if reading.faults:
        raise Malformed(reading.faults)
    return reading.node


def dump(node: Node) -> dict[str, Anything]:
    """Return the document of a tree, ready for ``json.dumps``; what says nothing is left out."""
    return {"format": FORMAT, "definition": write(node)}


def read(document: object) -> Reading:
    """Read as much of a document as has the right shape (see :class:`Reading`)."""
    reader = _Reader()
    node = reader.document(document)
    return Reading(node, tuple(reader.faults), tuple(reader.broken))


def write(node: Node) -> dict[str, Anything]:
    """Return one node as JSON values, without the envelope."""
    body: dict[str, Anything]
    match node:
        case All(items):
            body = {"kind": "all", "items": [write(item) for item in items]}
        case Any(items):
            body = {"kind": "any", "items": [write(item) for item in items]}
        case Nothing(items):
            body = {"kind": "none", "items": [write(item) for item in items]}
        case AtLeast(k, items):
            body = {"kind": "at_least", "k": k, "items": [write(item) for item in items]}
        case Points(threshold, scored):
            pairs = [{"weight": weight, "criterion": write(item)} for weight, item in scored]
            body = {"kind": "points", "threshold": threshold, "items": pairs}
        case Fact(word, operator, value):
            body = {"kind": "fact", "word": word, "operator": operator}
            if value is not None:
                body["value"] = _written(value)
        case Did():
            body = {"kind": "did", "event": node.event, "at_least": node.at_least}
            if node.days is not None:
                body["days"] = node.days
            if node.in_one_day:
                body["in_one_day"] = True
            if node.detail is not None:
                body["detail"] = node.detail
            if node.measure != "count":
                body["measure"] = node.measure
    for key in ("id", "label"):
        if getattr(node, key):
            body[key] = getattr(node, key)
    return body


def _written(value: object) -> Anything:
    """Return a value as JSON: whole numbers as numbers, other decimals as text, so that no float rounds."""
    if isinstance(value, tuple):
        return [_written(part) for part in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else format(value.normalize(), "f")
    return value


def lifted(word_key: str, operator: str, value: object) -> object:
    """Return a JSON value as the tree holds it: numbers as int or Decimal, tokens in their one spelling.

    What does not fit the word stays as it is, for ``checking`` to name.
    """
    if isinstance(value, list):
        return tuple(lifted(word_key, operator, part) for part in value)
    word = fact(word_key)
    if word is None or value is None or isinstance(value, bool):
        return value
    if word.type is Type.EXTRA and operator not in ("at_least", "at_most"):
        return value if isinstance(value, str) else str(_number(repr(value), value))
    if word.type in (Type.NUMBER, Type.MONEY, Type.EXTRA):
        return _number(str(value), value)
    return token(value) if word.type is Type.SET and isinstance(value, str) else value


def _number(text: str, otherwise: object) -> object:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return otherwise
    if not number.is_finite() or abs(number.adjusted()) > 30:
        return otherwise
    return int(number) if number == number.to_integral_value() else number.normalize()


class _Reader:
    """Walks a document once and collects every fault of shape with its path."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.broken: list[str] = []
        self.nodes = 0

    def document(self, raw: object) -> Node:
        if not isinstance(raw, Mapping):
            self._fault(
                "", "A definition is a JSON object.", 'Write {"format": 1, "definition": {…}}.', broken=ROOT
            )
            return BLANK
        if raw.get("format") != FORMAT or isinstance(raw.get("format"), bool):
            self._fault(
                "format",
                f"Format {raw.get('format')!r} is not known.",
                f'Write "format": {FORMAT}.',
                broken=None,
            )
        for key in raw:
            if key not in ("format", "definition"):
                self._fault(str(key), f"“{key}” has no meaning here.", "Remove it.", broken=None)
        if "definition" not in raw:
            self._fault(ROOT, "The definition is missing.", 'Write "definition": {…}.', broken=ROOT)
            return BLANK
        return self.node(raw["definition"], ROOT, 1)

    def node(self, raw: object, path: str, depth: int) -> Node:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            if self.nodes == MAX_NODES + 1:
                self._fault(
                    path, f"A definition has at most {MAX_NODES} criteria and groups.", "Leave some out."
                )
            self.broken.append(path)
            return BLANK
        if depth > MAX_DEPTH:
            return self._blank(
                path, f"Groups are nested at most {MAX_DEPTH} deep.", "Join groups that say the same."
            )
        if not isinstance(raw, Mapping):
            return self._blank(path, "A criterion or group is a JSON object.", 'Write {"kind": …}.')
        kind = raw.get("kind")
        shape = SHAPES.get(kind) if isinstance(kind, str) else None
        if shape is None:
            return self._blank(
                f"{path}.kind", f"{_shown(kind)} is no kind of criterion.", f"Use one of {_KINDS}.", path
            )
        before = len(self.faults)
        for key in raw:
            if key not in shape.fields and key not in _EVERYWHERE:
                self._fault(
                    f"{path}.{key}", f"“{key}” has no meaning in “{kind}”.", "Remove it.", broken=None
                )
        for key, (required, wanted) in (*shape.fields.items(), *_EVERYWHERE.items()):
            if raw.get(key) is None:
                if required:
                    self._fault(
                        f"{path}.{key}", f"“{key}” is missing.", f"Give {_WANTED[wanted]}.", broken=None
                    )
            elif not _is(wanted, raw[key]):
                message = f"“{key}” is {_shown(raw[key])}."
                self._fault(f"{path}.{key}", message, f"Give {_WANTED[wanted]}.", broken=None)
        if len(self.faults) > before:
            self.broken.append(path)
            return BLANK
        return shape.build(self, raw, path, depth)

    def items(self, raw: Mapping[str, Anything], path: str, depth: int) -> tuple[Node, ...]:
        return tuple(
            self.node(item, f"{path}.items[{index}]", depth + 1) for index, item in enumerate(raw["items"])
        )

    def scored(self, raw: Mapping[str, Anything], path: str, depth: int) -> tuple[tuple[int, Node], ...]:
        pairs: list[tuple[int, Node]] = []
        for index, item in enumerate(raw["items"]):
            place = f"{path}.items[{index}]"
            if (
                not isinstance(item, Mapping)
                or set(item) != {"weight", "criterion"}
                or not _is("whole", item["weight"])
            ):
                mend = 'Write {"weight": 10, "criterion": {…}}.'
                pairs.append(
                    (0, self._blank(place, "An item of a score has a whole weight and a criterion.", mend))
                )
            else:
                child = path_of(Points(0, ()), path, index)
                pairs.append((item["weight"], self.node(item["criterion"], child, depth + 1)))
        return tuple(pairs)

    def _fault(self, path: str, message: str, mend: str, broken: str | None = None) -> None:
        self.faults.append(Fault(path, message, mend))
        if broken is not None:
            self.broken.append(broken)

    def _blank(self, path: str, message: str, mend: str, broken: str | None = None) -> Fact:
        self._fault(path, message, mend, broken=path if broken is None else broken)
        return BLANK


@dataclass(frozen=True, slots=True)
class _Shape:
    """The fields of one kind of node, whether each is required and what it holds, and how to build it."""

    fields: Mapping[str, tuple[bool, str]]
    build: Callable[[_Reader, Mapping[str, Anything], str, int], Node]


def _names(raw: Mapping[str, Anything]) -> dict[str, str]:
    return {key: raw[key] for key in ("id", "label") if raw.get(key) is not None}


def _did(raw: Mapping[str, Anything]) -> Did:
    given = {key: value for key, value in raw.items() if key != "kind" and value is not None}
    return Did(**given)


#: Every kind of node once: its fields and how it is built. The tables of docs/criteria.md are checked
#: against this.
SHAPES: dict[str, _Shape] = {
    "all": _Shape(
        {"items": (True, "list")}, lambda r, raw, at, depth: All(r.items(raw, at, depth), **_names(raw))
    ),
    "any": _Shape(
        {"items": (True, "list")}, lambda r, raw, at, depth: Any(r.items(raw, at, depth), **_names(raw))
    ),
    "none": _Shape(
        {"items": (True, "list")}, lambda r, raw, at, depth: Nothing(r.items(raw, at, depth), **_names(raw))
    ),
    "at_least": _Shape(
        {"k": (True, "whole"), "items": (True, "list")},
        lambda r, raw, at, depth: AtLeast(raw["k"], r.items(raw, at, depth), **_names(raw)),
    ),
    "points": _Shape(
        {"threshold": (True, "whole"), "items": (True, "list")},
        lambda r, raw, at, depth: Points(raw["threshold"], r.scored(raw, at, depth), **_names(raw)),
    ),
    "fact": _Shape(
        {"word": (True, "text"), "operator": (True, "text"), "value": (False, "value")},
        lambda r, raw, at, depth: Fact(
            raw["word"],
            raw["operator"],
            lifted(raw["word"], raw["operator"], raw.get("value")),
            **_names(raw),
        ),
    ),
    "did": _Shape(
        {
            "event": (True, "text"),
            "at_least": (False, "whole"),
            "days": (False, "whole"),
            "in_one_day": (False, "yesno"),
            "detail": (False, "text"),
            "measure": (False, "measure"),
        },
        lambda r, raw, at, depth: _did(raw),
    ),
}

_EVERYWHERE: dict[str, tuple[bool, str]] = {
    "kind": (True, "text"),
    "id": (False, "text"),
    "label": (False, "text"),
}
_KINDS = ", ".join(SHAPES)
_WANTED = {
    "list": "a list",
    "whole": "a whole number",
    "text": "a text",
    "yesno": "true or false",
    "measure": "“count” or “sum”",
    "value": "a text, a number or a list of them",
}


def _is(wanted: str, value: object) -> bool:
    if wanted == "whole":
        return isinstance(value, int) and not isinstance(value, bool)
    if wanted == "text":
        return isinstance(value, str)
    if wanted == "list":
        return isinstance(value, list)
    if wanted == "yesno":
        return isinstance(value, bool)
    if wanted == "measure":
        return value in ("count", "sum")
    scalars = value if isinstance(value, list) else [value]
    return all(isinstance(part, str | int | float) and not isinstance(part, bool) for part in scalars)


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    text = str(value)
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"
