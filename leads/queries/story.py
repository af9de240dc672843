"""The story of a lead: touches, activity, arrivals, promises, answers and changes in one account, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.rules.criteria.vocabulary import EVENTS
from agreements.rules.terms import CLAUSES
from leads.models import Activity, Answer, Arrival, Clock, ClockEvent, Evaluation, Lead, Stint, Touch
from leads.rules import attempts
from leads.rules import clock as rules
from slaportal.audit import timeline
from slaportal.audit.timeline import Entry
from slaportal.ui import words

#: How far back each strand is told; whoever needs more exports it.
LIMIT = 300
#: A touch logged this long after it happened says so.
LATE_ENTRY = timedelta(minutes=5)

TOUCH, ACTIVITY, PROMISE, ANSWER, HANDOFF, CHANGE = (
    "touch",
    "activity",
    "promise",
    "answer",
    "handoff",
    "change",
)
#: What the tabs of the story show; "all" shows everything.
TABS: Mapping[str, frozenset[str]] = {
    "all": frozenset({TOUCH, ACTIVITY, PROMISE, ANSWER, HANDOFF, CHANGE}),
    "touches": frozenset({TOUCH, ANSWER}),
    "activity": frozenset({ACTIVITY}),
    "changes": frozenset({CHANGE, HANDOFF, PROMISE}),
}

_TOUCH_ICONS = {"call": "phone", "email": "mail", "meeting": "users", "message": "message-circle"}
_TOUCHED = {
    "call": gettext_lazy("called"),
    "email": gettext_lazy("sent an e-mail"),
    "meeting": gettext_lazy("met"),
    "message": gettext_lazy("sent a message"),
}
_WAS_TOUCHED = {
    "call": gettext_lazy("The lead called"),
    "email": gettext_lazy("The lead wrote an e-mail"),
    "meeting": gettext_lazy("The lead came by"),
    "message": gettext_lazy("The lead sent a message"),
}
_ACTIVITY_ICONS = {
    "page_view": "world", "product_page": "world", "price_page": "world", "time_on_page": "eye", "download": "download",
    "high_value_download": "download", "webinar_attended": "users", "email_opened": "mail-opened",
    "email_clicked": "click", "form_submitted": "forms", "event_attended": "calendar-event",
}  # fmt: skip
_STEPS = {
    "relaxed": (gettext_lazy("%(clause)s begins later"), "hourglass"),
    "best_missed": (gettext_lazy("The best target of %(clause)s passed"), "clock"),
    "warned": (gettext_lazy("%(clause)s was about to run out"), "bell-ringing"),
    "breached": (gettext_lazy("%(clause)s was broken"), "alert-circle"),
    "escalated": (gettext_lazy("%(clause)s went to the leader"), "alert-triangle"),
    "reassign_suggested": (gettext_lazy("Giving the lead to somebody else was suggested"), "arrows-exchange"),
}
_ANSWER_ICONS = {
    "accept": "check", "return": "arrow-back-up", "disqualify": "ban", "recycle": "recycle", "sql": "user-check",
    "opportunity": "target-arrow", "won": "award", "lost": "x",
}  # fmt: skip


def of(lead: Lead, *, tab: str = "all", at: datetime) -> list[Entry]:
    """Return a lead's story, newest first, as one tab shows it; a fixed number of queries. Raises KeyError for no such tab.

    ``kind`` of an entry is touch, activity, promise, answer, handoff or change.
    """
    stints = list(Stint.objects.filter(lead=lead).select_related("owner", "team").order_by("number"))
    clocks = list(Clock.objects.filter(lead=lead).order_by("pk"))
    entries = [
        *_touches(lead, stints, clocks),
        *_activities(lead),
        *_arrivals_and_changes(lead),
        *_promises(lead, clocks, at),
        *_answers(lead),
        *_handoffs(stints),
        *_evaluations(lead),
    ]
    shown = (entry for entry in entries if entry.kind in TABS[tab])
    return sorted(shown, key=attrgetter("at"), reverse=True)


def _touches(lead: Lead, stints: Sequence[Stint], clocks: Sequence[Clock]) -> Iterator[Entry]:
    promised = {stint.pk: (stint.calls_promised, stint.emails_promised) for stint in stints}
    touches = list(Touch.objects.filter(lead=lead).select_related("by").order_by("-happened_at")[:LIMIT])
    made: dict[tuple[int | None, str], int] = {}
    told = []
    for touch in reversed(touches):
        detail = [_("Taken back")] if touch.undone_at else [_("Automatic")] if touch.is_automatic else []
        if touch.undone_at is None and attempts.is_attempt(touch) and touch.kind in ("call", "email"):
            key = (touch.stint_id, touch.kind)
            made[key] = made.get(key, 0) + 1
            calls, emails = promised.get(touch.stint_id or 0, (0, 0))
            detail.append(_nth(touch, made[key], calls if touch.kind == "call" else emails))
            detail += _answered(touch, clocks)
        if touch.logged_at - touch.happened_at > LATE_ENTRY:
            detail.append(_("logged %(when)s") % {"when": _moment(touch.logged_at)})
        told.append(
            Entry(
                at=touch.happened_at,
                who="" if touch.is_inbound else _person(touch.by),
                what=_touched(touch),
                detail=" · ".join(detail),
                note=touch.note,
                kind=TOUCH,
                icon=_TOUCH_ICONS[touch.kind],
            )
        )
    yield from told


def _touched(touch: Touch) -> str:
    outcome = touch.get_outcome_display().lower()
    said = str(_WAS_TOUCHED[touch.kind] if touch.is_inbound else _TOUCHED[touch.kind])
    return said if touch.outcome == Touch.Outcome.SENT or touch.is_inbound else f"{said}, {outcome}"


def _nth(touch: Touch, number: int, promised: int) -> str:
    kind = touch.get_kind_display().lower()
    if not promised or number > promised:
        return _("%(kind)s %(number)d") % {"kind": kind, "number": number}
    return _("%(kind)s %(number)d of %(promised)d") % {"kind": kind, "number": number, "promised": promised}


def _answered(touch: Touch, clocks: Iterable[Clock]) -> Iterator[str]:
    """Say which first response a touch answered, and that a late entry did not cure a breach."""
    for clock in clocks:
        if clock.stint_id != touch.stint_id or clock.kind != Clock.Kind.RESPONSE or clock.met_at is None:
            continue
        if attempts.counted_at(touch, clock.due_at) == clock.met_at:
            took = timedelta(minutes=float(clock.business_minutes or 0))
            yield _("answers %(clause)s after %(time)s") % {
                "clause": clock.clause,
                "time": words.duration(took),
            }
        if touch.happened_at <= clock.due_at < touch.logged_at:
            yield _("logged after it was due, so it counts from then on")


def _activities(lead: Lead) -> Iterator[Entry]:
    """Tell what the lead did, a day's events of one kind together."""
    events = Activity.objects.filter(lead=lead).order_by("-at")[:LIMIT]

    def day_and_kind(event: Activity) -> tuple[object, str]:
        return (localtime(event.at).date(), event.kind)

    for (_day, kind), same in groupby(
        sorted(events, key=lambda e: (*map(str, day_and_kind(e)), e.at)), day_and_kind
    ):
        group = list(same)
        word = EVENTS[kind]
        details = list(dict.fromkeys(event.detail for event in group if event.detail))
        span = ""
        if len(group) > 1:
            first, last = (date_format(localtime(event.at), "H:i") for event in (group[0], group[-1]))
            span = _("between %(first)s and %(last)s") % {"first": first, "last": last}
        yield Entry(
            at=group[-1].at,
            who="",
            what=word.label if len(group) == 1 else f"{word.label}: {len(group)}",
            detail=" · ".join(filter(None, [", ".join(details[:3]), span])),
            kind=ACTIVITY,
            icon=_ACTIVITY_ICONS.get(kind, "sparkles"),
        )


