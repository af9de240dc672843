"""A page of a history as it is shown: by days, what many were told at once in one line, with the way to older lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from slaportal.audit.forms import FAMILIES, HistoryForm
from slaportal.audit.timeline import Entry, Page
from slaportal.ui.parts import Choice


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on one day; without a label it goes on with a day that stands on the page already."""

    label: str
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Told:
    """A history on the screen: its filter, the families as tabs, the days, and where the next and the newest lines are."""

    form: HistoryForm
    address: str
    tabs: tuple[Choice, ...]
    days: tuple[Day, ...]
    older_url: str
    newest_url: str


def told(page: Page, form: HistoryForm, *, address: str, at: datetime, goes_on: bool) -> Told:
    """Return a page as it is shown; one that goes on below another does not say the same day again."""
    after = form.after_place
    days = by_days(page.entries, at=at)
    if goes_on and after is not None and days and _date(days[0].entries[0].at) == _date(after.at):
        days = (Day("", days[0].entries), *days[1:])
    query = form.query
    return Told(
        form=form,
        address=address,
        tabs=tuple(_tabs(form, address)),
        days=days,
        older_url=_address(address, query, f"after={page.older.token}") if page.older else "",
        newest_url=_address(address, query) if after is not None else "",
    )


def part(request: HttpRequest) -> str:
    """Return which part of a history's template answers: all of it, the told lines, or the rest below those shown."""
    if request.headers.get("HX-Request") != "true" or "HX-History-Restore-Request" in request.headers:
        return ""
    return "#rest" if "rest" in request.GET else "#told"


def by_days(entries: Iterable[Entry], *, at: datetime) -> tuple[Day, ...]:
    """Return lines by the days on which they happened where the reader lives."""
    today = _date(at)
    days = groupby(gathered(entries), lambda entry: _date(entry.at))
    return tuple(Day(_day(day, today), list(same)) for day, same in days)


def gathered(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield lines with what several people were told at one moment, by one way, in one line."""

    def news(entry: Entry) -> tuple[object, ...]:
        return (entry.whom and (entry.at, entry.kind, entry.what, entry.detail)) or (
            entry.place or id(entry),
        )

    for _key, same in groupby(entries, news):
        group = list(same)
        yield group[0] if len(group) == 1 else replace(group[0], whom=tuple(w for e in group for w in e.whom))


def _tabs(form: HistoryForm, address: str) -> Iterator[Choice]:
    others = [pair for pair in form.given if pair[0] != "what"]
    for key, label in FAMILIES:
        query = form.encoded([("what", key), *others] if key else others)
        yield Choice(str(label), _address(address, query), current=form.wish.family == key)


def _date(moment: datetime) -> date:
    return localtime(moment).date()


def _address(address: str, *queries: str) -> str:
    query = "&".join(filter(None, queries))
    return f"{address}?{query}" if query else address


def _day(day: date, today: date) -> str:
    said = date_format(day, "j F" if day.year == today.year else "j F Y")
    if day == today:
        return _("Today, %(day)s") % {"day": said}
    return _("Yesterday, %(day)s") % {"day": said} if day == today - timedelta(days=1) else said
