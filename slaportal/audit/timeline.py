"""What was edited and what happened, merged into one account to read, newest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from slaportal.audit.ledger import stream_of
from slaportal.audit.models import Event

Row = Any  # a line of a model's history; its class is made by simple-history at run time
_ICONS = {"+": "plus", "~": "pencil", "-": "trash"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the account: who did what when, what it changed from and to, and why."""

    at: datetime
    who: str
    what: str
    detail: str = ""
    note: str = ""
    kind: str = ""
    icon: str = "point"


@dataclass(frozen=True, slots=True)
class Said:
    """An event of the ledger in words."""

    what: str
    detail: str = ""
    note: str = ""
    kind: str = ""
    icon: str = "point"


@dataclass(frozen=True, slots=True)
class Strand:
    """Histories told beside the subject's own: ``rows`` of one model, and what each line is about.

    ``Strand(Membership.history.filter(team_id=team.pk), about=lambda row: row.user.full_name)``
    """

    rows: models.QuerySet[Any]
    about: Callable[[Row], str]


def of(
    subject: models.Model,
    *,
    also: Iterable[Strand] = (),
    say: Callable[[Event], Said] | None = None,
    by: models.Model | None = None,
    since: datetime | None = None,
    limit: int = 100,
) -> list[Entry]:
    """Return the account of ``subject``, newest first: its history, the strands beside it, and its ledger.

    ``say`` puts an event into words (the app that records a kind knows them); ``by`` and ``since`` leave out what
    somebody else did or what is older. A number of queries that does not grow with the account.
    """
    entries = list(_history(subject, also, by))
    entries += (_event(event, say) for event in _events(subject, by))
    kept = [entry for entry in entries if since is None or entry.at >= since]
    # Of what happened at one moment, the last line written is the newest.
    return sorted(kept, key=attrgetter("at"))[::-1][:limit]


def _history(subject: models.Model, also: Iterable[Strand], by: models.Model | None) -> Iterator[Entry]:
    """Yield the lines of the subject's own history and of the strands."""
    manager = getattr(type(subject), "history", None)
    if manager is not None:
        yield from _lines(manager.filter(**{subject._meta.pk.attname: subject.pk}), None, by)
    for strand in also:
        yield from _lines(strand.rows, strand.about, by)


def _lines(
    rows: models.QuerySet[Any], about: Callable[[Row], str] | None, by: models.Model | None
) -> Iterator[Entry]:
    """Yield one entry for each line that says something: made, taken away, or changed from one value to another."""
    key = rows.model.instance_type._meta.pk.attname
    others = [field.name for field in rows.model._meta.fields if isinstance(field, models.ForeignKey)]
    ordered = rows.select_related(*others).order_by(key, "history_date", "history_id")
    for _key, lines in groupby(ordered, key=attrgetter(key)):
        for before, row in pairwise([None, *lines]):
            if by is not None and row.history_user_id != by.pk:
                continue
            changes = _differences(before, row) if row.history_type == "~" and before else {}
            if row.history_type == "~" and not changes and not row.history_change_reason:
                continue
            yield Entry(
                at=row.history_date,
                who=_name(row.history_user),
                what=_what(row.history_type, about(row) if about else "", changes),
                detail=_detail(changes, with_names=bool(about) or len(changes) > 1),
                note=row.history_change_reason or "",
                icon=_ICONS[row.history_type],
            )


def _what(change: str, about: str, changes: Mapping[str, str]) -> str:
    """Say what was done, to the subject itself or to something about it."""
    if about:
        words = {"+": _("added %(about)s"), "~": _("changed %(about)s"), "-": _("removed %(about)s")}
        return words[change] % {"about": about}
    if changes:
        return _("changed %(fields)s") % {"fields": ", ".join(changes)}
    return {"+": _("created this"), "~": _("changed this"), "-": _("removed this")}[change]


def _detail(changes: Mapping[str, str], *, with_names: bool) -> str:
    """Say the values before and after, with the fields' names where it would not be clear."""
    return "; ".join(f"{name}: {values}" if with_names else values for name, values in changes.items())


def _differences(before: Row, after: Row) -> dict[str, str]:
    """Return what one line changed, field by field: "time zone" → "UTC → Europe/London"."""
    return {
        str(field.verbose_name): _from_to(_word(before, field), _word(after, field))
        for field in after.tracked_fields
        if field.editable and getattr(before, field.attname) != getattr(after, field.attname)
    }


def _from_to(before: str, after: str) -> str:
    """Say both values; a long content that changed is only said to have changed."""
    return _("changed") if before == after else f"{before} → {after}"


def _word(row: Row, field: models.Field[Any, Any]) -> str:
    """Say one value as a person would read it."""
    value = getattr(row, field.attname)
    if value is None or value == "" or value == []:
        return _("none")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.ForeignKey):
        return str(getattr(row, field.name) or _("unknown"))
    if isinstance(value, datetime):
        return date_format(localtime(value), "j M Y, H:i")
    if isinstance(value, date):
        return date_format(value, "j M Y")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, Mapping):
        return _("%(count)d entries") % {"count": len(value)}
    return str(value)


def _events(subject: models.Model, by: models.Model | None) -> models.QuerySet[Event]:
    events = Event.objects.filter(stream=stream_of(subject)).select_related("by")
    return events if by is None else events.filter(by=by.pk)


def _event(event: Event, say: Callable[[Event], Said] | None) -> Entry:
    """Put an event into words; without anybody to say it, its kind is read as it stands."""
    said = say(event) if say else Said(what=event.kind.replace("_", " "))
    return Entry(
        at=event.at,
        who=_name(event.by),
        what=said.what,
        detail=said.detail,
        note=said.note,
        kind=said.kind,
        icon=said.icon,
    )


def _name(person: Any) -> str:
    return str(person) if person is not None else _("The portal")
