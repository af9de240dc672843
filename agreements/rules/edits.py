"""What an edit of a draft changed, in words: each place with what it said before and what it says now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from agreements.rules import comparing
from agreements.rules.clauses.document import day_in_words, listed
from agreements.rules.criteria import changes, notation
from agreements.rules.criteria.required import REQUIRED
from agreements.rules.terms import CLAUSES, Clause, Duration, Terms

#: Text longer than this is told by what was taken out and what came in.
_SHORT = 200
_NAMES = {
    "title": "Title",
    "marketing_party": "Marketing is called",
    "sales_party": "Sales is called",
    "marketing_leader": "Marketing leader",
    "sales_leader": "Sales leader",
}
_FIELDS = {
    "target": "target",
    "within": "within",
    "best": "best within",
    "leads": "leads a quarter",
    "daily_relief": "leads a day before the clocks relax",
    "calls": "calls",
    "emails": "e-mails",
    "interactions": "interactions",
}
#: Sections told paragraph by paragraph; the definition, the required information and the promises are told field by field.
_BY_PARAGRAPH = ("1", "6", "7", "8", "A", "B", "C")
_NONE, _NOT_PROMISED = "none", "not promised"


@dataclass(frozen=True, slots=True)
class Edit:
    """One place that says something else: ``before`` is empty where the words of ``after`` tell the whole change."""

    place: str
    before: str
    after: str


def changed(old: Terms, new: Terms) -> tuple[Edit, ...]:
    """Return what an edit changed, in the order of the document."""
    return (
        *_names(old, new),
        *_definition(old, new),
        *_required(old, new),
        *_clauses(old, new),
        *_paragraphs(old, new),
        *_begins(old, new),
    )


def counts_otherwise(old: Terms, new: Terms) -> bool:
    """Say whether an edit changes what is counted, or against which number; another order of the criteria does not."""
    if any(getattr(old, name) != getattr(new, name) for name in ("required", "clauses", "hours")):
        return True
    if old.definition == new.definition:
        return False
    before, after = notation.read(old.definition), notation.read(new.definition)
    if before.faults or after.faults:
        return True
    return bool(changes.differences(before.node, after.node))


def _names(old: Terms, new: Terms) -> Iterator[Edit]:
    for name, said in _NAMES.items():
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Edit(said, before or _NONE, after or _NONE)


def _definition(old: Terms, new: Terms) -> Iterator[Edit]:
    if old.definition == new.definition:
        return
    place = "What a qualified lead is"
    before, after = notation.read(old.definition), notation.read(new.definition)
    if before.faults or after.faults:
        yield Edit(place, "", "changed; it is not complete yet" if after.faults else "completed")
        return
    said = changes.differences(before.node, after.node, currency=new.currency)
    for change in said:
        yield Edit(place, "", change.text)
    if not said:
        yield Edit(place, "", "put in another order")


def _required(old: Terms, new: Terms) -> Iterator[Edit]:
    if old.required != new.required:
        yield Edit("Required information", _information(old.required), _information(new.required))


def _information(keys: Sequence[str]) -> str:
    return listed([REQUIRED[key].said for key in keys if key in REQUIRED]) or _NONE


def _clauses(old: Terms, new: Terms) -> Iterator[Edit]:
    for kind in CLAUSES.values():
        before, after = old.clause(kind.key), new.clause(kind.key)
        name = f"{kind.code} {kind.name}"
        if before is None and after is not None:
            yield Edit(name, _NOT_PROMISED, _promise(after))
        elif before is not None and after is None:
            yield Edit(name, _promise(before), _NOT_PROMISED)
        elif before is not None and after is not None:
            for field in ("target", *kind.fields):
                values = getattr(before, field), getattr(after, field)
                if values[0] != values[1]:
                    yield Edit(f"{name}, {_FIELDS[field]}", *(_value(field, value) for value in values))


def _promise(clause: Clause) -> str:
    """Say what a clause promises, figure by figure."""
    kind = CLAUSES[clause.kind]
    fields = [field for field in kind.fields if getattr(clause, field) is not None]
    said = [f"{_FIELDS[field]} {_value(field, getattr(clause, field))}" for field in fields]
    target = [] if kind.measured == "count" else [f"target {_value('target', clause.target)}"]
    return ", ".join([*said, *target])


def _value(field: str, value: Duration | Decimal | int | None) -> str:
    if value is None:
        return _NONE
    if field == "target":
        return f"{Decimal(str(value)).normalize():f}\u00a0%"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _paragraphs(old: Terms, new: Terms) -> Iterator[Edit]:
    for section in comparing.between(old, new).sections:
        if section.number not in _BY_PARAGRAPH:
            continue
        for paragraph in section.paragraphs:
            if paragraph.change != "kept":
                yield Edit(section.title, *_sides(paragraph.segments))


def _sides(segments: Sequence[comparing.Segment]) -> tuple[str, str]:
    """Return a paragraph before and after, whole when it is short, else what was taken out and what came in."""
    before = "".join(each.text for each in segments if each.kind != "inserted")
    after = "".join(each.text for each in segments if each.kind != "deleted")
    if max(len(before), len(after)) > _SHORT and before and after:
        before, after = (
            " … ".join(each.text.strip() for each in segments if each.kind == kind)
            for kind in ("deleted", "inserted")
        )
    return _cut(before) or _NONE, _cut(after) or _NONE


def _cut(text: str) -> str:
    return text if len(text) <= 2 * _SHORT else f"{text[: 2 * _SHORT].rstrip()} …"


def _begins(old: Terms, new: Terms) -> Iterator[Edit]:
    if old.effective_from != new.effective_from:
        days = (old.effective_from, new.effective_from)
        yield Edit(
            "In force from",
            *(day_in_words(day) if day else "as soon as both have signed" for day in days),
        )
