"""The small parts as HTML, made in Python because a list of fifty rows shows hundreds of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import lru_cache

from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from slaportal.ui import words
from slaportal.ui.clockface import Face
from slaportal.ui.tones import TONES

MOST_DOTS = 5
RING = 43.98  # 2 π 7: the way round the ring of an 18 px face

# Places and radii are in components.css, since a long list holds hundreds of these.
_FACES: dict[str, str] = {
    "run": '<circle class="tr"/><circle class="ar" stroke-dasharray="{arc:.1f} 44"/>',
    "late": '<circle class="fl"/><path class="in" d="M9 5v4.6M9 12.6v.1"/>',
    "met": '<circle class="fl"/><path class="in" d="M5.6 9.3l2.3 2.3 4.5-4.8"/>',
    "metlate": '<circle class="fl"/><path class="in" d="M5.6 9.3l2.3 2.3 4.5-4.8"/>',
    "pause": '<circle class="tr"/><path class="in" d="M7.3 6.6v4.8M10.7 6.6v4.8"/>',
    "wait": '<circle class="tr"/>',
}
_FACES["warn"] = _FACES["run"]

_STYLES: dict[str, Callable[..., str]] = {
    "short": words.short,
    "day": words.day,
    "time": lambda value, *, zone, at: words.time_of_day(value, zone=zone),
    "full": words.date_and_time,
}

_COLOURS = {"warn": " due-warn", "late": " due-late", "metlate": " due-late", "met": " due-met"}


@lru_cache(maxsize=512)
def icon(name: str, size: str = "", classes: str = "") -> SafeString:
    """Draw one icon of the sprite; it says nothing to a screen reader, a word stands beside it.

    ``size`` is "" (16 px), "sm" (14 px) or "lg" (20 px).
    """
    kind = " ".join(filter(None, ("ic", size and f"ic-{size}", classes)))
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', kind, static("img/icons.svg"), name
    )


@lru_cache(maxsize=512)
def _pill(text: str, colour: str, icon_name: str) -> SafeString:
    return format_html(
        '<span class="pill{}">{}{}</span>', f" pill-{colour}" if colour else "", icon(icon_name), text
    )


def pill(tone: str, text: str = "", *, icon_name: str = "") -> SafeString:
    """Show a verdict or a state: one of ``tones.TONES``, in its own word or in ``text``.

    ``tone`` may also be a bare colour (ok, warn, bad, accent, idle), which needs ``text`` and ``icon_name``.
    """
    known = TONES.get(tone)
    if known is None:
        return _pill(text, "" if tone == "idle" else tone, icon_name)
    return _pill(text or str(known.word), known.colour, icon_name or known.icon)


def chip(text: str, *, icon_name: str = "") -> SafeString:
    """Show a fact."""
    return format_html('<span class="chip">{}{}</span>', icon(icon_name, "sm") if icon_name else "", text)


def clause(code: str, *, on: bool = False, url: str = "") -> SafeString:
    """Show the code of a clause as a grey tag; with ``url`` it leads to the clause."""
    kind = "clause clause-on" if on else "clause"
    if url:
        return format_html('<a class="{}" href="{}">{}</a>', kind, url, code)
    return format_html('<span class="{}">{}</span>', kind, code)


def clock(state: str, part: float = 0.0) -> SafeString:
    """Draw the 18 px clock face; ``part`` of the ring (0 to 1) is still there."""
    drawing = _FACES[state].format(arc=RING * max(0.0, min(1.0, part)))
    # Made of our own constants and one number.
    return mark_safe(f'<svg class="clk clk-{state}">{drawing}</svg>')


def due(face: Face, below: str = "", *, common: Face | None = None) -> SafeString:
    """Show a clock: face, time in words, and below it the clause code and name.

    What a list's clocks have in ``common`` stands once on the list, see :func:`ticking`.
    """
    second = f"<span>{escape(below)}</span>" if below else ""
    return mark_safe(
        f'<div class="due{_COLOURS.get(face.state, "")}"{_ticking(face, common)}>{clock(face.state, face.part)}'
        f"<div><b>{escape(face.text)}</b>{second}</div></div>"
    )


def ticking(common: Face | None) -> SafeString:
    """Return the attributes for a list that say once what most of its clocks have in common: their day, and when it ends."""
    return (
        mark_safe(f" data-ticking{_attributes(_calendar(common))}") if common is not None else SafeString("")
    )


def _ticking(face: Face, common: Face | None) -> str:
    if face.left is None:
        return ""
    spans = {"left": face.left}
    if face.state != "late":
        spans |= (
            {"total": face.total} if face.warn == face.total / 5 else {"total": face.total, "warn": face.warn}
        )
    known = _calendar(common) if common is not None else {"closes": ""}
    own = {name: value for name, value in _calendar(face).items() if known.get(name) != value}
    return _attributes({name: str(int(span.total_seconds())) for name, span in spans.items()} | own)


def _calendar(face: Face) -> dict[str, str]:
    closes = face.closes.isoformat(timespec="seconds") if face.closes else ""
    return {"day": str(int(face.day.total_seconds())), "closes": closes}


def _attributes(data: dict[str, str]) -> str:
    return "".join(f' data-{name}="{value}"' for name, value in data.items())


def touches(done: int, promised: int, kind: str) -> SafeString:
    """Show attempts as dots: ``kind`` is call, email, meeting or message; more than five dots become figures alone."""
    return _touches(done, promised, kind, get_language() or "")


@lru_cache(maxsize=512)
def _touches(done: int, promised: int, kind: str, language: str) -> SafeString:
    name, label = _touched(done, promised, kind)
    dots = ""
    if promised <= MOST_DOTS:
        dots = f'<svg class="dots dots-{promised}">{_dots(done, promised)}</svg>'
    return format_html(
        '<span class="touch" role="img" title="{0}">{1}{2}<small>{3}/{4}</small></span>',
        label,
        icon(name, "sm"),
        mark_safe(dots),
        done,
        promised,
    )


def touch_mark(calls: int, calls_promised: int, emails: int, emails_promised: int) -> SafeString:
    """Show calls and e-mails by the names of their drawings, in a third of the bytes; see :func:`touch_marks`."""
    return _touch_mark(calls, calls_promised, emails, emails_promised, get_language() or "")


@lru_cache(maxsize=512)
def _touch_mark(
    calls: int, calls_promised: int, emails: int, emails_promised: int, language: str
) -> SafeString:
    label = ", ".join(
        (_touched(calls, calls_promised, "call")[1], _touched(emails, emails_promised, "email")[1])
    )
    return format_html(
        '<svg class="tch" role="img" aria-label="{}"><use href="#c{}-{}"/><use href="#e{}-{}"/></svg>',
        label,
        calls,
        calls_promised,
        emails,
        emails_promised,
    )


def touch_marks(shown: Iterable[tuple[int, int, str]]) -> SafeString:
    """Return, once for a page, the drawings of ``(done, promised, kind)`` that its touch marks name; calls and e-mails."""
    all_shown = sorted(set(shown))
    icons = "".join(_touch_icon(kind) for kind in sorted({kind for _done, _promised, kind in all_shown}))
    symbols = "".join(_touch_symbol(*one) for one in all_shown)
    return mark_safe(f'<svg class="tch-all" width="0" height="0" aria-hidden="true">{icons}{symbols}</svg>')


def _touch_icon(kind: str) -> str:
    name, _label = _touched(0, 0, kind)
    drawing = f'<use href="{static("img/icons.svg")}#{name}"/>'
    return f'<symbol id="{kind}"><svg class="ic" y="2" width="14" height="14">{drawing}</svg></symbol>'


@lru_cache(maxsize=512)
def _touch_symbol(done: int, promised: int, kind: str) -> str:
    dots, place = "", 19
    if promised <= MOST_DOTS:
        dots = f'<g class="dots">{_dots(done, promised)}</g>'
        place += 10 * promised + 4 if promised else 0
    figures = f'<text x="{place}">{done}/{promised}</text>'
    return f'<symbol id="{kind[0]}{done}-{promised}"><use href="#{kind}"/>{dots}{figures}</symbol>'


def _dots(done: int, promised: int) -> str:
    return '<circle class="on"/>' * min(done, promised) + "<circle/>" * max(0, promised - done)


def _touched(done: int, promised: int, kind: str) -> tuple[str, str]:
    name, sentence = {
        "call": ("phone", _("%(done)d of %(promised)d calls")),
        "email": ("mail", _("%(done)d of %(promised)d e-mails")),
        "meeting": ("calendar", _("%(done)d of %(promised)d meetings")),
        "message": ("message-circle", _("%(done)d of %(promised)d messages")),
    }[kind]
    return name, sentence % {"done": done, "promised": promised}


@lru_cache(maxsize=1024)
def avatar(name: str, *, tone: str = "", size: str = "") -> SafeString:
    """Show a person by initials; ``tone`` is "" (accent: you, your side) or "b" (grey), ``size`` "" or "lg"."""
    kind = " ".join(filter(None, ("av", tone and f"av-{tone}", size and f"av-{size}")))
    return format_html('<span class="{}" aria-hidden="true">{}</span>', kind, words.initials(name))


def moment(value: datetime | None, *, at: datetime, style: str = "short") -> SafeString:
    """Show a moment in the person's zone with the exact instant on hover; nothing for None.

    ``style``: short "10:51" or "16 Nov"; day "17 Nov"; time "10:51"; full "today 10:29" or "Wed 18 Nov, 10:30".
    """
    if value is None:
        return SafeString("")
    zone = words.current_zone()
    said = _STYLES[style](value, zone=zone, at=at)
    return mark_safe(
        f'<time datetime="{value.isoformat()}" title="{escape(words.exact(value, zone=zone))}">{escape(said)}</time>'
    )


def progress(part: float, whole: float, *, label: str = "", second: bool = False) -> SafeString:
    """Show a share as a bar; ``second`` takes the lighter of the two chart colours. ``whole`` 0 shows an empty bar."""
    share = max(0.0, min(1.0, part / whole)) if whole else 0.0
    said = label or words.percentage(share, places=0)
    return format_html(
        '<svg class="bar" role="img" aria-label="{}"><rect class="bg" width="100%" height="6"/>'
        '<rect class="{}" width="{}%" height="6"/></svg>',
        said,
        "fg2" if second else "fg",
        f"{share * 100:.1f}",
    )


def span(value: timedelta | None, *, day: timedelta = words.CALENDAR_DAY) -> str:
    """Say a duration, or "Not measured" when there is none."""
    return _("Not measured") if value is None else words.duration(value, day=day)
