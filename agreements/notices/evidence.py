"""News for administrators: what a verification found."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.rules.verification import Report, Verdict
from slaportal.accounts.models import User
from slaportal.notifications import outbox
from slaportal.notifications.kinds import Kind

KINDS = (Kind("agreement.evidence", gettext_lazy("Doubts about evidence"), icon="shield-lock", insists=True),)
#: So many findings stand in the letter; the command shows all.
SHOWN = 10


def evidence_doubtful(report: Report, *, at: datetime) -> int:
    """Tell the administrators what keeps evidence from being exact; the same findings are told once a week."""
    grave = report.grave
    found = hashlib.sha256("\n".join(sorted(f"{each.kind} {each.where}" for each in grave)).encode())
    year, week, _day = at.isocalendar()
    subject = (
        _("Evidence of agreements was altered")
        if report.verdict is Verdict.ALTERED
        else _("Some evidence of agreements could not be checked")
    )
    lines = [f"{each.where}: {each.said}" for each in grave[:SHOWN]]
    if len(grave) > SHOWN:
        lines.append(_("And %(n)s more.") % {"n": len(grave) - SHOWN})
    lines.append(_("“manage.py verify_agreements” shows everything; docs/signing.md says what each means."))
    return outbox.tell(
        User.objects.filter(is_administrator=True, is_active=True),
        kind="agreement.evidence",
        key=f"evidence:{year}-{week}:{found.hexdigest()[:16]}",
        subject=subject,
        body="\n".join(lines),
        url=reverse("agreements:list"),
        at=at,
    )
