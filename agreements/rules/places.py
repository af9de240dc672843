"""The places of a draft that people talk about: each section and each clause, with the part of the terms it holds.

A part is flat JSON: paths into the document of the terms, with what stands there. It can be taken out, put into other terms, and
hashed, so that a suggestion names the very text it was made on (docs/signing.md, Ceremony 8).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from agreements.rules import templates
from agreements.rules.clauses import Paragraph, annexes, beginning, between, sections, sentence
from agreements.rules.terms import CLAUSES, Clause, Terms
from slaportal.audit import canonical

SCHEMA = "slaportal.place.v1"
PREFIX = b"slaportal.place.v1\n"

Part = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """One place: its key in addresses and rows, its number in the document, its name, and the paths of its part.

    ``kind`` is the kind of clause that stands there, empty for a section.
    """

    key: str
    number: str
    name: str
    paths: tuple[str, ...]
    kind: str = ""

    @property
    def title(self) -> str:
        """Return the name with its number, such as "S1 First response"."""
        return f"{self.number} {self.name}"


def _clauses(side: str) -> tuple[Place, ...]:
    return tuple(
        Place(kind.code, kind.code, kind.name, (f"clauses.{kind.code}",), kind.key)
        for kind in CLAUSES.values()
        if kind.side == side
    )


#: Every place, in the order of the document.
PLACES: dict[str, Place] = {
    place.key: place
    for place in (
        Place(
            *("purpose", "1", "Purpose and parties"),
            ("title", "purpose", "parties.marketing.name", "parties.sales.name"),
        ),
        Place("definition", "2", "What a qualified lead is", ("definition",)),
        Place("required", "3", "Required information", ("required",)),
        *_clauses("marketing"),
        *_clauses("sales"),
        Place("hours", "6", "Hours and holidays", ("hours",)),
        Place("reasons", "7", "Reasons", ("return_reasons", "disqualify_reasons")),
        Place("stages", "7", "Stages", ("stages",)),
        Place(
            *("review", "8", "Review and term"),
            ("review.months", "review.first_on", "effective.from", "effective.until"),
        ),
    )
}


def part_of(terms: Terms, key: str) -> Part:
    """Return what the terms say at a place; a clause that is not promised is None there."""
    place = PLACES[key]
    if place.kind:
        clause = terms.clause(place.kind)
        return {place.paths[0]: clause.to_document() if clause else None}
    document = terms.to_document()
    return {path: _at(document, path) for path in place.paths}


def with_part(terms: Terms, key: str, part: Part) -> Terms:
    """Return the terms with another part at a place; a later last day brings the holidays of the added time with it.

    Raises ValueError or KeyError for a part that is not one of this place.
    """
    place = PLACES[key]
    if set(part) != set(place.paths):
        raise ValueError(f"This is no part of “{place.title}”: {', '.join(sorted(part))}.")
    if place.kind:
        return _with_clause(terms, place, part[place.paths[0]])
    document = terms.to_document()
    for path, value in part.items():
        *ways, last = path.split(".")
        _at(document, ".".join(ways))[last] = value
    changed = Terms.from_document(document)
    if key == "review":
        hours = templates.reaching(changed.hours, changed.effective_from, changed.effective_until)
        return replace(changed, hours=hours)
    return changed


def digest(key: str, part: Part) -> str:
    """Return the SHA-256 of a part, which names the text of a place at one moment."""
    text = canonical.text({"schema": SCHEMA, "place": key, "part": dict(part)})
    return canonical.digest(PREFIX, text)


def digest_of(terms: Terms, key: str) -> str:
    """Return the hash of what the terms say at a place."""
    return digest(key, part_of(terms, key))


def paragraphs(terms: Terms, key: str) -> tuple[Paragraph, ...]:
    """Return the sentences of a place, with keys that last, so that two texts of it can be compared."""
    place = PLACES[key]
    if place.kind:
        clause = terms.clause(place.kind)
        said = sentence(clause) if clause else "Not promised."
        return (Paragraph(place.number, said, clause_code=place.key, key=place.key),)
    text = {section.number: section.paragraphs for section in (*sections(terms), *annexes(terms))}
    match key:
        case "purpose":
            title = Paragraph("", terms.title, key="title")
            return (title, *text["1"], Paragraph("", between(terms), key="parties"))
        case "hours":
            return (*text["6"], *text["A"])
        case "reasons":
            return (*text["7"][:1], *text["B"])
        case "stages":
            return text["C"]
        case "review":
            return (*text["8"], Paragraph("", beginning(terms), key="beginning"))
        case _:
            return text[place.number]


def _with_clause(terms: Terms, place: Place, raw: Mapping[str, Any] | None) -> Terms:
    clauses = {clause.kind: clause for clause in terms.clauses if clause.kind != place.kind}
    if raw is not None:
        clause = Clause.from_document(raw)
        if clause.kind != place.kind:
            raise ValueError(f"This is no clause of “{place.title}”: {clause.code}.")
        clauses[clause.kind] = clause
    return replace(terms, clauses=tuple(clauses[kind] for kind in CLAUSES if kind in clauses))


def _at(document: Any, path: str) -> Any:
    for step in path.split(".") if path else ():
        document = document[step]
    return document
