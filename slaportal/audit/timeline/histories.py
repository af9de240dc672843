"""The strand of a model's history: what each edit changed, from which value to which."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from slaportal.audit.timeline.entries import Change, Entry, name_of
from slaportal.audit.timeline.strands import CHANGE, Strand

Row = Any  # a line of a model's history; its class is made by simple-history at run time
_ICONS = {"+": "plus", "~": "pencil", "-": "trash"}


def history(
    rows: QuerySet[Any],
    *,
    about: Callable[[Row], str] | None = None,
    finds: Callable[[str], Q] | None = None,
    topics: Sequence[str] = (),
    only: Sequence[str] = (),
) -> Strand:
    """Return the strand of some lines of one model's history; ``about`` names what each line is about, ``only`` the fields
    it tells (empty: all).

    ``history(Membership.history.filter(team_id=team.pk), about=lambda row: row.user.full_name)``
    """
    others = [field.name for field in rows.model._meta.fields if isinstance(field, models.ForeignKey)]

    def tell(lines: Sequence[Row]) -> Iterator[Entry]:
        before = rows.model._default_manager.select_related(*others).in_bulk(
            [line.before_id for line in lines if line.before_id is not None]
        )
        for line in lines:
            yield _entry(line, before.get(line.before_id), about, only)

    return Strand(
        rows=rows.annotate(before_id=_before(rows.model)).select_related(*others),
        tell=tell,
        at="history_date",
        by="history_user",
        families={CHANGE: Q()},
        topics=dict.fromkeys(topics, Q()),
        finds=lambda word: _finds(word) | finds(word) if finds else _finds(word),
    )


def differences(before: Row, after: Row, only: Sequence[str] = ()) -> tuple[Change, ...]:
    """Return what one line changed, field by field; a content that cannot be said is only said to have changed."""
    changed = [
        field
        for field in after.tracked_fields
        if field.editable
        and (not only or field.name in only)
        and getattr(before, field.attname) != getattr(after, field.attname)
    ]
    return tuple(
        _change(str(field.verbose_name), _word(before, field), _word(after, field)) for field in changed
    )


def _before(model: type[models.Model]) -> Subquery:
    """The line of the same row before a line."""
    key = model.instance_type._meta.pk.attname  # type: ignore[attr-defined]
    earlier = model._default_manager.filter(
        Q(history_date__lt=OuterRef("history_date"))
        | Q(history_date=OuterRef("history_date"), history_id__lt=OuterRef("history_id")),
        **{key: OuterRef(key)},
    )
    return Subquery(earlier.order_by("-history_date", "-history_id").values("history_id")[:1])


def _finds(word: str) -> Q:
    return Q(history_change_reason__icontains=word) | Q(history_user__full_name__icontains=word)


def _entry(row: Row, before: Row | None, about: Callable[[Row], str] | None, only: Sequence[str]) -> Entry:
    """Say one line: made, taken away, or changed from one value to another."""
    changes = differences(before, row, only) if row.history_type == "~" and before else ()
    why = row.history_change_reason or ""
    return Entry(
        at=row.history_date,
        who=name_of(row.history_user),
        what=_what(row.history_type, about(row) if about else "", changes),
        note=why,
        icon=_ICONS[row.history_type],
        changes=changes,
        family=CHANGE,
        is_silent=row.history_type == "~" and not changes and not why,
    )


def _what(change: str, about: str, changes: Sequence[Change]) -> str:
    """Say what was done, to the subject itself or to something about it."""
    if about:
        words = {"+": _("added %(about)s"), "~": _("changed %(about)s"), "-": _("removed %(about)s")}
        return words[change] % {"about": about}
    if changes:
        return _("changed %(fields)s") % {"fields": ", ".join(each.name for each in changes)}
    return {"+": _("created this"), "~": _("changed this"), "-": _("removed this")}[change]


def _change(name: str, before: str, after: str) -> Change:
    return Change(name, "", _("changed")) if before == after else Change(name, before, after)


def _word(row: Row, field: models.Field[Any, Any]) -> str:
    """Say one value as a person would read it."""
    value = getattr(row, field.attname)
    if value is None or value == "" or value == []:
        return _("none")
    if field.name.endswith("_digest"):
        return f"{value[:8]}…"  # enough to tell one from another
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | Decimal) and not isinstance(field, models.ForeignKey) and not field.choices:
        return _figure(value)
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
        return "; ".join(f"{name}: {said}" for name, said in value.items()) or _("none")
    return str(value)


def _figure(value: int | Decimal) -> str:
    """Say a number with separated thousands, and with decimals only where they say something."""
    whole = value == int(value)
    return number_format(int(value) if whole else value, use_l10n=True, force_grouping=True)
