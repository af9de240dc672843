"""The demo people whom the sign-in page offers and the first start names."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from slaportal.accounts.models import Membership, Side, User

_LEADER, _MEMBER = Membership.Role.LEADER, Membership.Role.MEMBER
_ROLES: dict[str | Promise, Q] = {
    _("Administrator"): Q(is_administrator=True),
    _("Manager"): Q(is_manager=True, is_administrator=False),
    _("Marketing leader"): Q(memberships__role=_LEADER, memberships__team__side=Side.MARKETING),
    _("Sales leader"): Q(memberships__role=_LEADER, memberships__team__side=Side.SALES),
    _("Sales rep"): Q(memberships__role=_MEMBER, memberships__team__side=Side.SALES),
    _("Marketer"): Q(memberships__role=_MEMBER, memberships__team__side=Side.MARKETING),
}


def people() -> list[tuple[str, User]]:
    """Return the first active person of each role with the role in words; nobody unless in demo mode."""
    if not settings.DEMO:
        return []
    found = (
        (str(role), User.objects.filter(who, is_active=True).order_by("pk").first())
        for role, who in _ROLES.items()
    )
    return [(role, person) for role, person in found if person]
