"""How the portal says a duration, a moment, a share and a name."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

CALENDAR_DAY = timedelta(days=1)
NBSP = "\N{NO-BREAK SPACE}"


def duration(span: timedelta, *, day: timedelta = CALENDAR_DAY) -> str:
    """Say how long ``span`` is: "under 1 min", "18 min", "2 h 10", "6 h", "9 days"; its sign is left out.

    Parts are cut, not rounded, so nobody is promised a minute they do not have. ``day`` is how long a day is
    in the time the span was counted in: 24 hours for wall time, the opening hours of a day for business time.
    """
    seconds = abs(span).total_seconds()
    if seconds >= day.total_seconds():
        days = int(seconds // day.total_seconds())
        return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
    minutes = int(seconds // 60)
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
    words = duration(span, day=day)
    if span < timedelta(0):
        return _("Late by %(duration)s") % {"duration": words}
    return _("%(duration)s left") % {"duration": words}


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
    if shown in (0, 100):
        shown = shown.to_integral_value()
    return f"{formats.number_format(shown, use_l10n=True)}{NBSP}%"


def points(difference: Decimal | float) -> str:
    """Say the distance between two shares of 1 in percentage points, without its sign: "4.2 points"."""
    value = abs(Decimal(str(difference)) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return _("%(points)s points") % {"points": formats.number_format(value)}


def number(value: Decimal | float, *, places: int = 0, signed: bool = False) -> str:
    """Say a number with separated thousands: "1,412", "4.0"; with ``signed`` "+19" or "−7"."""
    # Rounded here: Django's number_format cuts.
    rounded = abs(Decimal(str(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    shown = formats.number_format(rounded, decimal_pos=places, use_l10n=True, force_grouping=True)
    if not rounded:
        return shown
    if value < 0:
        return f"−{shown}"
    return f"+{shown}" if signed and value > 0 else shown


def current_zone() -> tzinfo:
    """Return the zone of the person the page is for (the middleware activates it)."""
    return timezone.get_current_timezone()


def time_of_day(moment: datetime, *, zone: tzinfo) -> str:
    """Say the wall time in ``zone``: "10:51"."""
    return formats.date_format(moment.astimezone(zone), "H:i")


def day(moment: datetime, *, zone: tzinfo, at: datetime) -> str:
    """Say the date in ``zone``: "17 Nov", with the year when it is not the year of ``at``."""
    local = moment.astimezone(zone)
    return formats.date_format(local, "j M" if local.year == at.astimezone(zone).year else "j M Y")


def short(moment: datetime, *, zone: tzinfo, at: datetime) -> str:
    """Say the time when it is the day of ``at``, otherwise the date: "10:51", "16 Nov", "3 Dec 2025"."""
    if moment.astimezone(zone).date() == at.astimezone(zone).date():
        return time_of_day(moment, zone=zone)
    return day(moment, zone=zone, at=at)


def date_and_time(moment: datetime, *, zone: tzinfo, at: datetime) -> str:
    """Say date and time: "today 10:29", "yesterday 16:20", "tomorrow 09:30", "Wed 18 Nov, 10:30", "3 Dec 2025, 09:00"."""
    local, today = moment.astimezone(zone), at.astimezone(zone).date()
    clock = time_of_day(moment, zone=zone)
    near = {-1: _("yesterday %(time)s"), 0: _("today %(time)s"), 1: _("tomorrow %(time)s")}
    distance = (local.date() - today).days
    if distance in near:
        return near[distance] % {"time": clock}
    pattern = "D j M" if abs(distance) < 7 else "j M"
    date = formats.date_format(local, pattern if local.year == today.year else "j M Y")
    return _("%(date)s, %(time)s") % {"date": date, "time": clock}


def exact(moment: datetime, *, zone: tzinfo) -> str:
    """Say the exact instant with its zone, for hovering: "Tuesday 17 November 2026, 10:51:18 GMT"."""
    return formats.date_format(moment.astimezone(zone), "l j F Y, H:i:s T")


def initials(name: str) -> str:
    """Return the one or two letters that stand for a person: "Priya Raman" → "PR", "ruth@example.com" → "R"."""
    parts = name.split("@")[0].replace("-", " ").split()
    letters = [part[0] for part in (parts[:1] + parts[1:][-1:])]
    return "".join(letters).upper()
