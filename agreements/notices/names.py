"""How news of agreements names things: leaders, versions, pages, days and moments."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from agreements import queries
from agreements.models import Agreement, SigningRound, Version
from slaportal.accounts.models import User


def leaders_of(agreement: Agreement) -> list[User]:
    """Return both named leaders."""
    return [agreement.marketing_leader, agreement.sales_leader]


def said_who(person: User | None, capacity: queries.Capacity | None) -> str:
    """Name somebody who acted, with the leader whose place they took."""
    if capacity is None or capacity.in_place_of is None:
        return str(person)
    return _("%(person)s in place of %(leader)s") % {"person": person, "leader": capacity.in_place_of}


def names_of(version: Version) -> dict[str, object]:
    """Return what subjects name: the version's number and its agreement."""
    return {"number": version.number, "agreement": version.agreement}


def page_of(page: str, version: Version) -> str:
    """Return the address of one of a version's pages."""
    return reverse(f"agreements:{page}", args=[version.agreement.slug, version.number])


def until(round: SigningRound) -> str:
    """Say when a round ends, in the agreement's own zone; nothing for one without end."""
    if round.expires_at is None:
        return ""
    zone = ZoneInfo(queries.schedule_of(round.version).zone)
    local = round.expires_at.astimezone(zone)
    return " " + _("The round ends on %(moment)s.") % {"moment": f"{day_of(local)}, {local:%H:%M} {zone.key}"}


def moment_of(version: Version) -> str:
    """Say from when a version is in force, in its own zone."""
    assert version.in_force_from is not None
    return moment_in(version.in_force_from, queries.schedule_of(version).zone)


def moment_in(at: datetime, zone: str) -> str:
    """Say a moment by the clock of a zone, which is named."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{day_of(local)}, {local:%H:%M} {zone}"


def day_of(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
