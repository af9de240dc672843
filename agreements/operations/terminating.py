"""Terminating: one leader asks to end an agreement, and with the other's word it ends without a successor."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from agreements import notices, queries
from agreements.models import Agreement, SigningRound, Termination, Version
from agreements.operations.closing import close_round
from agreements.operations.drafting import WrongDate
from agreements.operations.holding import hold, leading
from agreements.queries import terminations
from agreements.rules import lifecycle
from slaportal.accounts.models import Side, User
from slaportal.audit import ledger
from slaportal.audit.history import remember
from slaportal.errors import Refused


class ReasonMissing(Refused):
    """The end of an agreement is asked for, and refused, with a reason."""


class NothingToEnd(Refused):
    """Nothing is in force or signed to come."""


class AskedAlready(Refused):
    """One side asks for the end already; ``termination`` is what waits for an answer."""

    def __init__(self, termination: Termination) -> None:
        self.termination = termination
        super().__init__(
            _("%(person)s asks to end this agreement already. Answer that, or let it be withdrawn.")
            % {"person": termination.asked_by}
        )


class AnsweredAlready(Refused):
    """The question is settled: agreed, refused or withdrawn."""


class NotYoursToAnswer(Refused):
    """The side that asks withdraws; the other side answers."""


def ask(
    agreement: Agreement, *, reason: str, ends_at: datetime, known_by: str, at: datetime, by: User
) -> Termination:
    """Ask the other side to end the agreement at a moment to come.

    Raises NotALeaderHere, ReasonMissing, WrongDate, NothingToEnd, AskedAlready.
    """
    reason = _reason(reason)
    with transaction.atomic():
        agreement = hold(agreement.pk)
        side = leading(agreement, by)
        if ends_at <= at:
            raise WrongDate(_("The agreement would end in the past. Choose a later day."))
        if open_one := terminations.waiting(agreement):
            raise AskedAlready(open_one)
        if not _lasting_beyond(agreement, at).exists():
            raise NothingToEnd(_("Nothing is in force. A draft is given up where it is written."))
        termination = Termination.objects.create(
            agreement=agreement,
            side=side,
            reason=reason,
            ends_at=ends_at,
            asked_at=at,
            asked_by=by,
            asked_known_by=known_by,
        )
        _record("termination.asked", termination, at=at, by=by, reason=reason, known_by=known_by)
        notices.end_asked(termination, terminations.zone_of(agreement), at=at)
        return termination


def agree(termination: Termination, *, known_by: str, at: datetime, by: User) -> Termination:
    """Agree to the end the other side asked for, and bring it about in the same transaction.

    What is in force then ends at that moment, what is signed to come never begins, what is being written is given up, and
    the agreement changes no more. Raises NotALeaderHere, NotYoursToAnswer, AnsweredAlready, WrongDate when the day has come.
    """
    with transaction.atomic():
        termination, side = _held(termination, by)
        if side == termination.side:
            raise NotYoursToAnswer(_("You asked for it; the other side answers."))
        if termination.ends_at <= at:
            raise WrongDate(
                _("The day has come already. Refuse it, or let %(person)s ask again with a later one.")
                % {"person": termination.asked_by}
            )
        _settle(termination, Termination.Outcome.AGREED, known_by=known_by, at=at, by=by)
        _record("termination.agreed", termination, at=at, by=by, known_by=known_by)
        agreement = termination.agreement
        _give_up_the_draft(agreement, at=at, by=by)
        _end_versions(agreement, termination.ends_at, at=at, by=by)
        agreement.ended_at = termination.ends_at
        remember(agreement, at=at, by=by, why=termination.reason)
        notices.agreement_ended(termination, terminations.zone_of(agreement), at=at)
        return termination


def refuse(termination: Termination, *, reason: str, at: datetime, by: User) -> Termination:
    """Refuse the end, with the reason; the agreement goes on. Raises ReasonMissing and what ``agree`` raises."""
    reason = _reason(reason)
    with transaction.atomic():
        termination, side = _held(termination, by)
        if side == termination.side:
            raise NotYoursToAnswer(_("You asked for it; the other side answers."))
        _settle(termination, Termination.Outcome.REFUSED, answer=reason, at=at, by=by)
        _record("termination.refused", termination, at=at, by=by, reason=reason)
        notices.end_refused(termination, at=at, by=by)
        return termination


def withdraw(termination: Termination, *, at: datetime, by: User) -> Termination:
    """Ask no more; the agreement goes on. Raises NotALeaderHere, NotYoursToAnswer, AnsweredAlready."""
    with transaction.atomic():
        termination, side = _held(termination, by)
        if side != termination.side:
            raise NotYoursToAnswer(_("The other side asked for it; you agree or refuse."))
        _settle(termination, Termination.Outcome.WITHDRAWN, at=at, by=by)
        _record("termination.withdrawn", termination, at=at, by=by)
        notices.end_withdrawn(termination, at=at, by=by)
        return termination


def _held(termination: Termination, by: User) -> tuple[Termination, Side]:
    agreement = hold(termination.agreement_id)
    side = leading(agreement, by)
    termination = Termination.objects.select_related("asked_by").get(pk=termination.pk)
    termination.agreement = agreement
    if termination.outcome:
        raise AnsweredAlready(_("This question is settled already."))
    return termination, side


def _settle(
    termination: Termination,
    outcome: Termination.Outcome,
    *,
    answer: str = "",
    known_by: str = "",
    at: datetime,
    by: User,
) -> None:
    termination.outcome, termination.answer = outcome, answer
    termination.answered_at, termination.answered_by, termination.answered_known_by = at, by, known_by
    termination.save(update_fields=["outcome", "answer", "answered_at", "answered_by", "answered_known_by"])


def _record(kind: str, termination: Termination, *, at: datetime, by: User, **more: str) -> None:
    data = {
        "termination": termination.pk,
        "side": str(termination.side),
        "ends_at": termination.ends_at.isoformat(),
    }
    ledger.record(termination.agreement, kind, at=at, by=by, data=data | more)


def _lasting_beyond(agreement: Agreement, moment: datetime) -> models.QuerySet[Version]:
    """The signed versions that would still be in force after a moment, or begin then."""
    signed = Version.objects.filter(agreement=agreement, state=lifecycle.SIGNED)
    return signed.filter(Q(in_force_until=None) | Q(in_force_until__gt=moment)).exclude(
        in_force_until=F("in_force_from")
    )


def _end_versions(agreement: Agreement, ends_at: datetime, *, at: datetime, by: User) -> None:
    for version in _lasting_beyond(agreement, ends_at).order_by("number"):
        assert version.in_force_from is not None
        version.in_force_until, version.ended_why = max(version.in_force_from, ends_at), "terminated"
        remember(version, at=at, by=by, why=_("Both sides ended the agreement."))
        ledger.record(
            agreement,
            "version.terminated",
            at=at,
            by=by,
            data={"version": version.number, "until": version.in_force_until.isoformat()},
        )


def _give_up_the_draft(agreement: Agreement, *, at: datetime, by: User) -> None:
    """Close an open round and drop the version that is being written or signed."""
    version = queries.open_version(agreement)
    if version is None:
        return
    version.agreement = agreement
    why = _("Both sides ended the agreement.")
    if round := version.rounds.filter(closed_at=None).first():
        round.version = version
        close_round(version, round, SigningRound.Outcome.WITHDRAWN, reason=why, at=at, by=by)
    version.state = lifecycle.after(version.state, "drop")
    remember(version, at=at, by=by, why=why)
    ledger.record(agreement, "version.dropped", at=at, by=by, data={"version": version.number, "why": why})


def _reason(text: str) -> str:
    text = text.strip()
    if not text:
        raise ReasonMissing(_("Say why, in a sentence; it is kept with the agreement."))
    return text
