"""News of substitutes: who takes a leader's place, and who does no more."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Substitution
from agreements.notices.names import moment_in
from slaportal.accounts.models import Side, User
from slaportal.audit.ledger import stream_of
from slaportal.notifications import outbox
from slaportal.notifications.kinds import Kind

KINDS = (Kind("agreement.substitute", gettext_lazy("A substitute was named or revoked"), icon="user-plus"),)


def substitute_named(substitution: Substitution, *, at: datetime) -> None:
    """Tell the substitute and the other side's leader, each by their own clock."""
    for person in _concerned(substitution):
        names = _names(substitution, person)
        outbox.tell(
            [person],
            kind="agreement.substitute",
            key=f"substitution:{substitution.pk}:named",
            subject=_("%(substitute)s takes %(leader)s’s place in %(agreement)s") % names,
            body=_(
                "From %(begins)s to %(ends)s they may sign or decline versions in %(leader)s’s place. "
                "A signature shows both names."
            )
            % names,
            url=reverse("agreements:detail", args=[substitution.agreement.slug]),
            about=stream_of(substitution.agreement),
            at=at,
        )


def substitute_revoked(substitution: Substitution, *, at: datetime) -> None:
    """Tell the same people that the substitute signs no more."""
    for person in _concerned(substitution):
        names = _names(substitution, person)
        outbox.tell(
            [person],
            kind="agreement.substitute",
            key=f"substitution:{substitution.pk}:revoked",
            subject=_("%(substitute)s no longer takes %(leader)s’s place in %(agreement)s") % names,
            body=_("%(leader)s revoked it. A signature given before stays on record as it was given.")
            % names,
            url=reverse("agreements:detail", args=[substitution.agreement.slug]),
            about=stream_of(substitution.agreement),
            at=at,
        )


def _concerned(substitution: Substitution) -> tuple[User, User]:
    return substitution.substitute, substitution.agreement.leader_of(Side(substitution.side).other)


def _names(substitution: Substitution, reader: User) -> dict[str, object]:
    return {
        "substitute": substitution.substitute,
        "leader": substitution.leader,
        "agreement": substitution.agreement,
        "begins": moment_in(substitution.begins_at, reader.time_zone),
        "ends": moment_in(substitution.ends_at, reader.time_zone),
    }
