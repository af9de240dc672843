"""The component tags; the gallery shows each in all its states."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, PasswordInput
from django.http import QueryDict
from django.utils import timezone
from django.utils.safestring import SafeString

from slaportal.ui import joined, markup, words
from slaportal.ui.clockface import Face
from slaportal.ui.parts import Choice, Table

register = template.Library()

# Cheap tags, for rows of long lists ------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, size: str = "", classes: str = "") -> SafeString:
    """{% icon "phone" %} {% icon "phone" size="sm" %}: one icon of the sprite, a word stands beside it."""
    return markup.icon(name, size, classes)


@register.simple_tag
def pill(tone: str, text: str = "", icon: str = "") -> SafeString:
    """{% pill "kept" %} {% pill "in_review" _("In review, your turn") %} {% pill "ok" _("Seal holds") icon="shield-check" %}"""
    return markup.pill(tone, str(text), icon_name=icon)


@register.simple_tag
def chip(text: str, icon: str = "") -> SafeString:
    """{% chip "1,850 people" %}: a fact."""
    return markup.chip(str(text), icon_name=icon)


@register.simple_tag
def clause(code: str, url: str = "", on: bool = False) -> SafeString:
    """{% clause "S1" %} {% clause "M4" url="/agreements/…#M4" on=True %}: the code of a clause."""
    return markup.clause(code, on=on, url=url)


@register.simple_tag
def due(face: Face, below: str = "", common: Face | None = None) -> SafeString:
    """{% due row.face "S1 First response" %}: a clock face with its words; faces come from ``slaportal.ui.clockface``.

    In a long list ``common=face`` leaves out what ``{% ticking face %}`` says once on the list.
    """
    return markup.due(face, str(below), common=common)


@register.simple_tag
def ticking(common: Face | None) -> SafeString:
    """<ol {% ticking face %}>: what the clocks of a list have in common."""
    return markup.ticking(common)


@register.simple_tag
def clock(face: Face | str) -> SafeString:
    """{% clock face %} {% clock "met" %}: the drawing alone, of a face or of a state that needs no ring."""
    return markup.clock(face) if isinstance(face, str) else markup.clock(face.state, face.part)


@register.simple_tag
def touches(done: int, promised: int, kind: str = "call") -> SafeString:
    """{% touches 2 3 "call" %}: attempts as dots; kind is call, email, meeting or message."""
    return markup.touches(done, promised, kind)


@register.simple_tag
def touch_mark(calls: int, calls_promised: int, emails: int, emails_promised: int) -> SafeString:
    """{% touch_mark 2 3 1 3 %}: calls and e-mails in a row of a long list, whose page has {% touch_marks shown %}."""
    return markup.touch_mark(calls, calls_promised, emails, emails_promised)


@register.simple_tag
def touch_marks(shown: Iterable[tuple[int, int, str]]) -> SafeString:
    """{% touch_marks shown %}: the drawings of (done, promised, kind) that the page's touch marks name."""
    return markup.touch_marks(shown)


@register.simple_tag
def avatar(name: object, tone: str = "", size: str = "") -> SafeString:
    """{% avatar user %} {% avatar "Tom Hallett" tone="b" size="lg" %}: initials; tone "b" is grey, for the others."""
    return markup.avatar(str(name), tone=tone, size=size)


@register.simple_tag
def progress(part: float, whole: float, label: str = "", second: bool = False) -> SafeString:
    """{% progress 312 480 %}: a share as a bar."""
    return markup.progress(part, whole, label=str(label), second=second)


@register.simple_tag
def look() -> SafeString:
    """{% look %}: the style sheets and modules of every page."""
    return joined.tags()


# Words -----------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def when(context: dict[str, Any], value: datetime | None, style: str = "short") -> SafeString:
    """{% when touch.happened_at %} {% when version.signed_at "full" %}: styles short, day, time, full.

    "Today" is the day of the page's ``at`` when its view gives one.
    """
    return markup.moment(value, at=context.get("at") or timezone.now(), style=style)


@register.simple_tag
def duration(value: timedelta | None, day: timedelta = words.CALENDAR_DAY) -> str:
    """{% duration median %}: "24 min", "7 h 40"; "Not measured" for None. ``day`` is a business day's length."""
    return markup.span(value, day=day)


@register.simple_tag
def percent(share: Decimal | float | None, n: int | None = None, places: int = 1) -> str:
    """{% percent figure.share n=figure.n %}: "90.8 %", "Not measured" when n is 0; places=0 for promises."""
    return words.percentage(share, n=n, places=places)


