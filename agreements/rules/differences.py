"""What differs at each place between two texts: word by word, and for the definition criterion by criterion."""

from __future__ import annotations

from dataclasses import dataclass

from agreements.rules import comparing, places
from agreements.rules.comparing import ComparedParagraph
from agreements.rules.criteria import changes, notation
from agreements.rules.criteria.changes import Change
from agreements.rules.places import PLACES, Part, Place
from agreements.rules.terms import Terms


@dataclass(frozen=True, slots=True)
class Difference:
    """One place in two texts; ``criteria`` are the changes of the definition as sentences, empty for every other place."""

    place: Place
    paragraphs: tuple[ComparedParagraph, ...]
    criteria: tuple[Change, ...]

    @property
    def is_none(self) -> bool:
        """Whether both texts say the same here."""
        return not self.criteria and all(paragraph.change == "kept" for paragraph in self.paragraphs)

    @property
    def changed(self) -> tuple[ComparedParagraph, ...]:
        """Return the paragraphs that differ."""
        return tuple(paragraph for paragraph in self.paragraphs if paragraph.change != "kept")


def at(key: str, old: Terms, new: Terms) -> Difference:
    """Return what differs at one place from ``old`` to ``new``."""
    words = comparing.paragraphs(places.paragraphs(old, key), places.paragraphs(new, key))
    return Difference(PLACES[key], words, _criteria(old, new) if key == "definition" else ())


def of_parts(terms: Terms, key: str, old: Part, new: Part) -> Difference:
    """Return what differs between two parts of one place; ``terms`` are those around it."""
    return at(key, places.with_part(terms, key, old), places.with_part(terms, key, new))


def everywhere(old: Terms, new: Terms) -> tuple[Difference, ...]:
    """Return every place that one of two texts has, in the order of the document."""
    present = (
        place
        for place in PLACES.values()
        if not place.kind or old.clause(place.kind) or new.clause(place.kind)
    )
    return tuple(at(place.key, old, new) for place in present)


def _criteria(old: Terms, new: Terms) -> tuple[Change, ...]:
    before, after = notation.read(old.definition), notation.read(new.definition)
    if before.faults or after.faults:
        return ()
    return tuple(changes.differences(before.node, after.node, currency=new.currency))
