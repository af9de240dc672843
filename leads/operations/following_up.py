"""Reps follow leads up: they log touches, plan the next step, and correct what is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from leads import notices
from leads.models import Lead, Stint, Touch
from leads.operations import assigning, holding, passing, qualifying, timing
from leads.operations.passing import Case, Passage
from leads.rules import facts, identity, reading
from leads.rules.spelling import NO_HINTS, Hints
from slaportal import statements
from slaportal.accounts.models import User
from slaportal.audit.history import remember, remember_all, remember_new
from slaportal.errors import Refused

#: How long a person may take back what they just did.
UNDO_WITHIN = timedelta(seconds=60)
#: A touch made this long before its follow-up is that follow-up.
EARLY = timedelta(minutes=30)

_K, _O = Touch.Kind, Touch.Outcome
#: What can come of each kind of touch, in the order forms offer it.
OUTCOMES: Mapping[str, tuple[str, ...]] = {
    _K.CALL: (_O.NO_ANSWER, _O.VOICEMAIL, _O.REACHED, _O.BOUNCED),
    _K.EMAIL: (_O.SENT, _O.REPLIED, _O.BOUNCED),
    _K.MEETING: (_O.REACHED, _O.NO_ANSWER),
    _K.MESSAGE: (_O.SENT, _O.REPLIED, _O.BOUNCED),
}
#: A touch with one of these outcomes is a contact: the lead answered.
ANSWERED = frozenset({_O.REACHED, _O.REPLIED})


class NotThatOutcome(Refused):
    """This kind of touch cannot come out this way."""


class NotYet(Refused):
    """The touch is said to happen in the future."""


class BeforeTheHandoff(Refused):
    """The touch is said to have happened before the lead was handed over."""


class TooLate(Refused):
    """More than UNDO_WITHIN has passed."""


class NotYours(Refused):
    """Somebody else did it."""


class InThePast(Refused):
    """A follow-up is planned for a moment that has passed."""


class SaysNotWhy(Refused):
    """A lead is taken from somebody, which moves what is counted for both, and nobody said why."""


class CannotBeRead(Refused):
    """A fact was given in a way that says nothing."""


class BelongsToAnother(Refused):
    """Another lead has this e-mail address."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One touch to log: made when ``happened_at`` says (None: just now), logged at ``at`` by ``by``."""

    stint: Stint
    kind: str
    outcome: str
    at: datetime
    by: User | None
    happened_at: datetime | None = None
    note: str = ""
    is_automatic: bool = False
    is_inbound: bool = False


def log(
    stint: Stint,
    *,
    kind: str,
    outcome: str,
    happened_at: datetime | None = None,
    note: str = "",
    is_automatic: bool = False,
    is_inbound: bool = False,
    at: datetime,
    by: User | None,
) -> Touch:
    """Log one touch, and let it meet what it meets: first response, cadence, status.

    Raises StintOver, NotThatOutcome, NotYet and BeforeTheHandoff. A touch logged after a promise was due, with an earlier
    time, stays as said and does not cure the breach (docs/clocks.md).
    """
    return log_many([Attempt(stint, kind, outcome, at, by, happened_at, note, is_automatic, is_inbound)])[0]


def log_many(attempts: Sequence[Attempt]) -> list[Touch]:
    """Log touches in the order they were logged, with as few statements for many as for one; all of them or none."""
    for attempt in attempts:
        _check(attempt)
    with transaction.atomic():
        stints = holding.stints({attempt.stint.pk for attempt in attempts})
        touches = [_touch(attempt, stints[attempt.stint.pk]) for attempt in attempts]
        remember_new(touches, by=lambda touch: touch.by, at=lambda touch: touch.logged_at)
        book = timing.Book(stints.values())
        latest = {attempt.stint.pk: attempt.at for attempt in attempts}
        fulfilled: dict[int, Touch] = {}
        for touch in touches:
            if not touch.is_automatic and touch.stint is not None:
                book.update_status(touch.stint, at=touch.logged_at)
                if _fulfil_follow_up(touch.stint, touch):
                    fulfilled[touch.stint.pk] = touch
        _remember_fulfilled(stints, fulfilled)
        _count(stints.values(), book, latest)
    return touches


