"""Two versions side by side in words: what was inserted, deleted and kept in every paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from agreements.rules.clauses import Paragraph, Section, annexes, sections
from agreements.rules.terms import Terms

Kind = Literal["kept", "inserted", "deleted"]
#: Words, numbers with their separators and the unit that clings to them (95 %), single marks, and the space between.
_TOKENS = re.compile(r"\d+(?:[.,]\d+)*(?:\u00a0[\w%]+)?|\w+(?:[-’'/]\w+)*|\s+|[^\w\s]")
#: Paragraphs without a common key are the same one when this much of their words is shared.
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text that was kept, inserted or deleted."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class ComparedParagraph:
    """A paragraph with its segments in reading order; ``number`` is the new one, or the old one of a deleted paragraph."""

    number: str
    clause_code: str
    segments: tuple[Segment, ...]

    @property
    def change(self) -> Literal["kept", "changed", "inserted", "deleted"]:
        kinds = {segment.kind for segment in self.segments}
        if kinds <= {"kept"}:
            return "kept"
        return "changed" if len(kinds) > 1 else "inserted" if "inserted" in kinds else "deleted"


@dataclass(frozen=True, slots=True)
class ComparedSection:
    """A section with its paragraphs in the order of the newer version, deleted ones where they stood."""

    number: str
    title: str
    paragraphs: tuple[ComparedParagraph, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every section and annex of two versions; ``count`` is how many paragraphs differ."""

    sections: tuple[ComparedSection, ...]

    @property
    def count(self) -> int:
        return sum(
            paragraph.change != "kept" for section in self.sections for paragraph in section.paragraphs
        )


def between(old: Terms, new: Terms) -> Comparison:
    """Return the differences from ``old`` to ``new``, paragraph by paragraph, word by word."""
    before, after = (*sections(old), *annexes(old)), (*sections(new), *annexes(new))
    return Comparison(tuple(_section(*pair) for pair in zip(before, after, strict=True)))


def paragraphs(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> tuple[ComparedParagraph, ...]:
    """Return the differences of two runs of paragraphs, in the order of the newer, deleted ones where they stood."""
    compared: list[ComparedParagraph] = []
    for before, after in _paired(old, new):
        shown = after or before
        assert shown is not None
        segments = words(before.text if before else "", after.text if after else "")
        compared.append(ComparedParagraph(shown.number, shown.clause_code, segments))
    return tuple(compared)


def words(old: str, new: str) -> tuple[Segment, ...]:
    """Return the word-level differences of two texts; a gap of mere space between two changes joins them."""
    a, b = _TOKENS.findall(old), _TOKENS.findall(new)
    deleted: list[str] = []
    inserted: list[str] = []
    segments: list[Segment] = []

    def flush() -> None:
        for kind, run in (("deleted", deleted), ("inserted", inserted)):
            text = "".join(run)
            if text:
                segments.append(Segment(kind, text))  # type: ignore[arg-type]
            run.clear()

    opcodes = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    for place, (tag, a1, a2, b1, b2) in enumerate(opcodes):
        kept = "".join(a[a1:a2])
        if tag == "equal" and not (kept.isspace() and 0 < place < len(opcodes) - 1):
            flush()
            segments.append(Segment("kept", kept))
        else:
            deleted += a[a1:a2]
            inserted += b[b1:b2]
    flush()
    return tuple(segments)


def _section(old: Section, new: Section) -> ComparedSection:
    return ComparedSection(new.number, new.title, paragraphs(old.paragraphs, new.paragraphs))


def _paired(
    old: Sequence[Paragraph], new: Sequence[Paragraph]
) -> list[tuple[Paragraph | None, Paragraph | None]]:
    """Pair paragraphs by key, then by likeness; what is left was deleted (and stands where it stood) or inserted."""
    partner: dict[str, Paragraph] = {}
    keys = {paragraph.key for paragraph in old}
    free = [paragraph for paragraph in old if paragraph.key not in {after.key for after in new}]
    for after in new:
        if after.key in keys:
            partner[after.key] = next(before for before in old if before.key == after.key)
        elif free and not after.clause_code:
            best = max(free, key=lambda before: _likeness(before.text, after.text))
            if _likeness(best.text, after.text) >= _ALIKE:
                partner[after.key] = best
                free.remove(best)
    pairs: list[tuple[Paragraph | None, Paragraph | None]] = [
        (partner.get(after.key), after) for after in new
    ]
    for before in reversed(free):
        pairs.insert(_place(old.index(before), old, pairs), (before, None))
    return pairs


def _place(
    index: int, old: Sequence[Paragraph], pairs: Sequence[tuple[Paragraph | None, Paragraph | None]]
) -> int:
    """Return where a deleted paragraph belongs: before the next of its old neighbours that is still there."""
    later = {paragraph.key for paragraph in old[index + 1 :]}
    return next(
        (place for place, (before, _) in enumerate(pairs) if before and before.key in later), len(pairs)
    )


def _likeness(old: str, new: str) -> float:
    return SequenceMatcher(None, _TOKENS.findall(old), _TOKENS.findall(new), autojunk=False).ratio()
