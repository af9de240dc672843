"""The story of a lead: touches, activity, arrivals, promises, answers, changes and notices in one account, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.rules.criteria.vocabulary import EVENTS
from leads.models import Answer, Lead, Touch
from leads.queries import strands
from leads.queries.strands import ACTIVITY, ANSWER, ARRIVAL, CHANGE, HANDOFF, ONCE, PROMISE, TOUCH
from slaportal.accounts.models import User
from slaportal.accounts.roles import Permission, allows
from slaportal.audit import timeline
from slaportal.audit.ledger import stream_of
from slaportal.audit.timeline import Entry, Page, Place, Strand, Wish
from slaportal.notifications.models import Notice
from slaportal.notifications.told import told_about

#: So much of the story stands on the lead's page; its history has all of it.
LINES = 60
#: What the tabs of the story show; "all" shows everything.
TABS: Mapping[str, frozenset[str]] = {
    "all": frozenset({TOUCH, ACTIVITY, PROMISE, ANSWER, HANDOFF, CHANGE}),
    "touches": frozenset({TOUCH, ANSWER}),
    "activity": frozenset({ACTIVITY}),
    "changes": frozenset({CHANGE, HANDOFF, PROMISE}),
}
TOPICS: Mapping[str, Promise] = {
    TOUCH: gettext_lazy("Touches"),
    ACTIVITY: gettext_lazy("Activity and arrivals"),
    PROMISE: gettext_lazy("Promises"),
    ANSWER: gettext_lazy("Answers of sales"),
    HANDOFF: gettext_lazy("Handoffs"),
    CHANGE: gettext_lazy("What is known, and plans"),
}
EVERYTHING = Wish()
#: What follows from a handoff or an answer, whose line says it in words.
_IMPLIED = ("owner", "team", "qualified_at", "handed_over_at", "outcome", "outcome_at")
#: What only an operation moves.
_MOVED = (*_IMPLIED, "stage", "recycle_on", "deal_value")


def strands_of(lead: Lead, *, at: datetime) -> list[Strand]:
    """Return what a lead's story is made of; of one moment the later strand is told first, so causes stand before effects."""
    return [
        strands.activities(lead),
        strands.arrivals(lead),
        strands.evaluations(lead),
        strands.changes(lead),
        strands.plans(lead),
        strands.handoffs(lead),
        strands.promises(lead, at=at),
        strands.touches(lead),
        strands.touches_taken_back(lead),
        strands.answers(lead),
        strands.answers_taken_back(lead),
    ]


def whole(lead: Lead, viewer: User, *, at: datetime) -> list[Strand]:
    """Return the strands of a lead's history: its story, and who was told what about it, as far as somebody may read it."""
    told = told_about(stream_of(lead), viewer=viewer, says_all=allows(viewer, Permission.SEE_DASHBOARD))
    return [*strands_of(lead, at=at), told]


def page(
    strands: Sequence[Strand], wish: Wish = EVERYTHING, *, after: Place | None = None, size: int = LINES
) -> Page:
    """Return a page of a lead's story with what belongs together told together."""
    read = timeline.page(strands, wish, after=after, size=size)
    return Page(tuple(folded(read.entries)), read.older)


def of(lead: Lead, *, tab: str = "all", at: datetime) -> Page:
    """Return the newest lines of a lead's story as one tab shows them; a fixed number of queries.

    ``kind`` of an entry is touch, activity, arrival, promise, answer, handoff or change. Raises KeyError for no such tab.
    """
    shown = TABS[tab]
    return page([strand for strand in strands_of(lead, at=at) if not shown.isdisjoint(strand.topics)])


def people_in(lead: Lead) -> QuerySet[User]:
    """Return the people a lead's history may name, by name."""
    named = (
        Touch.objects.filter(lead=lead).values("by"),
        Answer.objects.filter(lead=lead).values("by"),
        Lead.history.filter(id=lead.pk).values("history_user"),
        Notice.objects.filter(about=stream_of(lead)).values("recipient"),
    )
    found = Q()
    for people in named:
        found |= Q(pk__in=people)
    return User.objects.filter(found).order_by("full_name", "pk")


