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

from leads.models import Answer, Lead, Touch
from leads.queries import strands
from leads.queries.strands import ACTIVITY, ANSWER, ARRIVAL, CHANGE, HANDOFF, PROMISE, TOUCH
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


def strands_of(lead: Lead, *, at: datetime) -> list[Strand]:
    """Return what a lead's story is made of; of one moment, the later strand is told first."""
    return [
        strands.evaluations(lead),
        strands.handoffs(lead),
        strands.answers_taken_back(lead),
        strands.answers(lead),
        strands.promises(lead, at=at),
        strands.changes(lead),
        strands.plans(lead),
        strands.arrivals(lead),
        strands.activities(lead),
        strands.touches_taken_back(lead),
        strands.touches(lead),
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
    """Yield a story with the activity of one kind and day in one line, and with each arrival what it changed."""
    return _days_folded(_arrivals_with_changes(list(entries)))


def _arrivals_with_changes(entries: Sequence[Entry]) -> list[Entry]:
    """What an arrival changed has its moment and no reason; of several such lines it is the one written first."""
    changed: dict[datetime, Entry] = {}
    for entry in entries:
        if entry.family == timeline.CHANGE and not entry.note and entry.kind == "":
            changed[entry.at] = entry
    told, without = [], set()
    for entry in entries:
        own = changed.get(entry.at) if entry.kind == ARRIVAL else None
        if own is not None and id(own) not in without:
            without.add(id(own))
            told.append(replace(entry, changes=own.changes))
        else:
            told.append(entry)
    return [_kinded(entry) for entry in told if id(entry) not in without]


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
        what=f"{group[0].what}: {len(group)}",
        detail=" · ".join(filter(None, [", ".join(details[:3]), span])),
    )
