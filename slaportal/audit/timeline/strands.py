"""A strand: rows of one kind, each one line of the account, narrowed and paged by the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from slaportal.audit.timeline.entries import Entry, Place

#: The families of lines: what people edited, what happened, who was told.
CHANGE, EVENT, NOTICE = "change", "event", "notice"
#: Who did it when nobody did.
PORTAL = 0

_ALL = Q()
_NOTHING = Q(pk__in=())


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to see of an account; what is empty leaves nothing out.

    ``person`` is the key of who did it, or who was told; ``PORTAL`` for the portal itself.
    """

    family: str = ""
    topic: str = ""
    person: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""


def _finds_nothing(text: str) -> Q:
    return _NOTHING


@dataclass(frozen=True, kw_only=True)
class Strand:
    """Rows of one model that are told in an account.

    ``tell`` says rows in words: one entry for each, in their order, with a number of queries that does not grow with them.
    ``at`` and ``by`` name the columns of the moment and of the person (empty: nobody is ever named); the primary key breaks
    ties. ``families`` and ``topics`` say which rows belong to which, ``finds`` which rows a word of the search is in.
    """

    rows: QuerySet[Any]
    tell: Callable[[Sequence[Any]], Iterable[Entry]]
    at: str = "at"
    by: str = "by"
    families: Mapping[str, Q] = field(default_factory=lambda: {EVENT: _ALL})
    topics: Mapping[str, Q] = field(default_factory=dict)
    finds: Callable[[str], Q] = _finds_nothing

    @property
    def key(self) -> str:
        """The attribute with the primary key of a row."""
        name: str = self.rows.model._meta.pk.attname
        return name

    def narrowed(self, wish: Wish) -> QuerySet[Any]:
        """Return the rows that somebody wants to see."""
        rows = self.rows
        if wish.family:
            rows = rows.filter(self.families.get(wish.family, _NOTHING))
        if wish.topic:
            rows = rows.filter(self.topics.get(wish.topic, _NOTHING))
        if wish.person is not None:
            rows = rows.filter(self._done_by(wish.person))
        if wish.since is not None:
            rows = rows.filter(**{f"{self.at}__gte": wish.since})
        if wish.until is not None:
            rows = rows.filter(**{f"{self.at}__lt": wish.until})
        for word in wish.text.split():
            rows = rows.filter(self.finds(word))
        return rows

    def after(self, place: Place | None, wish: Wish, *, number: int) -> QuerySet[Any]:
        """Return the rows that come after a place, newest first; ``number`` is the strand's own."""
        rows = self.narrowed(wish)
        if place is not None:
            later = Q(**{f"{self.at}__lt": place.at})
            if number < place.strand:
                later |= Q(**{self.at: place.at})
            elif number == place.strand:
                later |= Q(**{self.at: place.at, "pk__lt": place.key})
            rows = rows.filter(later)
        return rows.order_by(f"-{self.at}", "-pk")

    def place_of(self, row: Any, *, number: int) -> Place:
        """Return where a row stands."""
        return Place(getattr(row, self.at), number, getattr(row, self.key))

    def _done_by(self, person: int) -> Q:
        if not self.by:
            return Q() if person == PORTAL else _NOTHING
        return Q(**{self.by: None}) if person == PORTAL else Q(**{self.by: person})
