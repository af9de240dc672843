"""News of an agreement's end by both sides: asked for, answered, agreed."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements import queries
from agreements.models import Termination
from agreements.notices.names import moment_in
from slaportal.accounts.models import Side, User
from slaportal.audit.ledger import stream_of
from slaportal.notifications import outbox
from slaportal.notifications.kinds import Kind

KINDS = (
    Kind("agreement.end_asked", gettext_lazy("The other side asks to end an agreement"), icon="calendar-off"),
    Kind("agreement.end_answered", gettext_lazy("An agreement goes on"), icon="calendar-off"),
    Kind("agreement.ended", gettext_lazy("Both sides ended an agreement"), icon="calendar-off"),
)


def end_asked(termination: Termination, zone: str, *, at: datetime) -> None:
    """Ask the other side's leader to agree to the end or to refuse it."""
    agreement = termination.agreement
    outbox.tell(
        [agreement.leader_of(Side(termination.side).other)],
        kind="agreement.end_asked",
        key=f"termination:{termination.pk}:asked",
        subject=_("%(person)s asks to end %(agreement)s")
        % {"person": termination.asked_by, "agreement": agreement},
        body=_("It would end on %(moment)s.\n\n%(reason)s")
        % {"moment": moment_in(termination.ends_at, zone), "reason": termination.reason},
        url=reverse("agreements:end", args=[agreement.slug]),
        about=stream_of(agreement),
        at=at,
    )


def end_refused(termination: Termination, *, at: datetime, by: User) -> None:
    """Tell who asked that the other side refuses, and why."""
    agreement = termination.agreement
    outbox.tell(
        [termination.asked_by],
        kind="agreement.end_answered",
        key=f"termination:{termination.pk}:refused",
        subject=_("%(person)s does not agree to end %(agreement)s") % {"person": by, "agreement": agreement},
        body=termination.answer,
        url=reverse("agreements:detail", args=[agreement.slug]),
        about=stream_of(agreement),
        at=at,
    )


def end_withdrawn(termination: Termination, *, at: datetime, by: User) -> None:
    """Tell the other side's leader that nobody asks for the end any more."""
    agreement = termination.agreement
    outbox.tell(
        [agreement.leader_of(Side(termination.side).other)],
        kind="agreement.end_answered",
        key=f"termination:{termination.pk}:withdrawn",
        subject=_("%(person)s no longer asks to end %(agreement)s") % {"person": by, "agreement": agreement},
        body=_("The agreement goes on as it is."),
        url=reverse("agreements:detail", args=[agreement.slug]),
        about=stream_of(agreement),
        at=at,
    )


def agreement_ended(termination: Termination, zone: str, *, at: datetime) -> None:
    """Tell everyone bound when the agreement ends, and why."""
    agreement = termination.agreement
    names = {"agreement": agreement, "moment": moment_in(termination.ends_at, zone)}
    outbox.tell(
        queries.bound(agreement),
        kind="agreement.ended",
        key=f"termination:{termination.pk}:agreed",
        subject=_("%(agreement)s ends on %(moment)s") % names,
        body=_(
            "Both leaders agreed to end it. Until then it counts as before; leads handed over by then keep their "
            "clocks. Afterwards no lead is judged or handed over under it.\n\n%(reason)s"
        )
        % {"reason": termination.reason},
        url=reverse("agreements:detail", args=[agreement.slug]),
        about=stream_of(agreement),
        at=at,
    )