def _arrivals_and_changes(lead: Lead) -> Iterator[Entry]:
    """Tell what came in, each arrival with what it changed, and the changes people made."""
    changes = timeline.of(lead, limit=LIMIT)
    # What an arrival changed has its moment and no reason; of one moment the oldest line stands last.
    by_moment: dict[datetime, list[Entry]] = {}
    for change in changes:
        if not change.note:
            by_moment.setdefault(change.at, []).append(change)
    arrivals = (
        Arrival.objects.filter(lead=lead).select_related("channel", "received_by").order_by("-received_at")
    )
    told: set[int] = set()
    for arrival in arrivals[:LIMIT]:
        lines = by_moment.get(arrival.received_at)
        own = lines.pop() if lines else None
        told.add(id(own))
        yield Entry(
            at=arrival.received_at,
            who=_person(arrival.received_by) if arrival.received_by else "",
            what=_("New information through %(channel)s") % {"channel": arrival.channel.name}
            if arrival.joined
            else _("Came in through %(channel)s") % {"channel": arrival.channel.name},
            detail=own.detail if own and arrival.joined else "",
            kind=ACTIVITY,
            icon="file-description",
        )
    for change in changes:
        if id(change) not in told:
            yield Entry(change.at, change.who, change.what, change.detail, change.note, CHANGE, change.icon)