def undo(touch: Touch, *, at: datetime, by: User) -> None:
    """Take back a touch one has just logged; what it had met runs again. Raises TooLate, NotYours and StintOver."""
    if touch.by_id != by.pk:
        raise NotYours(
            _("%(person)s logged this; only they can take it back.") % {"person": touch.by or _("The portal")}
        )
    if at - touch.logged_at > UNDO_WITHIN:
        raise TooLate(
            _("A touch can be taken back within a minute. Log another one that says what really happened.")
        )
    assert touch.stint_id is not None
    with transaction.atomic():
        stint = holding.stint(touch.stint_id)
        touch = Touch.objects.get(pk=touch.pk)
        if touch.undone_at is None:
            touch.undone_at = at
            remember(touch, by=by, why=_("Taken back"), at=at)
            _count([stint], timing.Book([stint]), {stint.pk: at})


def plan(stint: Stint, *, next_step: str, follow_up_at: datetime | None, at: datetime, by: User) -> Stint:
    """Say what comes next with a lead, and when; that also keeps its status current. Raises StintOver and InThePast."""
    if follow_up_at is not None and follow_up_at <= at:
        raise InThePast(_("The follow-up lies in the past. Choose a moment still to come."))
    with transaction.atomic():
        stint = holding.stint(stint.pk)
        stint.next_step, stint.follow_up_at = " ".join(next_step.split())[:200], follow_up_at
        book = timing.Book([stint])
        book.update_status(stint, at=at)
        book.point(stint, at=at)
        book.save()
        remember_all([stint], ("next_step", "follow_up_at", *timing.STINT_FIELDS), by=by, at=at)
    return stint


def give(stint: Stint, to: User, *, at: datetime, by: User, why: str = "") -> Stint:
    """Give a lead to somebody by hand: its first owner when nobody has it, else the next one. Returns the running stint.

    Passing a lead on gives nobody more time: promises not yet due keep their moment. Raises StintOver, NotInTheTeams,
    AlreadyTheirs, and SaysNotWhy when it is taken from somebody without a reason.
    """
    with transaction.atomic():
        stint = holding.stint(stint.pk)
        book = timing.Book([stint])
        if stint.owner_id is None:
            assigning.give(stint, to, at=at, by=by, why=why)
            book.own(stint)
            running = stint
        else:
            if not why.strip() and stint.owner_id != to.pk:
                raise SaysNotWhy(
                    _("%(person)s has this lead. Say in a few words why somebody else gets it.")
                    % {"person": stint.owner}
                )
            running = assigning.transfer(stint, to, at=at, by=by, why=why)
            book.pass_on(stint, running, at=at)
        book.point(running, at=at)
        book.save()
        _save_quietly([running])
        notices.passed_on(running, by=by, at=at)
    return running


def edit_facts(
    lead: Lead, changes: Mapping[str, Any], *, why: str, hints: Hints = NO_HINTS, at: datetime, by: User
) -> Passage:
    """Correct what is known of a lead (word → text or value, None or empty for unknown); it is judged again, and passes if
    it now qualifies.

    Raises CannotBeRead, naming every fact that says nothing, and BelongsToAnother.
    """
    said = reading.read(changes, hints)
    if said.troubles:
        raise CannotBeRead(" ".join(str(trouble) for trouble in said.troubles))
    cleared = {
        word: None
        for word, raw in changes.items()
        if raw is None or (isinstance(raw, str) and not raw.strip())
    }
    with transaction.atomic():
        lead = holding.lead(lead.pk)
        before = passing.as_it_is(lead)
        origin = {"from": by.full_name, "at": at.isoformat()}
        changed = [
            word for word, value in {**cleared, **said.facts}.items() if facts.write(lead, word, value)
        ]
        lead.sources = {**lead.sources, **dict.fromkeys(changed, origin)}
        identity.set_keys(lead, hints.country)
        _refuse_anothers_address(lead)
        stint = Stint.objects.filter(lead=lead).select_related("owner", "version").order_by("-number").first()
        events = qualifying.events_of([lead])[lead.pk]
        case = Case(lead, at, "edit", events=events, stint=stint, before=before)
        return passing.consider([case], at=at, by=by, why=why)[0]


