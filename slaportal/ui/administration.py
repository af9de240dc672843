"""The settings page: what each person looks after, for themselves and by role."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from slaportal.accounts.access import SignedInRequest, open_to_signed_in
from slaportal.accounts.models import User
from slaportal.accounts.roles import Permission, allows
from slaportal.ui.navigation import address


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the settings: the name of its address, its word, what is done there, its icon, who may (None: all)."""

    name: str
    label: str | Promise
    text: str | Promise
    icon: str
    permission: Permission | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Places under one heading, each with its address."""

    label: str
    places: tuple[tuple[Place, str], ...]


_P = Permission
_SECTIONS: dict[str | Promise, tuple[Place, ...]] = {
    _("The portal"): (
        Place(
            "accounts:people", _("People"), _("Who signs in, and who has left."), "users", _P.MANAGE_PEOPLE
        ),
        Place(
            "accounts:teams",
            _("Teams"),
            _("Sides, leaders, shares of the rotation, territory."),
            "users-group",
            _P.MANAGE_PEOPLE,
        ),
        Place(
            "accounts:roles",
            _("Who may do what"),
            _("Every role and its permissions."),
            "shield-check",
            _P.MANAGE_PEOPLE,
        ),
        Place(
            "leads:channels",
            _("Channels and forms"),
            _("Where leads come in, and the forms they fill in."),
            "plug",
            _P.MANAGE_CHANNELS,
        ),
        Place(
            "agreements:list",
            _("Business hours and holidays"),
            _("Part of each agreement, as both sides signed them. Change them in a draft."),
            "calendar-time",
            _P.SEE_AGREEMENTS,
        ),
    ),
    _("You"): (
        Place("accounts:profile", _("Profile"), _("Name, time zone, news by e-mail."), "user"),
        Place(
            "accounts:absences",
            _("Absences"),
            _("Days on which you, or your team, take no new leads."),
            "calendar-off",
        ),
        Place("account_change_password", _("Password"), _("Choose a new one."), "key"),
        Place(
            "mfa_index",
            _("Two-step sign-in"),
            _("A code from your phone beside the password."),
            "shield-lock",
        ),
    ),
}


@open_to_signed_in
@require_safe
def settings_page(request: SignedInRequest) -> HttpResponse:
    """Show everything the person may look after."""
    return render(request, "settings.html", {"sections": sections(request.user)})


def sections(user: User) -> tuple[Section, ...]:
    """Return the sections with the places a person may open; none that is empty."""
    open_to_them = (
        Section(
            str(label),
            tuple(
                (place, url)
                for place in places
                if (place.permission is None or allows(user, place.permission))
                and (url := address(place.name))
            ),
        )
        for label, places in _SECTIONS.items()
    )
    return tuple(section for section in open_to_them if section.places)
