"""How the portal says a duration, a moment, a share and a name."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache

from django.utils import formats, timezone
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

ZERO = timedelta(0)
MINUTE = timedelta(minutes=1)
CALENDAR_DAY = timedelta(days=1)
NBSP = "\N{NO-BREAK SPACE}"


def duration(span: timedelta, *, day: timedelta = CALENDAR_DAY) -> str:
    """Say how long ``span`` is: "under 1 min", "18 min", "2 h 10", "6 h", "9 days"; its sign is left out.

    Parts are cut, not rounded, so nobody is promised a minute they do not have. ``day`` is how long a day is
    in the time the span was counted in: 24 hours for wall time, the opening hours of a day for business time.
    """
    return _duration(abs(span) // MINUTE, day // MINUTE, get_language())


@lru_cache(maxsize=4096)
def _duration(minutes: int, minutes_a_day: int, language: str | None) -> str:
    if minutes >= minutes_a_day:
        days = minutes // minutes_a_day
        return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
    if minutes < 1:
        return _("under 1 min")
    if minutes < 60:
        return _("%(minutes)d min") % {"minutes": minutes}
    hours, rest = divmod(minutes, 60)
    if not rest:
        return pgettext("hours", "%(hours)d h") % {"hours": hours}
    return _("%(hours)d h %(minutes)02d") % {"hours": hours, "minutes": rest}


def left(span: timedelta, *, day: timedelta = CALENDAR_DAY) -> str:
    """Say what remains of a clock: "18 min left"; below zero "Late by 2 h 10"."""
    return _left(abs(span) // MINUTE, day // MINUTE, span < ZERO, get_language())


@lru_cache(maxsize=4096)
def _left(minutes: int, minutes_a_day: int, is_late: bool, language: str | None) -> str:
    pattern = _("Late by %(duration)s") if is_late else _("%(duration)s left")
    return pattern % {"duration": _duration(minutes, minutes_a_day, language)}


def met(took: timedelta, *, late_by: timedelta | None = None, day: timedelta = CALENDAR_DAY) -> str:
    """Say how a clock ended: "Met in 21 min", or "Met, late by 40 min" (a late answer stays late)."""
    if late_by:
        return _("Met, late by %(duration)s") % {"duration": duration(late_by, day=day)}
    return _("Met in %(duration)s") % {"duration": duration(took, day=day)}


def percentage(share: Decimal | float | None, *, n: int | None = None, places: int = 1) -> str:
    """Say a share of 1 as a percentage: "90.8 %"; "Not measured" when it is None or ``n`` is 0.

    Only everything is "100 %" and only nothing is "0 %": 0.9996 reads "99.9 %", 0.0002 reads "0.1 %".
    ``places=0`` says a promise: "95 %".
    """
    if share is None or n == 0:
        return _("Not measured")
    value = Decimal(str(share)) * 100
    step = Decimal(1).scaleb(-places)
    shown = value.quantize(step, ROUND_HALF_UP)
    if value < 100 <= shown:
        shown = 100 - step
    if value > 0 >= shown:
        shown = step
    return f"{_written(shown, 0 if shown in (0, 100) else places)}{NBSP}%"


def points(difference: Decimal | float) -> str:
    """Say the distance between two shares of 1 in percentage points, without its sign: "4.2 points"."""
    value = abs(Decimal(str(difference)) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return _("%(points)s points") % {"points": _written(value, 1)}


def number(value: Decimal | float, *, places: int = 0, signed: bool = False) -> str:
    """Say a number with separated thousands: "1,412", "4.0"; with ``signed`` "+19" or "−7"."""
    rounded = abs(Decimal(str(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    shown = _written(rounded, places)
    if not rounded:
        return shown
    if value < 0:
        return f"−{shown}"
    return f"+{shown}" if signed else shown


def _written(value: Decimal, places: int) -> str:
    # Not Django's number_format, which cuts decimals off and takes ten times as long.
    return f"{value:,.{places}f}".translate(_separators(get_language()))


@cache
def _separators(language: str | None) -> dict[int, str]:
    return str.maketrans(
        {
            ",": formats.get_format("THOUSAND_SEPARATOR", lang=language, use_l10n=True),
            ".": formats.get_format("DECIMAL_SEPARATOR", lang=language, use_l10n=True),
        }
    )


def current_zone() -> tzinfo:
    """Return the zone of the person the page is for (the middleware activates it)."""
    return timezone.get_current_timezone()


def time_of_day(moment: datetime, *, zone: tzinfo) -> str:
    """Say the wall time in ``zone``: "10:51"."""
    return f"{moment.astimezone(zone):%H:%M}"


def day(moment: datetime, *, zone: tzinfo, at: datetime) -> str:
    """Say the date in ``zone``: "17 Nov", with the year when it is not the year of ``at``."""
    return _date(moment.astimezone(zone).date(), at.astimezone(zone).year, get_language())


def short(moment: datetime, *, zone: tzinfo, at: datetime) -> str:
    """Say the time when it is the day of ``at``, otherwise the date: "10:51", "16 Nov", "3 Dec 2025"."""
    local, here = moment.astimezone(zone), at.astimezone(zone)
    if local.date() == here.date():
        return f"{local:%H:%M}"
    return _date(local.date(), here.year, get_language())


def date_and_time(moment: datetime, *, zone: tzinfo, at: datetime) -> str:
    """Say date and time: "today 10:29", "yesterday 16:20", "tomorrow 09:30", "Wed 18 Nov, 10:30", "3 Dec 2025, 09:00"."""
    local = moment.astimezone(zone)
    return _near(local.date(), at.astimezone(zone).date(), get_language()) % {"time": f"{local:%H:%M}"}


def exact(moment: datetime, *, zone: tzinfo) -> str:
    """Say the exact instant with its zone, for hovering: "Tuesday 17 November 2026, 10:51:18 GMT"."""
    local = moment.astimezone(zone)
    return f"{_in_full(local.date(), get_language())}, {local:%H:%M:%S} {local.tzname()}"


# A page names the same few days again and again.
@lru_cache(maxsize=1024)
def _date(local: date, year_known: int, language: str | None) -> str:
    return formats.date_format(local, "j M" if local.year == year_known else "j M Y")


@lru_cache(maxsize=1024)
def _near(local: date, today: date, language: str | None) -> str:
    distance = (local - today).days
    named = {-1: _("yesterday %(time)s"), 0: _("today %(time)s"), 1: _("tomorrow %(time)s")}
    if distance in named:
        return named[distance]
    if abs(distance) < 7 and local.year == today.year:
        said = formats.date_format(local, "D j M")
    else:
        said = _date(local, today.year, language)
    return _("%(date)s, %(time)s") % {"date": said, "time": "%(time)s"}


@lru_cache(maxsize=1024)
def _in_full(local: date, language: str | None) -> str:
    return formats.date_format(local, "l j F Y")


def initials(name: str) -> str:
    """Return the one or two letters that stand for a person: "Priya Raman" → "PR", "ruth@example.com" → "R"."""
    parts = name.split("@")[0].replace("-", " ").split()
    letters = [part[0] for part in (parts[:1] + parts[1:][-1:])]
    return "".join(letters).upper()
