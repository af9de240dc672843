"""A definition in plain English: as one sentence, as numbered paragraphs, as the short head of a page.

Signed text is made here, so it is exact, complete and the same everywhere; it is English whatever language the screen
speaks. Every function is total: an unfinished criterion is named as such, never an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from agreements.rules.criteria.figures import listed, sentence_case, spelled
from agreements.rules.criteria.phrases import (
    CLOSE,
    OPEN,
    full,
    mark,
    noun,
    plain,
    predicate,
    subject,
    verb_and_object,
)
from agreements.rules.criteria.sayings import DONE
from agreements.rules.criteria.tree import (
    LEAVES,
    All,
    Any,
    AtLeast,
    Did,
    Fact,
    Group,
    Node,
    Nothing,
    Points,
    children,
    top_level,
)
from agreements.rules.criteria.vocabulary import fact


class Fragment(NamedTuple):
    """A piece of a sentence; ``strong`` when it is a value the two sides agreed on."""

    text: str
    strong: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered paragraph and the ids of the criteria it states."""

    text: str
    ids: tuple[str, ...]


# --- whole definitions ---------------------------------------------------------------


def sentence(node: Node, *, currency: str = "") -> str:
    """Return the whole definition as one sentence, nothing left out."""
    return plain(_sentence(node, currency))


def sentence_fragments(node: Node, *, currency: str = "") -> list[Fragment]:
    """Return :func:`sentence` in pieces, so that a page can set the agreed values in bold."""
    return fragments(_sentence(node, currency))


def summary(node: Node, *, currency: str = "") -> str:
    """Return a short sentence for the head of a page: long groups are counted rather than listed."""
    return plain(_summary(node, currency))


def summary_fragments(node: Node, *, currency: str = "") -> list[Fragment]:
    """Return :func:`summary` in pieces (see :func:`sentence_fragments`)."""
    return fragments(_summary(node, currency))


def paragraphs(node: Node, *, currency: str = "") -> list[str]:
    """Return the text of the numbered paragraphs (2.1, 2.2, …) of the definition, nothing left out."""
    return [clause.text for clause in clauses(node, currency=currency)]


def clauses(node: Node, *, currency: str = "") -> list[Clause]:
    """Return the numbered paragraphs with the criteria each states.

    Neighbouring facts about the same subject share one ("The company makes food and employs 150 to 5,000 people.");
    every other top-level criterion has its own.
    """
    return [
        Clause(
            plain(f"{sentence_case(_stated(run, currency, nested=False))}."), tuple(item.id for item in run)
        )
        for run in _runs(_top(node))
    ]


def fragments(marked: str) -> list[Fragment]:
    """Split marked text into pieces."""
    first, *others = marked.split(OPEN)
    pieces = [Fragment(first, False)]
    for other in others:
        strong, _, rest = other.partition(CLOSE)
        pieces += [Fragment(strong, True), Fragment(rest, False)]
    return [piece for piece in pieces if piece.text]


def _sentence(node: Node, currency: str) -> str:
    runs = list(_runs(_top(node)))
    wanted = [_stated(run, currency) for run in runs if not _excludes(run)]
    never = [_stated(run, currency) for run in runs if _excludes(run)]
    if not wanted:
        return f"{sentence_case('; '.join(never))}; every other lead qualifies."
    wanted[0] = _opening(wanted[0])
    return "; but ".join([f"A lead qualifies when {_chained(wanted)}", *never]) + "."


def _summary(node: Node, currency: str) -> str:
    runs = list(_runs(_top(node)))
    wanted = [_counted(run, currency) for run in runs if not isinstance(run[0], Nothing)]
    if not wanted:
        return "A lead qualifies unless an exclusion applies."
    wanted[0] = _opening(wanted[0])
    unless = "; unless an exclusion applies" if len(wanted) < len(runs) else ""
    return f"A lead qualifies when {_chained(wanted)}{unless}."


def _opening(part: str) -> str:
    """Continue "A lead qualifies when" without naming the lead again."""
    return f"it {part.removeprefix('the lead ')}" if part.startswith("the lead ") else part


def _chained(parts: Sequence[str]) -> str:
    return "; and ".join(part for part in ("; ".join(parts[:-1]), parts[-1]) if part)


def _counted(run: Sequence[Node], currency: str) -> str:
    """State a run, but a group of more than three items only by their number."""
    node = run[0]
    if not isinstance(node, Any | AtLeast) or len(node.items) <= 3 or _all_known(node.items):
        return _stated(run, currency)
    k = node.k if isinstance(node, AtLeast) else 1
    share = mark(f"at least {spelled(k)}")
    if all(_is_deed(item) for item in node.items):
        return f"they did {share} of {spelled(len(node.items))} things"
    facts = [item for item in node.items if isinstance(item, Fact)]
    if len(facts) == len({fact.word for fact in facts}) == len(node.items):
        return f"{share} of {listed([noun(fact) for fact in facts], 'and')} fit"
    return f"{share} of {spelled(len(node.items))} things {'is' if k == 1 else 'are'} true"


# --- runs and groups -----------------------------------------------------------------


def _top(node: Node) -> list[Node]:
    return [place.node for place in top_level(node)] or [node]