def _check(attempt: Attempt) -> None:
    """Refuse a touch that cannot be."""
    if attempt.outcome not in OUTCOMES[attempt.kind]:
        said = {"kind": Touch.Kind(attempt.kind).label, "outcome": Touch.Outcome(attempt.outcome).label}
        raise NotThatOutcome(_("%(kind)s: “%(outcome)s” is no outcome of that.") % said)
    if attempt.happened_at is not None and attempt.happened_at > attempt.at:
        raise NotYet(_("A touch is logged once it has happened; plan a follow-up for later."))


def _touch(attempt: Attempt, stint: Stint) -> Touch:
    """Return the unsaved touch; its stint must be running, or have ended after it was logged."""
    if stint.ended_at is not None and stint.ended_at <= attempt.at:
        raise holding.StintOver(stint)
    happened_at = attempt.happened_at or attempt.at
    if happened_at < stint.handed_over_at:
        raise BeforeTheHandoff(
            _("The lead was handed over later than that; a touch of before belongs to nobody here.")
        )
    return Touch(
        lead=stint.lead,
        stint=stint,
        by=attempt.by,
        kind=attempt.kind,
        is_automatic=attempt.is_automatic,
        is_inbound=attempt.is_inbound,
        outcome=attempt.outcome,
        is_contact=attempt.outcome in ANSWERED or attempt.is_inbound,
        note=attempt.note.strip(),
        happened_at=happened_at,
        logged_at=attempt.at,
    )


def _count(stints: Collection[Stint], book: timing.Book, latest: Mapping[int, datetime]) -> None:
    """Let all touches of the stints' handoffs count again, and save what they come to."""
    handoffs: dict[tuple[int, int], list[Touch]] = defaultdict(list)
    rows = Touch.objects.filter(lead__in={stint.lead_id for stint in stints}, undone_at=None)
    for touch in rows.annotate(handoff=F("stint__handoff")).order_by("happened_at", "pk"):
        handoffs[touch.lead_id, touch.handoff].append(touch)
    for stint in stints:
        book.follow(stint, handoffs[stint.lead_id, stint.handoff], at=latest[stint.pk])
        book.point(stint, at=latest[stint.pk])
    book.save()
    _save_quietly(stints)


def _fulfil_follow_up(stint: Stint, touch: Touch) -> bool:
    """Take the plan away that a touch fulfils; whether there was one."""
    if stint.follow_up_at is None or stint.follow_up_at > touch.happened_at + EARLY:
        return False
    stint.next_step, stint.follow_up_at = "", None
    return True


def _remember_fulfilled(stints: Mapping[int, Stint], fulfilled: Mapping[int, Touch]) -> None:
    """Give each plan that a touch fulfilled its line of history: what people planned never goes without one."""
    remember_all(
        [stints[key] for key in fulfilled],
        ("next_step", "follow_up_at"),
        by=lambda stint: fulfilled[stint.pk].by,
        at=lambda stint: fulfilled[stint.pk].logged_at,
        why=_("Done with a touch"),
    )


def _save_quietly(stints: Collection[Stint]) -> None:
    """Save what follows from touches and clocks; those have histories of their own."""
    statements.update(stints, ("next_step", "follow_up_at", *timing.STINT_FIELDS))


def _refuse_anothers_address(lead: Lead) -> None:
    if lead.email_key is None:
        return
    other = (
        Lead.objects.filter(agreement=lead.agreement_id, email_key=lead.email_key).exclude(pk=lead.pk).first()
    )
    if other is not None:
        raise BelongsToAnother(
            _("%(address)s is the address of %(other)s (%(reference)s).")
            % {"address": lead.email, "other": other, "reference": other.reference}
        )
