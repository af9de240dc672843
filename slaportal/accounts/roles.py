"""Who may do what: roles, permissions, and the one table that joins them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from slaportal.accounts.models import Membership, Side, User


class Role(models.TextChoices):
    """What a person is in the portal (docs/roles.md); one person may have several."""

    MARKETING_LEADER = "marketing_leader", _("Marketing leader")
    SALES_LEADER = "sales_leader", _("Sales leader")
    MARKETER = "marketer", _("Marketer")
    REP = "rep", _("Sales rep")
    MANAGER = "manager", _("Manager")
    ADMINISTRATOR = "administrator", _("Administrator")


class Permission(models.TextChoices):
    """One thing a door may ask for; which leads and agreements it covers is for the queries to say."""

    SEE_AGREEMENTS = "see_agreements", _("read agreements")
    DRAFT_AGREEMENTS = "draft_agreements", _("draft and negotiate agreements")
    SIGN_AGREEMENTS = "sign_agreements", _("sign or decline, when named in the agreement")
    CALL_REVIEWS = "call_reviews", _("call and conclude reviews")
    SEE_QUEUE = "see_queue", _("see the queue")
    WORK_LEADS = "work_leads", _("log touches and answer leads")
    EDIT_LEADS = "edit_leads", _("correct what is known of a lead")
    ASSIGN_LEADS = "assign_leads", _("give leads to other people")
    SEE_ALL_LEADS = "see_all_leads", _("see the leads of every team")
    BRING_LEADS = "bring_leads", _("bring leads in")
    SEE_DASHBOARD = "see_dashboard", _("see the compliance dashboard")
    EXPORT = "export", _("export figures and lists")
    MANAGE_CHANNELS = "manage_channels", _("look after channels and forms")
    PLAN_ABSENCES = "plan_absences", _("enter absences for others")
    MANAGE_PEOPLE = "manage_people", _("look after people and teams")
    SEE_GALLERY = "see_gallery", _("see the gallery of components")


_P = Permission

# The whole policy. A person with several roles may do what any of them may.
POLICY: Mapping[Role, frozenset[Permission]] = {
    Role.MARKETING_LEADER: frozenset({
        _P.SEE_AGREEMENTS, _P.DRAFT_AGREEMENTS, _P.SIGN_AGREEMENTS, _P.CALL_REVIEWS,
        _P.SEE_QUEUE, _P.EDIT_LEADS, _P.SEE_ALL_LEADS, _P.BRING_LEADS,
        _P.SEE_DASHBOARD, _P.EXPORT, _P.MANAGE_CHANNELS, _P.PLAN_ABSENCES,
    }),
    Role.SALES_LEADER: frozenset({
        _P.SEE_AGREEMENTS, _P.DRAFT_AGREEMENTS, _P.SIGN_AGREEMENTS, _P.CALL_REVIEWS,
        _P.SEE_QUEUE, _P.WORK_LEADS, _P.EDIT_LEADS, _P.ASSIGN_LEADS,
        _P.SEE_DASHBOARD, _P.EXPORT, _P.PLAN_ABSENCES,
    }),
    Role.MARKETER: frozenset({
        _P.SEE_AGREEMENTS, _P.SEE_QUEUE, _P.EDIT_LEADS, _P.SEE_ALL_LEADS, _P.BRING_LEADS,
    }),
    Role.REP: frozenset({
        _P.SEE_AGREEMENTS, _P.SEE_QUEUE, _P.WORK_LEADS, _P.EDIT_LEADS,
    }),
    Role.MANAGER: frozenset({
        _P.SEE_AGREEMENTS, _P.SEE_QUEUE, _P.SEE_ALL_LEADS, _P.SEE_DASHBOARD, _P.EXPORT,
    }),
    Role.ADMINISTRATOR: frozenset({
        _P.SEE_AGREEMENTS, _P.EXPORT, _P.MANAGE_CHANNELS, _P.PLAN_ABSENCES, _P.MANAGE_PEOPLE, _P.SEE_GALLERY,
    }),
}  # fmt: skip

_IN_TEAM: Mapping[tuple[str, str], Role] = {
    (Side.MARKETING, Membership.Role.LEADER): Role.MARKETING_LEADER,
    (Side.MARKETING, Membership.Role.MEMBER): Role.MARKETER,
    (Side.SALES, Membership.Role.LEADER): Role.SALES_LEADER,
    (Side.SALES, Membership.Role.MEMBER): Role.REP,
}


class Place(NamedTuple):
    """A place in a team."""

    team_id: int
    side: str
    role: str


def roles_of(user: User | AnonymousUser) -> frozenset[Role]:
    """Return a person's roles: from their places in active teams and from the two marks on the person.

    Who is deactivated or not signed in has none.
    """
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    return frozenset(
        {_IN_TEAM[place.side, place.role] for place in places_of(user)}
        | ({Role.MANAGER} if user.is_manager else set())
        | ({Role.ADMINISTRATOR} if user.is_administrator else set())
    )


def places_of(user: User) -> tuple[Place, ...]:
    """Return a person's places in active teams; one query, kept on the instance, so a request asks once."""
    kept: tuple[Place, ...] | None = getattr(user, "_places", None)
    if kept is None:
        rows = user.memberships.filter(team__is_active=True).order_by("team_id")
        kept = tuple(Place(*row) for row in rows.values_list("team_id", "team__side", "role"))
        user._places = kept  # type: ignore[attr-defined]
    return kept


def permissions_of(user: User | AnonymousUser) -> frozenset[Permission]:
    """Return everything a person may do."""
    return frozenset().union(*(POLICY[role] for role in roles_of(user)))


def allows(user: User | AnonymousUser, permission: Permission) -> bool:
    """Say whether one of the person's roles has the permission."""
    return any(permission in POLICY[role] for role in roles_of(user))