def _runs(items: Sequence[Node]) -> Iterator[list[Node]]:
    """Put neighbouring facts about the same subject together, and those only known; all else stands alone."""

    def key(pair: tuple[int, Node]) -> str | int:
        index, item = pair
        if not isinstance(item, Fact):
            return index
        return "known" if item.operator == "known" else subject(item)

    for _, run in groupby(enumerate(items), key=key):
        yield [item for _, item in run]


def _stated(run: Sequence[Node], currency: str, *, nested: bool = True) -> str:
    """State a run in full. ``nested`` puts lists in parentheses, so that they can stand inside other text."""
    facts = [item for item in run if isinstance(item, Fact)]
    if len(facts) > 1:
        if _all_known(facts):
            return _known(facts, "and")
        return f"{subject(facts[0])} {listed([predicate(item, currency) for item in facts], 'and')}"
    if _excludes(run):
        return f"{listed([mark(_plural(item)) for item in children(run[0])], 'and')} never qualify"
    return _node(run[0], currency, nested=nested)


def _node(node: Node, currency: str, *, nested: bool = True) -> str:
    return full(node, currency) if isinstance(node, LEAVES) else _group(node, currency, nested)


def _group(node: Group, currency: str, nested: bool) -> str:
    items = node.items
    if not items:
        return "an empty group"
    known = len(items) > 1 and _all_known(items)
    match node:
        case Any() if known:
            return _known(items, "or")
        case Any() if _alternatives(node):
            return f"they {_shared_verb(items)}"
        case Any() if len(items) <= 3 and all(_simple(item) for item in items):
            return _either(items, currency)
        case Any():
            return _choice(1, items, currency, nested)
        case AtLeast(k) if known:
            return f"{mark(f'at least {spelled(k)}')} of {_known(items, 'and', many=k != 1)}"
        case AtLeast(k):
            return _choice(k, items, currency, nested)
        case All():
            parts = [_stated(run, currency) for run in _runs(items)]
            return _enclosed("all of this holds", parts, nested) if len(parts) > 1 else parts[0]
        case Nothing():
            parts = [_node(item, currency) for item in items]
            return _enclosed("none of this applies", parts, nested)
        case Points(threshold, scored):
            parts = [f"{mark(f'{weight}')} when {_node(item, currency)}" for weight, item in scored]
            return _enclosed(f"these points add up to {mark(f'at least {threshold}')}", parts, nested)


def _choice(k: int, items: Sequence[Node], currency: str, nested: bool) -> str:
    """State how many of a list are needed; what they did names its subject only once."""
    share = mark(f"at least {spelled(k)}")
    parts = [_node(item, currency) for item in items]
    if all(_is_deed(item) for item in items):
        return _enclosed(f"they did {share} of these", [part.removeprefix("they ") for part in parts], nested)
    return _enclosed(f"{share} of these {'is' if k == 1 else 'are'} true", parts, nested)


def _is_deed(node: Node) -> bool:
    """Whether a node states something they did or said."""
    told = isinstance(node, Fact) and node.word in DONE and node.operator not in ("known", "unknown")
    return isinstance(node, Did) or told or _alternatives(node)


def _enclosed(head: str, parts: Sequence[str], nested: bool) -> str:
    return f"{head} ({'; '.join(parts)})" if nested else f"{head}: {'; '.join(parts)}"


def _simple(node: Node) -> bool:
    """Whether a node is one criterion that reads well beside an "or"."""
    return isinstance(node, LEAVES) and not (isinstance(node, Fact) and node.operator == "has_all")


def _either(items: Sequence[Node], currency: str) -> str:
    """State two or three simple alternatives in one breath, with one subject where they share it."""
    facts = [item for item in items if isinstance(item, Fact)]
    if len(facts) == len(items) and len({subject(item) for item in facts}) == 1:
        return f"{subject(facts[0])} {listed([predicate(item, currency) for item in facts], 'or')}"
    return listed([_node(item, currency) for item in items], "or")


def _alternatives(node: Node) -> bool:
    """Whether a group is two or three things they did, any of which is enough."""
    return (
        isinstance(node, Any)
        and 1 < len(node.items) <= 3
        and all(isinstance(item, Did) for item in node.items)
    )


def _shared_verb(items: Sequence[Node]) -> str:
    pairs = [verb_and_object(item) for item in items if isinstance(item, Did)]
    if len({verb for verb, _ in pairs}) == 1:
        return f"{pairs[0][0]} {listed([what for _, what in pairs], 'or')}"
    return listed([" ".join(pair) for pair in pairs], "or")


def _all_known(items: Sequence[Node]) -> bool:
    return all(isinstance(item, Fact) and item.operator == "known" for item in items)


def _known(items: Sequence[Node], word: str, *, many: bool | None = None) -> str:
    nouns = [noun(item) for item in items if isinstance(item, Fact)]
    return f"{listed(nouns, word)} {'are' if (word == 'and' if many is None else many) else 'is'} known"


def _excludes(run: Sequence[Node]) -> bool:
    """Whether a run is exclusions that each have a name in the plural: "competitors"."""
    node = run[0]
    return isinstance(node, Nothing) and bool(node.items) and all(_plural(item) for item in node.items)


def _plural(node: Node) -> str:
    word = fact(node.word) if isinstance(node, Fact) and node.operator == "is_true" else None
    return word.plural if word else ""