def folded(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield a story with what belongs together in one line: an arrival with what it changed and what was done with it, an
    answer and a handoff with what they moved, the activity of one kind and day.
    """
    told = _with_changes(list(entries))
    return _days_folded(_handoffs_with_verdicts(_arrivals_with_activity(told)))


def _with_changes(entries: Sequence[Entry]) -> list[Entry]:
    """Give answers, handoffs and arrivals the line of history that they wrote: the first one of their moment.

    An operation changes nothing but what it moves; an arrival gives no reason of its own and has nobody else's line.
    """
    lines = [entry for entry in entries if entry.family == timeline.CHANGE and not entry.kind]
    moved, implied = _names(_MOVED), _names(_IMPLIED)
    told: dict[int, Entry] = {}
    for entry in entries:
        if entry.kind not in (ANSWER, HANDOFF, ARRIVAL):
            continue
        own = next(
            (
                line
                for line in reversed(lines)
                if line.at == entry.at
                and (_wrote(entry, line) if entry.kind == ARRIVAL else _only(line, moved))
            ),
            None,
        )
        if own is not None:
            lines.remove(own)
            changes = tuple(change for change in own.changes if change.name not in implied)
            told[id(entry)] = replace(entry, changes=changes)
    left = set(map(id, lines))
    return [
        _kinded(told.get(id(entry), entry))
        for entry in entries
        if entry.family != timeline.CHANGE or entry.kind or id(entry) in left
    ]


def _only(line: Entry, moved: frozenset[str]) -> bool:
    return {change.name for change in line.changes} <= moved


def _wrote(arrival: Entry, line: Entry) -> bool:
    return line.who == (arrival.who or timeline.name_of(None))


def _names(fields: Iterable[str]) -> frozenset[str]:
    """Return what lines of history call these fields of a lead."""
    names = {field.name: str(field.verbose_name) for field in Lead._meta.concrete_fields}
    return frozenset(names[name] for name in fields)


def _arrivals_with_activity(entries: Sequence[Entry]) -> list[Entry]:
    """Tell what came with an arrival in its line; that a form was sent goes without saying."""
    arrivals = {entry.at for entry in entries if entry.kind == ARRIVAL}
    did: dict[datetime, list[str]] = {}
    for entry in entries:
        if entry.kind == ACTIVITY and entry.at in arrivals and entry.what != str(ONCE["form_submitted"]):
            did.setdefault(entry.at, []).append(
                f"{entry.what}: {entry.detail}" if entry.detail else entry.what
            )
    return [
        replace(entry, detail=" · ".join(did.pop(entry.at, ()))) if entry.kind == ARRIVAL else entry
        for entry in entries
        if entry.kind != ACTIVITY or entry.at not in arrivals
    ]


def _handoffs_with_verdicts(entries: Sequence[Entry]) -> list[Entry]:
    """Leave out the verdict that a handoff of the same moment rests on: its line has the criteria."""
    handed_over = {entry.at for entry in entries if entry.kind == HANDOFF}
    return [
        entry
        for entry in entries
        if entry.at not in handed_over or entry.what != str(strands.MEETS[True]) or entry.kind != CHANGE
    ]


def _kinded(entry: Entry) -> Entry:
    """A line of the lead's own history is a change."""
    return replace(entry, kind=CHANGE) if entry.family == timeline.CHANGE and not entry.kind else entry


def _days_folded(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Tell a day's events of one kind where the last of them stands."""

    def sort(entry: Entry) -> tuple[date, str] | None:
        return (localtime(entry.at).date(), entry.what) if entry.kind == ACTIVITY else None

    groups: dict[tuple[date, str], list[Entry]] = {}
    for entry in entries:
        if (own := sort(entry)) is not None:
            groups.setdefault(own, []).append(entry)
    for entry in entries:
        own = sort(entry)
        if own is None:
            yield entry
        elif (group := groups.pop(own, None)) is not None:
            yield entry if len(group) == 1 else _together(group)


def _together(group: Sequence[Entry]) -> Entry:
    """Tell events of one kind and day, the newest first, in one line."""
    details = list(dict.fromkeys(entry.detail for entry in reversed(group) if entry.detail))
    first, last = (date_format(localtime(entry.at), "H:i") for entry in (group[-1], group[0]))
    span = _("between %(first)s and %(last)s") % {"first": first, "last": last}
    return replace(
        group[0],
        what=f"{_several(group[0].what)}: {len(group)}",
        detail=" · ".join(filter(None, [", ".join(details[:3]), span])),
    )


def _several(what: str) -> str:
    """Return the plural of what happened once."""
    kinds = {str(once): kind for kind, once in ONCE.items()}
    return str(EVENTS[kinds[what]].label) if what in kinds else what
