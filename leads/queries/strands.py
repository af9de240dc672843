"""What the story of a lead is made of: one strand a kind of row, each put into words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.queries import terms_of
from agreements.rules.criteria.findings import Verdict
from agreements.rules.criteria.vocabulary import EVENTS
from agreements.rules.terms import CLAUSES
from leads.models import Activity, Answer, Arrival, Clock, ClockEvent, Evaluation, Lead, Stint, Touch
from leads.queries import effects, reasons
from leads.rules import attempts
from leads.rules import clock as rules
from slaportal.audit import timeline
from slaportal.audit.timeline import Entry, Strand, name_of

#: A touch logged this long after it happened says so.
LATE_ENTRY = timedelta(minutes=5)

TOUCH, ACTIVITY, ARRIVAL, PROMISE, ANSWER, HANDOFF, CHANGE = (
    "touch",
    "activity",
    "arrival",
    "promise",
    "answer",
    "handoff",
    "change",
)

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
#: What happened once is said in the singular; several of a day by the word of the vocabulary, with their number.
ONCE: Mapping[str, Promise] = {
    "page_view": gettext_lazy("Page viewed"),
    "product_page": gettext_lazy("Product page viewed"),
    "download": gettext_lazy("Download"),
    "high_value_download": gettext_lazy("High-value download"),
    "email_opened": gettext_lazy("E-mail opened"),
    "email_clicked": gettext_lazy("E-mail link clicked"),
    "form_submitted": gettext_lazy("Form sent"),
}
_STEPS: Mapping[str, tuple[Promise, str]] = {
    "relaxed": (gettext_lazy("%(clause)s begins later"), "hourglass"),
    "best_missed": (gettext_lazy("The best target of %(clause)s passed"), "clock"),
    "warned": (gettext_lazy("%(clause)s was about to run out"), "bell-ringing"),
    "breached": (gettext_lazy("%(clause)s was broken"), "alert-circle"),
    "escalated": (gettext_lazy("%(clause)s was escalated to the sales leader"), "alert-triangle"),
    "reassign_suggested": (
        gettext_lazy("%(clause)s: giving the lead to somebody else was suggested"),
        "arrows-exchange",
    ),
}
_ANSWERED: Mapping[str, Promise] = {
    "accept": gettext_lazy("accepted the lead"),
    "return": gettext_lazy("returned the lead"),
    "disqualify": gettext_lazy("disqualified the lead"),
    "recycle": gettext_lazy("sent the lead back to nurture"),
    "sql": gettext_lazy("found the lead ready"),
    "opportunity": gettext_lazy("made the lead an opportunity"),
    "won": gettext_lazy("won the deal"),
    "lost": gettext_lazy("lost the deal"),
}
ANSWER_ICONS = {
    "accept": "check", "return": "arrow-back-up", "disqualify": "ban", "recycle": "recycle", "sql": "user-check",
    "opportunity": "target-arrow", "won": "award", "lost": "x",
}  # fmt: skip
MEETS = {True: gettext_lazy("Meets the definition"), False: gettext_lazy("Does not meet the definition")}


def touches(lead: Lead) -> Strand:
    """What was done to reach the lead, and what came from it."""
    rows = Touch.objects.filter(lead=lead).select_related("by", "stint")

    def tell(told: Sequence[Any]) -> Iterator[Entry]:
        numbers, clocks = _attempt_numbers(told), _promises_to_reach(told)
        for touch in told:
            yield _touch(touch, numbers.get(touch.pk), clocks)

    return Strand(rows=rows, tell=tell, at="happened_at", topics={TOUCH: Q()}, finds=_finds_touch)


def touches_taken_back(lead: Lead) -> Strand:
    """What was logged and then taken back, at the moment it was."""
    rows = Touch.history.filter(lead_id=lead.pk, history_type="~").select_related("history_user")

    def tell(lines: Sequence[Any]) -> Iterator[Entry]:
        for line in lines:
            yield Entry(
                at=line.history_date,
                who=name_of(line.history_user),
                what=_("took back: %(touch)s") % {"touch": _touched(line)},
                detail=_("logged %(when)s") % {"when": _moment(line.logged_at)},
                kind=CHANGE,
                icon="arrow-back-up",
                family=timeline.CHANGE,
            )

    return Strand(
        rows=rows,
        tell=tell,
        at="history_date",
        by="history_user",
        families={timeline.CHANGE: Q()},
        topics={TOUCH: Q()},
        finds=lambda word: _kinds(word, Touch.Kind) | Q(history_user__full_name__icontains=word),
    )


def activities(lead: Lead) -> Strand:
    """What the lead did."""

    def tell(events: Sequence[Any]) -> Iterator[Entry]:
        for event in events:
            yield Entry(
                at=event.at,
                who="",
                what=str(ONCE.get(event.kind) or EVENTS[event.kind].label),
                detail=event.detail,
                kind=ACTIVITY,
                icon=_ACTIVITY_ICONS.get(event.kind, "sparkles"),
                family=timeline.EVENT,
            )

    return Strand(
        rows=Activity.objects.filter(lead=lead),
        tell=tell,
        by="",
        topics={ACTIVITY: Q()},
        finds=lambda word: Q(detail__icontains=word) | Q(kind__in=_named(word, EVENTS.items())),
    )


def arrivals(lead: Lead) -> Strand:
    """What came in, and through which channel."""

    def tell(told: Sequence[Any]) -> Iterator[Entry]:
        for arrival in told:
            said = (
                _("New information through %(channel)s")
                if arrival.joined
                else _("Came in through %(channel)s")
            )
            yield Entry(
                at=arrival.received_at,
                who=str(arrival.received_by) if arrival.received_by else "",
                what=said % {"channel": arrival.channel.name},
                kind=ARRIVAL,
                icon="file-description",
                url=reverse("leads:batch", args=[arrival.batch_id]) if arrival.batch_id else "",
                family=timeline.EVENT,
            )

    return Strand(
        rows=Arrival.objects.filter(lead=lead).select_related("channel", "received_by"),
        tell=tell,
        at="received_at",
        by="received_by",
        topics={ACTIVITY: Q()},
        finds=lambda word: Q(channel__name__icontains=word) | Q(received_by__full_name__icontains=word),
    )


def changes(lead: Lead) -> Strand:
    """What people changed of what is known, and what followed from an arrival or an answer."""
    return timeline.history(Lead.history.filter(id=lead.pk), topics=(CHANGE,))


def plans(lead: Lead) -> Strand:
    """What was planned next, and for when."""
    earlier = Stint.history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id")).order_by(
        "-history_id"
    )
    lines = Stint.history.filter(lead_id=lead.pk, history_type="~").annotate(
        step_before=Subquery(earlier.values("next_step")[:1]),
        moment_before=Subquery(earlier.values("follow_up_at")[:1]),
    )
    same_moment = Q(follow_up_at=F("moment_before")) | Q(follow_up_at=None, moment_before=None)
    return timeline.history(
        lines.exclude(Q(next_step=F("step_before")) & same_moment),
        about=lambda row: _("the plan"),
        only=("next_step", "follow_up_at"),
        topics=(CHANGE,),
        finds=lambda word: Q(next_step__icontains=word),
    )


def promises(lead: Lead, *, at: datetime) -> Strand:
    """The steps of the clocks: warned, broken, gone to the leader."""

    def tell(events: Sequence[Any]) -> Iterator[Entry]:
        for event in events:
            what, icon = _STEPS[event.kind]
            yield Entry(
                at=event.at,
                who=str(event.by) if event.by else "",
                what=str(what) % {"clause": effects.name_of(event.clock)},
                detail=effects.beside(event, at=at),
                kind=PROMISE,
                icon=icon,
                family=timeline.EVENT,
            )

    steps = [(key, what) for key, (what, _icon) in _STEPS.items()]
    kinds = [(key, CLAUSES[kind.clause].name) for key, kind in rules.KINDS.items()]
    return Strand(
        rows=_with_version(ClockEvent.objects.filter(clock__lead=lead, at__lte=at), "clock").select_related(
            "clock__owner", "by"
        ),
        tell=tell,
        topics={PROMISE: Q()},
        finds=lambda word: (
            Q(kind__in=_named(word, steps))
            | Q(clock__kind__in=_named(word, kinds))
            | Q(clock__clause__iexact=word)
        ),
    )


def answers(lead: Lead) -> Strand:
    """What sales decided."""

    def tell(told: Sequence[Any]) -> Iterator[Entry]:
        stints = {answer.stint_id for answer in told}
        clocks = list(effects.met(Clock.Kind.DECISION, Clock.Kind.DISPOSITION, stint__in=stints))
        for answer in told:
            reason, what = _reason(answer), str(_ANSWERED[answer.kind])
            detail = [
                _failed(answer),
                *effects.at_moment(
                    (clock for clock in clocks if clock.stint_id == answer.stint_id), answer.at
                ),
                _("without a touch") if answer.without_touch and answer.kind != Answer.Kind.ACCEPT else "",
                _("taken back") if answer.undone_at else "",
            ]
            yield Entry(
                at=answer.at,
                who=name_of(answer.by),
                what=f"{what}: {reason}" if reason else what,
                detail=" · ".join(filter(None, detail)),
                note=answer.note,
                kind=ANSWER,
                icon=ANSWER_ICONS[answer.kind],
                family=timeline.EVENT,
            )

    return Strand(
        rows=_with_version(Answer.objects.filter(lead=lead), "stint").select_related(
            "by", "stint__evaluation"
        ),
        tell=tell,
        topics={ANSWER: Q()},
        finds=_finds_answer,
    )


def answers_taken_back(lead: Lead) -> Strand:
    """What sales decided and then took back, at the moment it did."""

    def tell(told: Sequence[Any]) -> Iterator[Entry]:
        for answer in told:
            yield Entry(
                at=answer.undone_at,
                who=name_of(answer.by),
                what=_("took back: %(answer)s") % {"answer": answer.get_kind_display().lower()},
                kind=CHANGE,
                icon="arrow-back-up",
                family=timeline.CHANGE,
            )

    return Strand(
        rows=Answer.objects.filter(lead=lead, undone_at__isnull=False).select_related("by"),
        tell=tell,
        at="undone_at",
        families={timeline.CHANGE: Q()},
        topics={ANSWER: Q()},
        finds=_finds_answer,
    )


def handoffs(lead: Lead) -> Strand:
    """Who was given the lead, under which signed version, and why."""

    def tell(stints: Sequence[Any]) -> Iterator[Entry]:
        deliveries = list(effects.met(Clock.Kind.DELIVERY, lead=lead, stint=None))
        for stint in stints:
            first = stint.started_at == stint.handed_over_at
            said = _("Handed over to %(person)s") if first else _("Passed on to %(person)s")
            detail = [
                str(stint.why.get("text", "")),
                _("under version %(number)s") % {"number": stint.version.number},
            ]
            if first:
                detail += [*effects.at_moment(deliveries, stint.started_at), _evidence(stint.evaluation)]
            yield Entry(
                at=stint.started_at,
                who="",
                what=said % {"person": stint.owner or _("nobody yet")},
                detail=" · ".join(filter(None, detail)),
                note=str(stint.why.get("reason", "")),
                kind=HANDOFF,
                icon="check" if stint.owner_id else "alert-triangle",
                url=_version_page(stint.version),
                family=timeline.EVENT,
            )

    return Strand(
        rows=_with_version(Stint.objects.filter(lead=lead).select_related("owner", "evaluation")),
        tell=tell,
        at="started_at",
        by="",
        topics={HANDOFF: Q()},
        finds=lambda word: (
            Q(owner__full_name__icontains=word)
            | Q(why__text__icontains=word)
            | Q(why__reason__icontains=word)
        ),
    )


def evaluations(lead: Lead) -> Strand:
    """When the lead began or ceased to meet the definition, and what was missing."""
    earlier = Evaluation.objects.filter(lead=lead).filter(
        Q(at__lt=OuterRef("at")) | Q(at=OuterRef("at"), pk__lt=OuterRef("pk"))
    )
    rows = _with_version(Evaluation.objects.filter(lead=lead)).defer("verdict")
    rows = rows.annotate(before=Subquery(earlier.order_by("-at", "-pk").values("meets_definition")[:1]))

    def tell(told: Sequence[Any]) -> Iterator[Entry]:
        for evaluation in told:
            meets = evaluation.meets_definition
            missing = [str(item["label"]) for item in evaluation.missing]
            lacks = ngettext("%(what)s is missing", "%(what)s are missing", len(missing))
            yield Entry(
                at=evaluation.at,
                who="",
                what=str(MEETS[meets]),
                detail=lacks % {"what": ", ".join(missing)} if meets and missing else "",
                kind=CHANGE,
                icon="circle-check" if meets else "circle-dashed",
                url=_version_page(evaluation.version),
                family=timeline.EVENT,
            )

    return Strand(
        rows=rows.filter(Q(before=None) | ~Q(before=F("meets_definition"))),
        tell=tell,
        by="",
        topics={CHANGE: Q()},
        finds=lambda word: Q(meets_definition__in=_named(word, MEETS.items())),
    )


def _touch(touch: Touch, number: int | None, clocks: Iterable[Clock]) -> Entry:
    detail = [_("Taken back")] if touch.undone_at else [_("Automatic")] if touch.is_automatic else []
    if number is not None and touch.stint is not None:
        promised = touch.stint.calls_promised if touch.kind == attempts.CALL else touch.stint.emails_promised
        detail += [_nth(touch, number, promised), *_kept(touch, clocks)]
    if touch.logged_at - touch.happened_at > LATE_ENTRY:
        detail.append(_("logged %(when)s") % {"when": _moment(touch.logged_at)})
    return Entry(
        at=touch.happened_at,
        who="" if touch.is_inbound else name_of(touch.by),
        what=_touched(touch),
        detail=" · ".join(detail),
        note=touch.note,
        kind=TOUCH,
        icon=_TOUCH_ICONS[touch.kind],
        family=timeline.EVENT,
    )


def _touched(touch: Any) -> str:
    outcome = touch.get_outcome_display().lower()
    said = str(_WAS_TOUCHED[touch.kind] if touch.is_inbound else _TOUCHED[touch.kind])
    return said if touch.outcome == Touch.Outcome.SENT or touch.is_inbound else f"{said}, {outcome}"


def _nth(touch: Touch, number: int, promised: int) -> str:
    kind = touch.get_kind_display()
    if not promised or number > promised:
        return _("%(kind)s %(number)d") % {"kind": kind, "number": number}
    return _("%(kind)s %(number)d of %(promised)d") % {"kind": kind, "number": number, "promised": promised}


def _attempt_numbers(touches: Sequence[Touch]) -> dict[int, int]:
    """Return which call or e-mail of its stint each attempt is; one query."""
    counted = Touch.objects.filter(
        stint__in={touch.stint_id for touch in touches},
        undone_at=None,
        kind__in=(attempts.CALL, attempts.EMAIL),
    )
    made: dict[tuple[int | None, str], int] = defaultdict(int)
    numbers = {}
    for touch in counted.only("stint", "kind", "is_automatic", "is_inbound").order_by("happened_at", "pk"):
        if attempts.is_attempt(touch):
            made[touch.stint_id, touch.kind] += 1
            numbers[touch.pk] = made[touch.stint_id, touch.kind]
    return numbers


def _promises_to_reach(touches: Sequence[Touch]) -> list[Clock]:
    """Return the promises that touches of these stints met: first response and cadence; one query."""
    stints = {touch.stint_id for touch in touches}
    return list(effects.met(Clock.Kind.RESPONSE, Clock.Kind.CADENCE, stint__in=stints))


def _kept(touch: Touch, clocks: Iterable[Clock]) -> Iterator[str]:
    """Say which promises a touch met, and that a late entry did not cure a breach."""
    for clock in clocks:
        if clock.stint_id != touch.stint_id:
            continue
        if attempts.counted_at(touch, clock.due_at) == clock.met_at:
            yield effects.effect(clock)
        if clock.kind == Clock.Kind.RESPONSE and touch.happened_at <= clock.due_at < touch.logged_at:
            yield _("logged after it was due, so it counts from then on")


def _reason(answer: Answer) -> str:
    """Return the signed reason of an answer in its words."""
    if not answer.reason:
        return ""
    terms = terms_of(answer.stint.version)
    labels = {reason.key: reason.label for reason in terms.return_reasons}
    labels |= {reason.key: reason.label for reason in terms.disqualify_reasons}
    return labels.get(answer.reason, answer.reason.replace("_", " "))


def _failed(answer: Answer) -> str:
    """Name the criterion that a definitional return says the lead does not meet."""
    if not answer.criterion or answer.stint.evaluation is None:
        return ""
    failed = dict(reasons.criteria(answer.stint.evaluation)).get(answer.criterion)
    return _("Criterion that failed: %(criterion)s") % {"criterion": failed} if failed else ""


def _evidence(evaluation: Evaluation | None) -> str:
    """Say with how many criteria of the definition met a lead was handed over."""
    if evaluation is None:
        return ""
    findings = Verdict.from_document(evaluation.verdict).findings
    met = sum(finding.met for finding in findings)
    return _("%(met)d of %(all)d criteria met") % {"met": met, "all": len(findings)}


def _with_version(rows: QuerySet[Any], of: str = "") -> QuerySet[Any]:
    """Read the version along, of the rows themselves or of what they are about."""
    version = f"{of}__version" if of else "version"
    return rows.select_related(f"{version}__agreement").defer(
        *(f"{version}__{name}" for name in effects.HEAVY)
    )


def _version_page(version: Any) -> str:
    return reverse("agreements:version", args=[version.agreement.slug, version.number])


def _finds_touch(word: str) -> Q:
    found = _kinds(word, Touch.Kind) | Q(outcome__in=_named(word, Touch.Outcome.choices))
    return found | Q(note__icontains=word) | Q(by__full_name__icontains=word)


def _finds_answer(word: str) -> Q:
    written = Q(note__icontains=word) | Q(reason__icontains=word)
    return _kinds(word, Answer.Kind) | written | Q(by__full_name__icontains=word)


def _kinds(word: str, choices: Any) -> Q:
    return Q(kind__in=_named(word, choices.choices))


def _named(word: str, table: Iterable[tuple[Any, Any]]) -> list[Any]:
    """Return the keys in whose words a word of the search stands."""
    sought = word.casefold()
    return [key for key, said in table if sought in str(getattr(said, "label", said)).casefold()]


def _moment(moment: datetime) -> str:
    return date_format(localtime(moment), "j M H:i")
