"""The diary of an agreement as a calendar file: when versions begin and end, and when both sides review them.

Every entry is a whole day by the agreement's own clock. Its UID never changes, and SEQUENCE rises with every change of its date,
so that a calendar that has read the file before moves or strikes out the entry it has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Max
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from agreements.models import Agreement, Review, Version
from agreements.queries.texts import schedule_of, terms_of
from agreements.rules import lifecycle, quarters

_MAKER = "-//SLA Portal//Agreements//EN"
_INSTANT = timedelta(microseconds=1)


def diary_of(agreement: Agreement) -> bytes:
    """Return an agreement's calendar file; the same bytes as long as nothing has changed. Three queries."""
    versions = list(agreement.versions.filter(state=lifecycle.SIGNED).order_by("number"))
    for version in versions:
        version.agreement = agreement
    zone = ZoneInfo(schedule_of(versions[-1]).zone) if versions else ZoneInfo("UTC")
    calendar = Calendar()
    calendar.add("prodid", _MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", agreement.name)
    with translation.override(settings.LANGUAGE_CODE):
        for version in versions:
            for entry in _of_version(version):
                calendar.add_component(entry)
        for entry in _of_reviews(agreement, zone):
            calendar.add_component(entry)
    return bytes(calendar.to_ical())


def _of_version(version: Version) -> Iterator[Event]:
    """The first and the last day of a signed version; a day that another version took away is struck out."""
    zone = ZoneInfo(schedule_of(version).zone)
    begins, until = version.in_force_from, version.in_force_until
    assert begins is not None and version.signed_at is not None
    never = until is not None and until <= begins
    page = reverse("agreements:version", args=[version.agreement.slug, version.number])
    names: Mapping[str, object] = {"number": version.number, "agreement": version.agreement}
    yield _entry(
        f"version-{version.pk}-begins",
        begins.astimezone(zone).date(),
        _("%(agreement)s: version %(number)s comes into force") % names,
        page,
        said_at=version.signed_at,
        sequence=int(never),
        is_off=never,
    )
    agreed = terms_of(version).effective_until
    ended_early = version.ended_why == "terminated"
    last_day = (until - _INSTANT).astimezone(zone).date() if until is not None and ended_early else agreed
    if last_day is None:
        return
    is_off = never or version.ended_why == "superseded"
    yield _entry(
        f"version-{version.pk}-ends",
        last_day,
        _("%(agreement)s: last day of version %(number)s") % names,
        page,
        said_at=version.signed_at,
        sequence=int(is_off or ended_early),
        is_off=is_off,
    )


def _of_reviews(agreement: Agreement, zone: ZoneInfo) -> Iterator[Event]:
    """Every review, held or to come; one that the end of the agreement leaves without purpose is struck out."""
    lines = Review.history.filter(agreement_id=agreement.pk).values("id")
    told = {
        line["id"]: (line["changes"], line["last"])
        for line in lines.annotate(changes=Count("history_id"), last=Max("history_date"))
    }
    over = agreement.ended_at.astimezone(zone).date() if agreement.ended_at else None
    for review in agreement.reviews.order_by("due_on", "pk"):
        changes, last = told.get(review.pk, (1, review.called_at))
        is_off = over is not None and review.concluded_at is None and review.due_on > over
        yield _entry(
            f"review-{review.pk}",
            review.due_on,
            (
                _("%(agreement)s: early review")
                if review.is_early
                else _("%(agreement)s: review of %(quarter)s")
            )
            % {"agreement": agreement, "quarter": quarters.name(review.quarter)},
            reverse("agreements:review", args=[review.pk]),
            said_at=last,
            sequence=changes - 1 + int(is_off),
            is_off=is_off,
        )


def _entry(
    uid: str, day: date, summary: str, page: str, *, said_at: datetime, sequence: int, is_off: bool
) -> Event:
    entry = Event()
    entry.add("uid", f"{uid}@{urlsplit(settings.PUBLIC_URL).hostname}")
    entry.add("dtstamp", said_at)
    entry.add("dtstart", day)
    entry.add("dtend", day + timedelta(days=1))
    entry.add("summary", summary)
    entry.add("url", f"{settings.PUBLIC_URL}{page}")
    entry.add("sequence", sequence)
    entry.add("status", "CANCELLED" if is_off else "CONFIRMED")
    entry.add("transp", "TRANSPARENT")
    return entry