def _promises(lead: Lead, clocks: Sequence[Clock], at: datetime) -> Iterator[Entry]:
    by_key = {clock.pk: clock for clock in clocks}
    for event in ClockEvent.objects.filter(clock__lead=lead, at__lte=at).order_by("-at")[:LIMIT]:
        clock = by_key[event.clock_id]
        what, icon = _STEPS[event.kind]
        yield Entry(
            at=event.at,
            who="",
            what=str(what) % {"clause": f"{clock.clause} {CLAUSES[rules.KINDS[clock.kind].clause].name}"},
            detail=str(event.detail.get("why", "")),
            kind=PROMISE,
            icon=icon,
        )


def _answers(lead: Lead) -> Iterator[Entry]:
    for answer in Answer.objects.filter(lead=lead).select_related("by").order_by("-at")[:LIMIT]:
        detail = [answer.reason.replace("_", " ")] if answer.reason else []
        if answer.without_touch and answer.kind != Answer.Kind.ACCEPT:
            detail.append(_("without a touch"))
        if answer.undone_at:
            detail.append(_("taken back"))
        yield Entry(
            at=answer.at,
            who=_person(answer.by),
            what=_("answered: %(answer)s") % {"answer": answer.get_kind_display().lower()},
            detail=" · ".join(detail),
            note=answer.note,
            kind=ANSWER,
            icon=_ANSWER_ICONS[answer.kind],
        )


def _handoffs(stints: Iterable[Stint]) -> Iterator[Entry]:
    for stint in stints:
        first = stint.started_at == stint.handed_over_at
        to = stint.owner or _("nobody yet")
        yield Entry(
            at=stint.started_at,
            who="",
            what=(_("Handed over to %(person)s") if first else _("Passed on to %(person)s")) % {"person": to},
            detail=str(stint.why.get("text", "")),
            note=str(stint.why.get("reason", "")),
            kind=HANDOFF,
            icon="check" if stint.owner_id else "alert-triangle",
        )


def _evaluations(lead: Lead) -> Iterator[Entry]:
    """Tell when the lead began or ceased to meet the definition, and what was missing."""
    before: bool | None = None
    for evaluation in Evaluation.objects.filter(lead=lead).defer("verdict").order_by("at", "pk")[:LIMIT]:
        if evaluation.meets_definition == before:
            continue
        before = evaluation.meets_definition
        missing = [str(item["label"]) for item in evaluation.missing]
        detail = ""
        if before and missing:
            lacks = ngettext("%(what)s is missing", "%(what)s are missing", len(missing))
            detail = lacks % {"what": ", ".join(missing)}
        yield Entry(
            at=evaluation.at,
            who="",
            what=_("Meets the definition") if before else _("Does not meet the definition"),
            detail=detail,
            kind=CHANGE,
            icon="circle-check" if before else "circle-dashed",
        )


def _person(person: object) -> str:
    return str(person) if person is not None else _("The portal")


def _moment(moment: datetime) -> str:
    return date_format(localtime(moment), "j M H:i")
