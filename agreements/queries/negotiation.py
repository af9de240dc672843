"""What is being said about a draft: its threads and suggestions, place by place, as one person sees them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from agreements.models import Comment, ReadMark, Suggestion, Thread, Version
from agreements.queries.people import readers_of
from agreements.rules import comparing, differences, places
from agreements.rules.comparing import Segment
from agreements.rules.criteria import notation
from agreements.rules.criteria.chips import parts
from agreements.rules.criteria.tree import GROUPS, walk
from agreements.rules.differences import Difference
from agreements.rules.places import PLACES, Place
from agreements.rules.terms import Terms
from slaportal.accounts.models import User


@dataclass(frozen=True, slots=True)
class Line:
    """One comment, and whether it came after the person last read."""

    comment: Comment
    mentions: tuple[User, ...]
    is_new: bool


@dataclass(frozen=True, slots=True)
class Conversation:
    """A thread with its comments, the oldest first."""

    thread: Thread
    lines: tuple[Line, ...]

    @property
    def new(self) -> int:
        """Return how many comments the person has not read."""
        return sum(line.is_new for line in self.lines)


@dataclass(frozen=True, slots=True)
class Offer:
    """A suggestion in words: what it would change, and what has moved under it meanwhile (None: nothing)."""

    suggestion: Suggestion
    difference: Difference
    moved: Difference | None
    is_new: bool
    is_own: bool

    @property
    def is_outdated(self) -> bool:
        """Whether the place reads differently from the text it was made on; it is then never applied."""
        return self.moved is not None


@dataclass(frozen=True, slots=True)
class Talk:
    """All that is said about one place; ``settled`` are the suggestions that were accepted, rejected or withdrawn."""

    place: Place
    open: tuple[Conversation, ...] = ()
    resolved: tuple[Conversation, ...] = ()
    offers: tuple[Offer, ...] = ()
    settled: tuple[Offer, ...] = ()

    @property
    def count(self) -> int:
        """Return how many comments stand in open threads."""
        return sum(len(conversation.lines) for conversation in self.open)

    @property
    def new(self) -> int:
        """Return how much the person has not read: comments, and suggestions that wait."""
        threads = (*self.open, *self.resolved)
        return sum(thread.new for thread in threads) + sum(offer.is_new for offer in self.offers)

    @property
    def is_silent(self) -> bool:
        """Whether nobody has said anything here."""
        return not (self.open or self.resolved or self.settled)


@dataclass(frozen=True, slots=True)
class Negotiation:
    """What is said about a draft, by the key of its place; ``people`` are those one may mention."""

    talks: Mapping[str, Talk]
    people: tuple[User, ...]
    voices: tuple[User, ...]
    may_comment: bool
    may_suggest: bool
    may_settle: bool

    @property
    def wording(self) -> Talk:
        """Return what is said about reasons and stages, which share one entry of the outline."""
        both = [self.talks["reasons"], self.talks["stages"]]
        return Talk(
            place=both[0].place,
            open=both[0].open + both[1].open,
            resolved=both[0].resolved + both[1].resolved,
            offers=both[0].offers + both[1].offers,
        )

    @property
    def spoken(self) -> tuple[Talk, ...]:
        """Return the places about which something is said, in the order of the document."""
        return tuple(talk for talk in self.talks.values() if not talk.is_silent)

    @property
    def count(self) -> int:
        """Return how many comments stand in open threads."""
        return sum(talk.count for talk in self.talks.values())

    @property
    def new(self) -> int:
        """Return how much the person has not read."""
        return sum(talk.new for talk in self.talks.values())


def negotiation(version: Version, person: User, terms: Terms, *, moves: Collection[str]) -> Negotiation:
    """Return what is said about a draft; ``moves`` are what the person may do with it. The same few queries however much."""
    read = ReadMark.objects.filter(version=version, person=person).values_list("at", flat=True).first()
    threads = list(
        version.threads.select_related("resolved_by").prefetch_related("comments__by", "comments__mentions")
    )
    suggestions = list(version.suggestions.select_related("by", "settled_by"))
    talks = {
        key: _talk(
            place,
            (_conversation(thread, person, read) for thread in threads if thread.place == key),
            (_offer(each, terms, person, read) for each in suggestions if each.place == key),
        )
        for key, place in PLACES.items()
    }
    said = [comment.by for thread in threads for comment in thread.comments.all()]
    return Negotiation(
        talks=talks,
        people=people(version, person),
        voices=tuple(dict.fromkeys([*said, *(suggestion.by for suggestion in suggestions)])),
        may_comment="comment" in moves,
        may_suggest="suggest" in moves,
        may_settle="settle" in moves,
    )


def criteria_suggested(talk: Talk, terms: Terms) -> dict[str, tuple[Segment, ...]]:
    """Return how the values of criteria would read by the suggestions that still apply, by the id of the criterion."""
    now = _values(terms)
    found: dict[str, tuple[Segment, ...]] = {}
    for offer in talk.offers:
        if not offer.is_outdated:
            then = _values(places.with_part(terms, "definition", offer.suggestion.proposed))
            found |= {
                id: comparing.words(value, then.get(id, ""))
                for id, value in now.items()
                if then.get(id) != value
            }
    return found


def people(version: Version, person: User) -> tuple[User, ...]:
    """Return whom a person may mention on a draft: everybody else who may see it, by name."""
    return tuple(readers_of(version.agreement).exclude(pk=person.pk))


def _talk(place: Place, threads: Iterable[Conversation], offers: Iterable[Offer]) -> Talk:
    said, offered = list(threads), list(offers)
    return Talk(
        place=place,
        open=tuple(each for each in said if each.thread.resolved_at is None),
        resolved=tuple(each for each in said if each.thread.resolved_at is not None),
        offers=tuple(each for each in offered if not each.suggestion.outcome),
        settled=tuple(each for each in offered if each.suggestion.outcome),
    )


def _conversation(thread: Thread, person: User, read: datetime | None) -> Conversation:
    lines = (
        Line(comment, tuple(comment.mentions.all()), _is_new(comment.at, comment.by_id, person, read))
        for comment in thread.comments.all()
    )
    return Conversation(thread, tuple(lines))


def _offer(suggestion: Suggestion, terms: Terms, person: User, read: datetime | None) -> Offer:
    place, before = suggestion.place, suggestion.before
    moved = None
    if not suggestion.outcome and places.digest_of(terms, place) != suggestion.base_digest:
        moved = differences.of_parts(terms, place, before, places.part_of(terms, place))
    return Offer(
        suggestion=suggestion,
        difference=differences.of_parts(terms, place, before, suggestion.proposed),
        moved=moved,
        is_new=not suggestion.outcome and _is_new(suggestion.at, suggestion.by_id, person, read),
        is_own=suggestion.by_id == person.pk,
    )


def _values(terms: Terms) -> dict[str, str]:
    """The value of every single criterion of a definition, as the builder shows it."""
    tree = notation.read(terms.definition).node
    nodes = (place.node for place in walk(tree) if not isinstance(place.node, GROUPS))
    return {node.id: parts(node, currency=terms.currency)[1] for node in nodes if node.id}


def _is_new(at: datetime, by: int, person: User, read: datetime | None) -> bool:
    return by != person.pk and (read is None or at > read)
