"""The next step: what somebody planned to do about a lead, else what the promise that is due next asks for, and by when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from leads.models import Stint
from slaportal.ui import words

_ICONS = {
    "response": "phone",
    "decision": "check",
    "cadence": "phone",
    "status": "refresh",
    "disposition": "flag",
    "follow_up": "calendar",
}


@dataclass(frozen=True, slots=True)
class NextStep:
    """What comes next, as two short lines: "Third call", "due Mon 17:02". ``is_planned`` says that somebody wrote it down."""

    what: str
    when: str = ""
    icon: str = "calendar"
    is_planned: bool = False


def of(stint: Stint, *, aims_at_best: bool, at: datetime) -> NextStep:
    """Return the next step of a stint; ``aims_at_best`` says that its next due moment is a best target."""
    if stint.ended_at is not None:
        return NextStep(_("With marketing"), icon="arrow-back-up")
    if stint.next_step or stint.follow_up_at:
        planned = _moment(stint.follow_up_at, at) if stint.follow_up_at else ""
        return NextStep(stint.next_step or _("Follow up"), planned, "calendar", is_planned=True)
    kind, due_at = stint.next_due_kind, stint.next_due_at
    if due_at is None or kind not in _ASKS:
        return NextStep(_("Nothing is due"), icon="circle-check")
    said = _("best by %(when)s") if aims_at_best else _("due %(when)s")
    what, icon = _ASKS[kind](stint, due_at < at), _ICONS[kind]
    if kind == "cadence" and not _calls_next(stint):
        icon = "mail"
    return NextStep(what, said % {"when": _moment(due_at, at)}, icon)


def _calls_next(stint: Stint) -> bool:
    """Calls and e-mails take turns, a call first, as far as both are promised."""
    if stint.emails_done >= stint.emails_promised:
        return True
    return stint.calls_done < stint.calls_promised and stint.calls_done <= stint.emails_done


def _attempt(stint: Stint, late: bool) -> str:
    if _calls_next(stint):
        number = stint.calls_done + 1
        named = {1: _("First call"), 2: _("Second call"), 3: _("Third call")}
        return named.get(number) or _("Call %(number)d") % {"number": number}
    number = stint.emails_done + 1
    named = {1: _("First e-mail"), 2: _("Second e-mail"), 3: _("Third e-mail")}
    return named.get(number) or _("E-mail %(number)d") % {"number": number}


_ASKS: Mapping[str, Callable[[Stint, bool], str]] = {
    "response": lambda stint, late: _("Call now") if late else _("First call"),
    "decision": lambda stint, late: _("Accept or return"),
    "cadence": _attempt,
    "status": lambda stint, late: _("Update the status"),
    "disposition": lambda stint, late: _("Say how it ended"),
}


def _moment(moment: datetime, at: datetime) -> str:
    """Say a moment near the page's in few letters: "11:30", "Mon 17:02", "16 Nov"."""
    zone = words.current_zone()
    local, here = moment.astimezone(zone), at.astimezone(zone)
    if local.date() == here.date():
        return f"{local:%H:%M}"
    if abs((local.date() - here.date()).days) < 7:
        return f"{WEEKDAYS_ABBR[local.weekday()]} {local:%H:%M}"
    return words.day(moment, zone=zone, at=at)
