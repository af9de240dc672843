"""What happened to an agreement, in words: its ledger beside the history of what was edited."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Agreement
from slaportal.audit import timeline
from slaportal.audit.models import Event
from slaportal.audit.timeline import Said

Data = Mapping[str, Any]

#: The parts of the terms in words, for "changed …".
_FIELDS: dict[str, Callable[[], str]] = {
    "title": lambda: _("the title"),
    "purpose": lambda: _("the purpose"),
    "marketing_party": lambda: _("how marketing is called"),
    "sales_party": lambda: _("how sales is called"),
    "definition": lambda: _("the definition"),
    "required": lambda: _("the required information"),
    "clauses": lambda: _("the promises"),
    "hours": lambda: _("the business hours"),
    "stages": lambda: _("the stages"),
    "return_reasons": lambda: _("the reasons to return"),
    "disqualify_reasons": lambda: _("the reasons to disqualify"),
    "review_months": lambda: _("the reviews"),
    "first_review_on": lambda: _("the first review"),
    "effective_from": lambda: _("the first day"),
    "effective_until": lambda: _("the last day"),
}


def of_agreement(agreement: Agreement) -> list[timeline.Entry]:
    """Return what happened to an agreement and all its versions, newest first; a fixed number of queries."""
    return timeline.of(agreement, say=_say, limit=500)


def _say(event: Event) -> Said:
    saying = _SAYINGS.get(event.kind)
    return saying(event.data) if saying else Said(what=event.kind.replace(".", " ").replace("_", " "))


def _edited(data: Data) -> Said:
    what = ", ".join(_FIELDS[name]() for name in data.get("changed", ()) if name in _FIELDS)
    return Said(
        _("changed %(what)s in version %(version)s")
        % {"what": what or _("the text"), "version": data["version"]},
        note=data.get("why", ""),
        icon="pencil",
    )


def _signed(data: Data) -> Said:
    return Said(
        _("signed version %(version)s for %(side)s")
        % {"version": data["version"], "side": _side(data["side"])},
        detail=_("text %(digest)s") % {"digest": _short(data["digest"])},
        icon="signature",
        kind="touch",
    )


def _in_force(data: Data) -> Said:
    return Said(
        _("brought version %(version)s into force") % data,
        detail=_("from %(moment)s, both signatures present") % {"moment": _moment(data["in_force_from"])},
        icon="shield-check",
        kind="good",
    )


def _opened(data: Data) -> Said:
    ends = data.get("expires_at")
    return Said(
        _("put version %(version)s before both leaders, round %(round)s") % data,
        detail=_("open until %(moment)s") % {"moment": _moment(ends)} if ends else _("open without end"),
        icon="send",
    )


def _closing(said: Callable[[], str]) -> Callable[[Data], Said]:
    """Say how a round ended, and how many signatures count no longer because of it."""

    def say(data: Data) -> Said:
        count = len(data.get("voided", ()))
        detail = ngettext("%(n)s signature no longer counts", "%(n)s signatures no longer count", count) % {
            "n": count
        }
        return Said(said() % data, detail if count else "", data.get("reason", ""), icon="x")

    return say


def _side(side: str) -> str:
    return _("marketing") if side == "marketing" else _("sales")


def _short(digest: str) -> str:
    return f"{digest[:4]} {digest[4:8]} … {digest[-4:]}"


def _moment(written: str) -> str:
    return date_format(localtime(datetime.fromisoformat(written)), "j M Y, H:i")


_SAYINGS: dict[str, Callable[[Data], Said]] = {
    "agreement.begun": lambda data: Said(_("began the agreement"), icon="file-description"),
    "version.begun": lambda data: Said(
        _("began a draft of version %(version)s") % data,
        detail=_("from version %(based_on)s") % data if data.get("based_on") else "",
        icon="pencil",
    ),
    "version.edited": _edited,
    "version.handed_over": lambda data: Said(
        _("handed version %(version)s to %(side)s") % {"version": data["version"], "side": _side(data["to"])},
        icon="transfer",
    ),
    "version.dropped": lambda data: Said(
        _("dropped the draft of version %(version)s") % data, note=data.get("why", ""), icon="x"
    ),
    "round.opened": _opened,
    "round.viewed": lambda data: Said(_("opened version %(version)s to sign it") % data, icon="eye"),
    "round.signed": _signed,
    "round.declined": _closing(lambda: _("declined to sign version %(version)s")),
    "round.withdrawn": _closing(lambda: _("withdrew version %(version)s from signing")),
    "round.edited": _closing(lambda: _("changed version %(version)s, which closed its signing round")),
    "round.expired": _closing(lambda: _("ended the signing round of version %(version)s, its time was up")),
    "round.reminded": lambda data: Said(
        _("reminded who has yet to sign version %(version)s") % data, icon="bell"
    ),
    "round.authentication_failed": lambda data: Said(
        _("gave a wrong password when signing version %(version)s") % data,
        detail=_("from %(ip)s") % {"ip": data.get("ip_address") or _("an unknown address")},
        icon="shield-lock",
    ),
    "version.signed": _in_force,
    "version.superseded": lambda data: Said(
        _("superseded version %(version)s by version %(by)s") % data,
        detail=_("in force until %(moment)s") % {"moment": _moment(data["until"])},
        icon="history",
    ),
    "version.read": lambda data: Said(_("confirmed reading version %(version)s") % data, icon="eye"),
    "review.opened": lambda data: Said(
        _("laid the figures of %(quarter)s before the review") % data, icon="chart-bar"
    ),
    "review.called": lambda data: Said(
        _("asked for an early review on %(due_on)s") % data, note=data.get("reason", ""), icon="calendar"
    ),
    "review.concluded": lambda data: Said(
        _("concluded the review of %(quarter)s: no change") % data
        if data.get("conclusion") == "no_change"
        else _("concluded the review of %(quarter)s: amend") % data,
        detail=_("next review on %(next_on)s") % data,
        note=data.get("notes", ""),
        icon="check",
        kind="good",
    ),
}
