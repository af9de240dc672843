"""What the workshop shows of a draft: the builder's rows, the promises, and every fault beside its place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from agreements.models import Version
from agreements.queries.negotiation import Negotiation, Talk, criteria_suggested, negotiation
from agreements.queries.people import parties
from agreements.queries.standing import Standing, standing
from agreements.queries.texts import terms_of
from agreements.rules import clauses, comparing, lifecycle
from agreements.rules.comparing import ComparedParagraph, Segment
from agreements.rules.criteria import notation, wording
from agreements.rules.criteria.chips import parts
from agreements.rules.criteria.editing import kind_of, workable
from agreements.rules.criteria.notation import Fault
from agreements.rules.criteria.tree import GROUPS, ROOT, Group, Node, Points, children, walk
from agreements.rules.criteria.wording import Fragment
from agreements.rules.terms import CLAUSES, Clause, Terms
from slaportal.accounts.models import User


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion or group of the builder, with what is wrong with it and what stands in it.

    ``kind`` is the kind of a group, empty for a criterion; ``weight`` what it adds to the score it stands in; ``suggested`` how
    its value would read by a suggestion that waits.
    """

    id: str
    label: str
    value: str
    kind: str
    weight: int | None
    faults: tuple[Fault, ...]
    items: tuple[Row, ...]
    is_first: bool
    is_last: bool
    is_outermost: bool
    suggested: tuple[Segment, ...] = ()


@dataclass(frozen=True, slots=True)
class Promise:
    """One clause of the draft in words, or a clause that could be promised."""

    code: str
    name: str
    sentence: str
    is_promised: bool
    faults: tuple[Fault, ...]
    talk: Talk


@dataclass(frozen=True, slots=True)
class Workshop:
    """A draft as the workshop shows it to one person.

    ``faults_of`` holds those outside the builder and the promises by the section they belong to; ``changes`` are the
    paragraphs that differ from the version it was drafted from. ``closes_round`` says that saving would close a signing round.
    """

    terms: Terms
    standing: Standing
    may_edit: bool
    closes_round: bool
    own_turn: bool
    builder: Row
    sentence: tuple[Fragment, ...]
    promises: Mapping[str, tuple[Promise, ...]]
    paragraphs: Mapping[str, tuple[clauses.Paragraph, ...]]
    faults: tuple[Fault, ...]
    faults_of: Mapping[str, tuple[Fault, ...]]
    changes: tuple[ComparedParagraph, ...]
    negotiation: Negotiation


def workshop(version: Version, person: User, *, at: datetime) -> Workshop:
    """Return everything the workshop shows of a draft; every fault appears beside its place and in the count."""
    terms = terms_of(version)
    faults = tuple(clauses.check(terms))
    moves = {move.name for move in lifecycle.moves_of(version.state, parties(version.agreement, person))}
    said = negotiation(version, person, terms, moves=moves)
    return Workshop(
        terms=terms,
        standing=standing(version, at),
        may_edit=not moves.isdisjoint({"edit", "edit_proposed"}),
        closes_round="edit_proposed" in moves,
        own_turn=version.turn == version.agreement.side_led_by(person),
        builder=builder(terms, faults, criteria_suggested(said.talks["definition"], terms)),
        sentence=tuple(wording.summary_fragments(definition_of(terms), currency=terms.currency)),
        promises={side: tuple(_promises(side, terms, faults, said.talks)) for side in ("marketing", "sales")},
        paragraphs={section.number: section.paragraphs for section in clauses.sections(terms)},
        faults=faults,
        faults_of=_by_section(faults),
        changes=_changes(version, terms),
        negotiation=said,
    )


def definition_of(terms: Terms) -> Group:
    """Return a draft's definition as far as it can be read, ready to be worked on."""
    return workable(notation.read(terms.definition).node)


def builder(
    terms: Terms, faults: Iterable[Fault], suggested: Mapping[str, tuple[Segment, ...]] | None = None
) -> Row:
    """Return the definition as rows within rows, each with its own faults and what is suggested for it."""
    root = definition_of(terms)
    read = notation.read(terms.definition).node
    # A definition that is a single criterion stands in a group here, and nowhere in its document.
    top = root if isinstance(read, GROUPS) else root.items[0]
    paths = {place.node.id: place.path for place in walk(top)}
    return _row(root, paths, _owned(paths.values(), faults), suggested or {}, terms.currency)


def _owned(paths: Collection[str], faults: Iterable[Fault]) -> Mapping[str, tuple[Fault, ...]]:
    """The faults of the definition by the innermost criterion or group they lie in."""
    owned: dict[str, tuple[Fault, ...]] = {}
    for fault in faults:
        holders = [path for path in paths if f"{fault.path}.".startswith((f"{path}.", f"{path}["))]
        if holders:
            owner = max(holders, key=len)
            owned[owner] = (*owned.get(owner, ()), fault)
    return owned


def _row(
    node: Node,
    paths: Mapping[str, str],
    faults: Mapping[str, tuple[Fault, ...]],
    suggested: Mapping[str, tuple[Segment, ...]],
    currency: str,
    *,
    place: int = 0,
    siblings: int = 1,
    weight: int | None = None,
    is_outermost: bool = True,
) -> Row:
    label, value = parts(node, currency=currency)
    items = children(node)
    weights = node.weights if isinstance(node, Points) else (None,) * len(items)
    return Row(
        id=node.id,
        label=label,
        value=value,
        kind=kind_of(node) if isinstance(node, GROUPS) else "",
        weight=weight,
        faults=faults.get(paths.get(node.id, ""), ()),
        items=tuple(
            _row(
                item,
                paths,
                faults,
                suggested,
                currency,
                place=index,
                siblings=len(items),
                weight=weights[index],
                is_outermost=False,
            )
            for index, item in enumerate(items)
        ),
        is_first=place == 0,
        is_last=place == siblings - 1,
        is_outermost=is_outermost,
        suggested=suggested.get(node.id, ()),
    )


def _promises(
    side: str, terms: Terms, faults: Iterable[Fault], talks: Mapping[str, Talk]
) -> Iterator[Promise]:
    for kind in CLAUSES.values():
        if kind.side == side:
            clause = terms.clause(kind.key)
            yield Promise(
                kind.code,
                kind.name,
                _said(clause) if clause else "",
                clause is not None,
                tuple(fault for fault in faults if f"{fault.path}.".startswith(f"clauses.{kind.code}.")),
                talks[kind.code],
            )


def _said(clause: Clause) -> str:
    """A clause that is not filled in yet has no sentence."""
    missing = {name for name in CLAUSES[clause.kind].fields if getattr(clause, name) is None}
    needed = {name for name in missing if (clause.kind, name) not in clauses.OPTIONAL}
    return "" if needed else clauses.sentence(clause)


def _by_section(faults: Iterable[Fault]) -> dict[str, tuple[Fault, ...]]:
    found: dict[str, list[Fault]] = {}
    for fault in faults:
        head = fault.path.split(".")[0].split("[")[0]
        is_shown_elsewhere = head == ROOT or (head == "clauses" and fault.path != "clauses")
        if not is_shown_elsewhere:
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


def _changes(version: Version, terms: Terms) -> tuple[ComparedParagraph, ...]:
    if version.based_on is None:
        return ()
    compared = comparing.between(terms_of(version.based_on), terms)
    return tuple(
        paragraph
        for section in compared.sections
        for paragraph in section.paragraphs
        if paragraph.change != "kept"
    )
