"""The account of an agreement: everything in its ledger put into words, newest first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Agreement, Review
from agreements.rules import quarters
from agreements.rules.places import PLACES
from agreements.rules.templates import TEMPLATES
from slaportal.accounts.models import Side
from slaportal.audit import timeline
from slaportal.audit.models import Event
from slaportal.audit.timeline import Change, Entry, Said

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Saying:
    """How one kind of event reads: what was done, with its icon, a detail made from its data, and where the note stands."""

    what: str | Promise
    icon: str
    detail: Callable[[Data], str] = lambda data: ""
    note: str = ""


def _moment(text: str) -> str:
    return date_format(localtime(datetime.fromisoformat(text)), "j F Y, H:i")


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "j F Y")


def _quarter(data: Data) -> Data:
    """The data with its quarter as it stands inside a sentence: "the third quarter 2026"."""
    if "quarter" not in data:
        return data
    name = quarters.name(data["quarter"])
    return {**data, "quarter": f"the {name[:1].lower()}{name[1:]}"}


def _changed(data: Data) -> str:
    if data.get("said"):
        return ""
    sections = dict.fromkeys(str(SECTIONS.get(name, name)) for name in data["changed"])
    return _("changed: %(sections)s") % {"sections": ", ".join(sections)}


def _place(data: Data) -> str:
    place = PLACES.get(data["place"])
    return place.title if place else str(data["place"])


def _voided(data: Data) -> str:
    if not data.get("voided"):
        return ""
    sides = [str(Side(side).label) for side in data["voided"]]
    return _("no longer counts: the signature of %(sides)s") % {"sides": ", ".join(sides)}


def _for_side(data: Data) -> str:
    said = _("for %(side)s") % {"side": Side(data["side"]).label}
    return f"{said}, {_instead(data)}" if _instead(data) else said


def _instead(data: Data) -> str:
    """In whose place somebody acted; nothing for a leader in person."""
    return _("in place of %(leader)s") % {"leader": data["leader"]} if data.get("in_place_of") else ""


def _declined(data: Data) -> str:
    return ", ".join(filter(None, (_instead(data), _voided(data))))


def _period(data: Data) -> str:
    return _("from %(begins)s to %(ends)s") % {
        "begins": _moment(data["begins_at"]),
        "ends": _moment(data["ends_at"]),
    }


def _to_end(data: Data) -> str:
    return _("on %(moment)s") % {"moment": _moment(data["ends_at"])}


def _new_end(data: Data) -> str:
    return (
        _("until %(moment)s") % {"moment": _moment(data["expires_at"])} if data["expires_at"] else _("no end")
    )


#: Kinds that say what somebody edited; all others say what happened.
CHANGES = ("version.edited",)

#: Fields of the terms as people call them.
SECTIONS: dict[str, Promise] = {
    "title": gettext_lazy("title"),
    "purpose": gettext_lazy("purpose"),
    "marketing_party": gettext_lazy("parties"),
    "sales_party": gettext_lazy("parties"),
    "marketing_leader": gettext_lazy("name of the marketing leader"),
    "sales_leader": gettext_lazy("name of the sales leader"),
    "definition": gettext_lazy("what a qualified lead is"),
    "required": gettext_lazy("required information"),
    "clauses": gettext_lazy("promises"),
    "hours": gettext_lazy("hours and holidays"),
    "stages": gettext_lazy("stages"),
    "return_reasons": gettext_lazy("reasons to return"),
    "disqualify_reasons": gettext_lazy("reasons to disqualify"),
    "review_months": gettext_lazy("review"),
    "first_review_on": gettext_lazy("first review"),
    "effective_from": gettext_lazy("first day in force"),
    "effective_until": gettext_lazy("last day in force"),
}

_SAYINGS: dict[str, _Saying] = {
    "agreement.begun": _Saying(
        gettext_lazy("began the agreement"),
        "file-text",
        lambda data: _("from the template “%(name)s”") % {"name": TEMPLATES[data["template"]].name},
    ),
    "version.begun": _Saying(gettext_lazy("began a draft of version %(version)s"), "file-text"),
    "version.edited": _Saying(gettext_lazy("edited version %(version)s"), "pencil", _changed, note="why"),
    "version.handed_over": _Saying(
        gettext_lazy("handed version %(version)s over"),
        "arrows-exchange",
        lambda data: _("to %(side)s") % {"side": Side(data["to"]).label},
    ),
    "version.dropped": _Saying(gettext_lazy("dropped version %(version)s"), "trash", note="why"),
    "thread.opened": _Saying(
        gettext_lazy("commented on version %(version)s"), "message-2", _place, note="text"
    ),
    "thread.replied": _Saying(
        gettext_lazy("replied to a comment on version %(version)s"), "message-2", _place, note="text"
    ),
    "thread.resolved": _Saying(gettext_lazy("resolved a thread on version %(version)s"), "check", _place),
    "thread.reopened": _Saying(
        gettext_lazy("reopened a thread on version %(version)s"), "arrow-back-up", _place
    ),
    "suggestion.made": _Saying(
        gettext_lazy("suggested another text for version %(version)s"), "file-diff", _place, note="why"
    ),
    "suggestion.accepted": _Saying(
        gettext_lazy("accepted a suggestion for version %(version)s"), "circle-check", _place, note="answer"
    ),
    "suggestion.rejected": _Saying(
        gettext_lazy("rejected a suggestion for version %(version)s"), "circle-x", _place, note="answer"
    ),
    "suggestion.withdrawn": _Saying(
        gettext_lazy("withdrew a suggestion for version %(version)s"), "arrow-back-up", _place
    ),
    "round.opened": _Saying(
        gettext_lazy("put version %(version)s before both leaders"),
        "signature",
        lambda data: (
            _("until %(moment)s") % {"moment": _moment(data["expires_at"])} if data["expires_at"] else ""
        ),
    ),
    "round.viewed": _Saying(gettext_lazy("opened version %(version)s to sign it"), "eye", _instead),
    "round.consented": _Saying(
        gettext_lazy("accepted the declaration on version %(version)s"),
        "check",
        lambda data: _("consent text %(number)s") % {"number": data["consent"]["version"]},
    ),
    "round.refused": _Saying(
        gettext_lazy("was refused a signature on version %(version)s"), "shield-lock", note="reason"
    ),
    "round.end_moved": _Saying(
        gettext_lazy("gave the signing round of version %(version)s another end"), "hourglass", _new_end
    ),
    "round.authentication_failed": _Saying(
        gettext_lazy("entered a wrong password when signing version %(version)s"), "shield-lock"
    ),
    "round.signed": _Saying(
        gettext_lazy("signed version %(version)s"),
        "signature",
        _for_side,
    ),
    "round.declined": _Saying(
        gettext_lazy("declined to sign version %(version)s"), "circle-x", _declined, note="reason"
    ),
    "round.withdrawn": _Saying(
        gettext_lazy("withdrew version %(version)s from signing"), "arrow-back-up", _voided, note="reason"
    ),
    "round.edited": _Saying(
        gettext_lazy("closed the signing round of version %(version)s by an edit"),
        "pencil",
        _voided,
        note="reason",
    ),
    "round.expired": _Saying(
        gettext_lazy("ended the signing round of version %(version)s"), "hourglass", _voided
    ),
    "round.reminded": _Saying(
        gettext_lazy("reminded those who have not signed version %(version)s"), "bell-ringing"
    ),
    "version.sealed": _Saying(
        gettext_lazy("sealed version %(version)s"), "shield-lock", lambda data: _("key %(key)s") % data
    ),
    "version.superseded": _Saying(
        gettext_lazy("superseded version %(version)s"),
        "versions",
        lambda data: (
            _("by version %(number)s from %(moment)s")
            % {"number": data["by"], "moment": _moment(data["until"])}
        ),
    ),
    "version.signed": _Saying(
        gettext_lazy("completed version %(version)s: both have signed"),
        "file-certificate",
        lambda data: _("in force from %(moment)s") % {"moment": _moment(data["in_force_from"])},
    ),
    "version.read": _Saying(gettext_lazy("confirmed reading version %(version)s"), "check"),
    "history.exported": _Saying(
        gettext_lazy("exported the history of %(subject)s"),
        "download",
        lambda data: (
            _("%(format)s, %(lines)d lines; %(filter)s")
            % {**data, "format": data["format"].upper(), "filter": data["filter"] or _("everything")}
        ),
    ),
    "review.opened": _Saying(
        gettext_lazy("laid the figures of %(quarter)s before the review"),
        "report-analytics",
        lambda data: _("review on %(day)s") % {"day": _day(data["due_on"])},
    ),
    "review.called": _Saying(
        gettext_lazy("asked for an early review"),
        "calendar-plus",
        lambda data: _("on %(day)s") % {"day": _day(data["due_on"])},
        note="reason",
    ),
    "review.signed": _Saying(
        gettext_lazy("signed a conclusion of the review of %(quarter)s"),
        "signature",
        lambda data: str(Review.Conclusion(data["conclusion"]).label),
        note="notes",
    ),
    "substitute.named": _Saying(
        gettext_lazy("named %(substitute)s to take their place"), "user-plus", _period, note="reason"
    ),
    "substitute.revoked": _Saying(gettext_lazy("revoked %(substitute)s as their substitute"), "user-x"),
    "termination.asked": _Saying(
        gettext_lazy("asked to end the agreement"), "calendar-off", _to_end, note="reason"
    ),
    "termination.agreed": _Saying(gettext_lazy("agreed to end the agreement"), "calendar-off", _to_end),
    "termination.refused": _Saying(
        gettext_lazy("refused to end the agreement"), "circle-x", _to_end, note="reason"
    ),
    "termination.withdrawn": _Saying(
        gettext_lazy("no longer asks to end the agreement"), "arrow-back-up", _to_end
    ),
    "version.terminated": _Saying(
        gettext_lazy("ended version %(version)s"),
        "calendar-off",
        lambda data: _("on %(moment)s") % {"moment": _moment(data["until"])},
    ),
    "review.concluded": _Saying(
        gettext_lazy("concluded the review of %(quarter)s"),
        "calendar-event",
        lambda data: _("next review on %(day)s") % {"day": _day(data["next_on"])},
        note="notes",
    ),
}


def say(event: Event) -> Said:
    """Return an event of an agreement's ledger in words; one of an older release reads as its kind."""
    saying = _SAYINGS.get(event.kind)
    if saying is None:
        return Said(what=event.kind, kind=event.kind)
    return Said(
        what=str(saying.what) % _quarter(event.data),
        detail=saying.detail(event.data),
        note=event.data.get(saying.note, "") if saying.note else "",
        kind=event.kind,
        icon=saying.icon,
        changes=tuple(Change(*edit) for edit in event.data.get("said", ())),
    )


def kinds_saying(word: str) -> list[str]:
    """Return the kinds of events in whose sentence a word stands."""
    sought = word.casefold()
    return [kind for kind, saying in _SAYINGS.items() if sought in str(saying.what).casefold()]


def account_of(
    agreement: Agreement, *, since: datetime | None = None, limit: int = 100, besides: Sequence[str] = ()
) -> list[Entry]:
    """Return the newest lines of an agreement's ledger: who, when, what, and why; kinds ``besides`` are left out."""
    strand = timeline.ledger_of(agreement, say=say, changes=CHANGES, besides=besides)
    return list(timeline.page([strand], timeline.Wish(since=since), size=limit).entries)