@register.filter
def number(value: Decimal | float | None, places: int = 0) -> str:
    """{{ total|number }} {{ needed|number:1 }}: "1,412", "4.0"; empty for None."""
    return "" if value is None else words.number(value, places=places)


# Components with a template of their own; each lists its props on top ---------------------------------------


@register.inclusion_tag("_components/count.html")
def count(value: int | str) -> dict[str, Any]:
    """{% count 14 %}: how many, in a small grey badge beside a heading."""
    return {"value": value}


@register.inclusion_tag("_components/button.html")
def button(
    text: str,
    url: str = "",
    icon: str = "",
    kind: str = "",
    size: str = "",
    key: str = "",
    name: str = "",
    value: str = "",
    type: str = "submit",
    disabled: bool = False,
    dialog: str = "",
) -> dict[str, Any]:
    """{% button _("Call") icon="phone" kind="primary" key="c" url=call_url %}: a link with ``url``, a button without."""
    return locals()


@register.inclusion_tag("_components/crit.html")
def crit(state: str, rule: str, value: str = "", how: str = "") -> dict[str, Any]:
    """{% crit "met" rule=_("Employees, 250 to 5,000") value="1,850" how="company register" %}: met, not_met, unknown."""
    return locals()


@register.inclusion_tag("_components/clause_card.html", takes_context=True)
def clause_card(context: dict[str, Any], card: object) -> dict[str, Any]:
    """{% clause_card card %}: which clause, its verdict, how much, of what, from how many; all of it one link."""
    return {"card": card}


@register.inclusion_tag("_components/timeline_item.html", takes_context=True)
def timeline_item(context: dict[str, Any], entry: object, style: str = "short") -> dict[str, Any]:
    """{% timeline_item entry %}: an ``audit.timeline.Entry``, with its time in one of the styles of ``when``."""
    return {"entry": entry, "at": context.get("at") or timezone.now(), "style": style}


@register.inclusion_tag("_components/notice.html")
def notice(tone: str, title: str = "", text: str = "", url: str = "", link: str = "") -> dict[str, Any]:
    """{% notice "warn" _("The text moved.") _("Clause M4 changed.") url=diff link=_("See the change") %}"""
    return locals()


@register.inclusion_tag("_components/empty.html")
def empty(
    icon: str, title: str, text: str = "", url: str = "", action: str = "", primary: bool = False
) -> dict[str, Any]:
    """{% empty "inbox" _("Nothing is due") _("You have answered …") url=… action=_("See what is coming") %}"""
    return locals()


@register.inclusion_tag("_components/toast.html")
def toast(
    text: str, undo_url: str = "", tone: str = "ok", stays: bool = False, oob: bool = False
) -> dict[str, Any]:
    """{% toast _("Call logged") undo_url=… oob=True %}: ``oob`` lets an htmx answer put it into the page."""
    return locals()


@register.inclusion_tag("_components/form_message.html")
def form_message(form: BaseForm) -> dict[str, Any]:
    """{% form_message form %}: the summary on top of a refused form; crispy forms show it by themselves."""
    widgets = [field.widget for field in form.fields.values()]
    return {
        "form": form,
        "reasons": form.non_field_errors(),
        "number": len(form.errors),
        "keeps": not any(isinstance(widget, PasswordInput) for widget in widgets),
        "had_file": bool(form.files),
    }


@register.inclusion_tag("_components/segmented.html")
def segmented(choices: Iterable[Choice], label: str) -> dict[str, Any]:
    """{% segmented scopes _("Whose leads") %}: two to four ways to look at the same thing."""
    return {"choices": choices, "label": label}


@register.inclusion_tag("_components/tabs.html")
def tabs(choices: Iterable[Choice], label: str, classes: str = "") -> dict[str, Any]:
    """{% tabs presets _("Presets") classes="q-tabs" %}: parts of a page, or presets of a list."""
    return {"choices": choices, "label": label, "classes": classes}


@register.inclusion_tag("_components/pager.html", takes_context=True)
def pager(context: dict[str, Any], page: Page[Any], total: int | None = None) -> dict[str, Any]:
    """{% pager page %}: earlier and later, keeping the filters in the address."""
    request = context.get("request")
    return {"page": page, "total": total, "filters": request.GET if request else QueryDict()}


@register.inclusion_tag("_components/table.html")
def table(table: Table, classes: str = "") -> dict[str, Any]:
    """{% table table %}: a ``parts.Table`` of ready words."""
    return {"table": table, "classes": classes}


@register.inclusion_tag("_components/crumbs.html")
def crumbs(steps: Sequence[Choice], here: str) -> dict[str, Any]:
    """{% crumbs steps _("Maya Okafor") %}: the way to this page."""
    return {"steps": steps, "here": here}
