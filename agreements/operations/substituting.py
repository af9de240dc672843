"""Substituting: a leader names who signs in their place for a period, and revokes it (docs/signing.md, Ceremony 1)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from agreements import notices, queries
from agreements.models import Agreement, Substitution
from agreements.operations.drafting import WrongDate
from agreements.operations.holding import hold, leading
from slaportal.accounts.models import Side, User
from slaportal.accounts.roles import Permission, allows
from slaportal.audit import ledger
from slaportal.audit.history import remember
from slaportal.errors import Refused


class WrongPerson(Refused):
    """This person cannot take the leader's place."""


class AlreadyNamed(Refused):
    """For a part of the period somebody takes this leader's place already; ``other`` is that substitution."""

    def __init__(self, other: Substitution) -> None:
        self.other = other
        super().__init__(
            _("%(person)s takes your place from %(begins)s to %(ends)s already. Revoke that first.")
            % {
                "person": other.substitute,
                "begins": _moment(other.begins_at),
                "ends": _moment(other.ends_at),
            }
        )


class NotYoursToRevoke(Refused):
    """The other side's leader named this substitute."""


class AlreadyOver(Refused):
    """The substitution has ended or was revoked."""


def name(
    agreement: Agreement,
    *,
    substitute: User,
    begins_at: datetime,
    ends_at: datetime,
    reason: str = "",
    at: datetime,
    by: User,
) -> Substitution:
    """Name somebody who may open, sign and decline versions in the leader's place from ``begins_at`` until ``ends_at``.

    It never reaches back: a period that has begun counts from ``at``. The leader may still sign; a side signs once. Raises
    NotALeaderHere, WrongPerson (the leader, the other leader, somebody who may read no agreements or stands in for the
    other side), AlreadyNamed, WrongDate.
    """
    with transaction.atomic():
        agreement = hold(agreement.pk)
        side = leading(agreement, by)
        _check_person(agreement, side, substitute, at=at, by=by)
        begins_at = max(begins_at, at)
        if ends_at <= begins_at:
            raise WrongDate(_("The period is past, or ends before it begins. Choose a later last day."))
        running = queries.substitutes.substitutes(agreement, at=at)
        for other in running:
            if other.side == side and other.begins_at < ends_at and begins_at < other.ends_at:
                raise AlreadyNamed(other)
        substitution = Substitution(
            agreement=agreement,
            side=side,
            leader=by,
            substitute=substitute,
            begins_at=begins_at,
            ends_at=ends_at,
            reason=reason.strip(),
            named_at=at,
        )
        remember(substitution, at=at, by=by, why=substitution.reason)
        ledger.record(
            agreement,
            "substitute.named",
            at=at,
            by=by,
            data={
                "substitution": substitution.pk,
                "side": str(side),
                "leader": by.full_name,
                "person": substitute.pk,
                "substitute": substitute.full_name,
                "begins_at": begins_at.isoformat(),
                "ends_at": ends_at.isoformat(),
                "reason": substitution.reason,
            },
        )
        notices.substitute_named(substitution, at=at)
        return substitution


def revoke(substitution: Substitution, *, at: datetime, by: User) -> Substitution:
    """End a substitution before its time; what the substitute signed stays as it is.

    Raises NotALeaderHere, NotYoursToRevoke, AlreadyOver.
    """
    with transaction.atomic():
        agreement = hold(substitution.agreement_id)
        substitution = Substitution.objects.select_related("leader", "substitute").get(pk=substitution.pk)
        substitution.agreement = agreement
        if leading(agreement, by) != substitution.side:
            raise NotYoursToRevoke(_("Only %(leader)s revokes it.") % {"leader": substitution.leader})
        if substitution.revoked_at is not None or substitution.ends_at <= at:
            raise AlreadyOver(_("This substitution is over already."))
        substitution.revoked_at, substitution.revoked_by = at, by
        remember(substitution, at=at, by=by)
        ledger.record(
            agreement,
            "substitute.revoked",
            at=at,
            by=by,
            data={
                "substitution": substitution.pk,
                "side": substitution.side,
                "leader": substitution.leader.full_name,
                "substitute": substitution.substitute.full_name,
            },
        )
        notices.substitute_revoked(substitution, at=at)
        return substitution


def _check_person(agreement: Agreement, side: Side, person: User, *, at: datetime, by: User) -> None:
    if person.pk == by.pk:
        raise WrongPerson(_("You cannot take your own place. Name somebody else."))
    if agreement.side_led_by(person) is not None:
        raise WrongPerson(
            _("%(person)s leads the other side, and nobody signs for both. Name somebody else.")
            % {"person": person}
        )
    if not allows(person, Permission.SEE_AGREEMENTS):
        raise WrongPerson(
            _("%(person)s has no role in the portal that reads agreements. Name somebody else.")
            % {"person": person}
        )
    for other in queries.substitutes.substitutes(agreement, at=at):
        if other.substitute_id == person.pk and other.side != side:
            raise WrongPerson(
                _("%(person)s takes %(leader)s’s place, and nobody signs for both sides. Name somebody else.")
                % {"person": person, "leader": other.leader}
            )


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "j F Y, H:i")
