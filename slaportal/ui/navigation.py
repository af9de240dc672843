"""Where the shell leads: one table of doors, each with the permission it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from slaportal.accounts.models import User
from slaportal.accounts.roles import Permission, permissions_of


@dataclass(frozen=True, slots=True)
class Door:
    """One entry of a navigation: the name of its address, its word, its icon, and who may pass (None: everyone)."""

    name: str
    label: str | Promise
    icon: str
    permission: Permission | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A door as one person sees it on one page."""

    label: str
    url: str
    icon: str
    current: bool = False
    count: int | None = None


MAIN = (
    Door("home", _("Home"), "home"),
    Door("leads:queue", _("Queue"), "list-check", Permission.SEE_QUEUE),
    Door("leads:list", _("Leads"), "users", Permission.SEE_QUEUE),
    Door("agreements:list", _("Agreements"), "signature", Permission.SEE_AGREEMENTS),
    Door("leads:dashboards", _("Dashboard"), "chart-bar", Permission.SEE_DASHBOARD),
    Door("leads:import", _("Import"), "file-import", Permission.BRING_LEADS),
)
PHONE_PLACES = 5
MORE = (Door("settings", _("Settings"), "settings"),)
PERSON = (
    Door("accounts:profile", _("Your profile"), "user"),
    Door("accounts:absences", _("Absences"), "calendar-off"),
    Door("settings", _("Settings"), "settings"),
    Door("account_change_password", _("Password"), "key"),
    Door("mfa_index", _("Two-step sign-in"), "shield-lock"),
    Door("ui:gallery", _("Components"), "layout-grid", Permission.SEE_GALLERY),
)
SEARCH = "search"
NOTICES = "notifications:list"


def address(name: str) -> str:
    """Return the address called ``name``, or nothing where this installation has none."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def entries(
    doors: tuple[Door, ...],
    user: User | AnonymousUser,
    *,
    path: str = "",
    counts: Mapping[str, int] | None = None,
) -> tuple[Entry, ...]:
    """Return the doors that ``user`` may pass; the one whose address ``path`` lies under most closely is current."""
    may = permissions_of(user)
    open_doors = [
        (door, url)
        for door in doors
        if (door.permission is None or door.permission in may) and (url := address(door.name))
    ]
    here = max((url for _door, url in open_doors if _under(path, url)), key=len, default="")
    return tuple(
        Entry(str(door.label), url, door.icon, current=url == here, count=(counts or {}).get(door.name))
        for door, url in open_doors
    )


def _under(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
