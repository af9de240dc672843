"""What the workshop shows of a draft: the outline, the builder's rows, and every fault beside its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from agreements.rules import clauses
from agreements.rules.criteria import notation, wording
from agreements.rules.criteria.chips import parts
from agreements.rules.criteria.editing import kind_of
from agreements.rules.criteria.notation import Fault
from agreements.rules.criteria.tree import GROUPS, ROOT, AtLeast, Node, Points, children, path_of
from agreements.rules.criteria.wording import Fragment
from agreements.rules.terms import CLAUSES, Clause, Terms


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion or group of the builder, with what is wrong with it and what stands in it."""

    id: str
    label: str
    value: str
    is_group: bool
    kind: str
    number: int | None
    name: str
    weight: int | None
    faults: tuple[Fault, ...]
    items: tuple[Row, ...]
    is_first: bool
    is_last: bool
    is_outermost: bool


@dataclass(frozen=True, slots=True)
class Promise:
    """One clause of the draft in words, or a clause that could be promised."""

    kind: str
    code: str
    name: str
    sentence: str
    is_promised: bool
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Workshop:
    """A draft as the workshop shows it. ``builder`` is None when the definition cannot be read at all."""

    builder: Row | None
    sentence: tuple[Fragment, ...]
    promises: Mapping[str, tuple[Promise, ...]]
    paragraphs: Mapping[str, tuple[clauses.Paragraph, ...]]
    faults: tuple[Fault, ...]
    loose: Mapping[str, tuple[Fault, ...]] = field(default_factory=dict)


def workshop(terms: Terms) -> Workshop:
    """Return everything the workshop shows of these terms; every fault appears beside its place and in the count."""
    faults = tuple(clauses.check(terms))
    reading = notation.read(terms.definition)
    node = reading.node
    builder = _row(node, ROOT, faults, currency=terms.currency) if isinstance(node, GROUPS) else None
    return Workshop(
        builder=builder,
        sentence=tuple(wording.summary_fragments(node, currency=terms.currency)) if builder else (),
        promises={side: tuple(_promises(side, terms, faults)) for side in ("marketing", "sales")},
        paragraphs={section.number: section.paragraphs for section in clauses.sections(terms)},
        faults=faults,
        loose=_loose(faults),
    )


def _promises(side: str, terms: Terms, faults: Iterable[Fault]) -> Iterator[Promise]:
    for kind in CLAUSES.values():
        if kind.side != side:
            continue
        clause = terms.clause(kind.key)
        path = f"clauses.{kind.code}"
        yield Promise(
            kind.key,
            kind.code,
            kind.name,
            _said(clause) if clause else "",
            clause is not None,
            tuple(fault for fault in faults if fault.path == path or fault.path.startswith(f"{path}.")),
        )


def _said(clause: Clause) -> str:
    """A clause that is not filled in yet has no sentence."""
    missing = [name for name in CLAUSES[clause.kind].fields if getattr(clause, name) is None]
    optional = {"best", "daily_relief"}
    return "" if set(missing) - optional else clauses.sentence(clause)


def _row(
    node: Node,
    path: str,
    faults: Iterable[Fault],
    *,
    currency: str,
    place: int = 0,
    siblings: int = 1,
    weight: int | None = None,
) -> Row:
    label, value = parts(node, currency=currency)
    is_group = isinstance(node, GROUPS)
    items = children(node)
    weights = node.weights if isinstance(node, Points) else (None,) * len(items)
    return Row(
        id=node.id,
        label=label,
        value=value,
        is_group=is_group,
        kind=kind_of(node) if isinstance(node, GROUPS) else "",
        number=node.k if isinstance(node, AtLeast) else node.threshold if isinstance(node, Points) else None,
        name=node.label,
        weight=weight,
        faults=_at(path, faults, inside=not is_group),
        items=tuple(
            _row(
                child,
                path_of(node, path, index),
                faults,
                currency=currency,
                place=index,
                siblings=len(items),
                weight=weights[index],
            )
            for index, child in enumerate(items)
        ),
        is_first=place == 0,
        is_last=place == siblings - 1,
        is_outermost=path == ROOT,
    )


def _at(path: str, faults: Iterable[Fault], *, inside: bool) -> tuple[Fault, ...]:
    """The faults of one place: of a criterion all that lie in it, of a group those that are its own."""
    return tuple(
        fault
        for fault in faults
        if fault.path == path
        or (fault.path.startswith(f"{path}.") and (inside or ".items[" not in fault.path[len(path) :]))
    )


def _loose(faults: Iterable[Fault]) -> dict[str, tuple[Fault, ...]]:
    """The faults outside the builder and the promises, by the section they belong to."""
    found: dict[str, list[Fault]] = {}
    for fault in faults:
        head = fault.path.split(".")[0].split("[")[0]
        if head == ROOT or (head == "clauses" and fault.path != "clauses"):
            continue
        found.setdefault(_SECTION_OF.get(head, "purpose"), []).append(fault)
    return {key: tuple(rows) for key, rows in found.items()}


_SECTION_OF = {
    "title": "purpose",
    "purpose": "purpose",
    "parties": "purpose",
    "required": "required",
    "clauses": "clauses",
    "hours": "hours",
    "return_reasons": "reasons",
    "disqualify_reasons": "reasons",
    "stages": "stages",
    "review": "review",
    "effective": "review",
    "format": "definition",
    "": "definition",
}
