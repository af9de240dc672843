"""News of drafts: whose turn it is."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Version
from agreements.notices.names import names_of, page_of
from slaportal.accounts.models import User
from slaportal.audit.ledger import stream_of
from slaportal.notifications import outbox
from slaportal.notifications.kinds import Kind

KINDS = (Kind("agreement.turn", gettext_lazy("Your turn on a draft"), icon="arrows-exchange"),)


def turn_handed_over(version: Version, *, at: datetime, by: User) -> None:
    """Tell the leader whose turn it now is."""
    outbox.tell(
        [version.agreement.leader_of(version.turn)],
        kind="agreement.turn",
        key=f"version:{version.pk}:turn:{at.isoformat()}",
        subject=_("Your turn on version %(number)s of %(agreement)s") % names_of(version),
        body=_("%(person)s handed the draft to you.") % {"person": by},
        url=page_of("draft", version),
        about=stream_of(version.agreement),
        at=at,
    )
