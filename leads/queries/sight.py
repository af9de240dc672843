"""Which leads a person may see: their team's, those they look after, or all, as their roles say."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from leads.models import Lead, Stint
from slaportal.accounts.models import Membership, Side, Team, User
from slaportal.accounts.roles import Permission, Role, allows, places_of, roles_of


def leads_visible_to(user: User) -> QuerySet[Lead]:
    """Return the leads a person may open; a page asks here first, so that another team's lead is not found (404).

    Marketing and managers see every lead (SEE_ALL_LEADS). Reps and sales leaders see those of their teams, and a named
    sales leader also those of the agreement that nobody's territory holds.
    """
    if allows(user, Permission.SEE_ALL_LEADS):
        return Lead.objects.all()
    if not allows(user, Permission.SEE_QUEUE):
        return Lead.objects.none()
    return Lead.objects.filter(_of_their_teams(user))


def stints_visible_to(user: User) -> QuerySet[Stint]:
    """Return the stints a person may see, by the same rule."""
    if allows(user, Permission.SEE_ALL_LEADS):
        return Stint.objects.all()
    if not allows(user, Permission.SEE_QUEUE):
        return Stint.objects.none()
    return Stint.objects.filter(_of_their_teams(user))


def reps_visible_to(user: User) -> QuerySet[User]:
    """Return the people of sales whose leads a person may see, by name."""
    teams = Team.objects.filter(side=Side.SALES, is_active=True)
    if not allows(user, Permission.SEE_ALL_LEADS):
        teams = teams.filter(pk__in=sales_teams_of(user))
    return User.objects.filter(is_active=True, memberships__team__in=teams).distinct().order_by("full_name")


def takers_of(lead: Lead, user: User) -> QuerySet[User]:
    """Return the people to whom somebody may give a lead: those they see in the sales teams of its agreement."""
    bound = Team.objects.filter(agreements=lead.agreement_id, side=Side.SALES, is_active=True)
    return reps_visible_to(user).filter(pk__in=Membership.objects.filter(team__in=bound).values("user"))


def sales_teams_of(user: User) -> list[int]:
    """Return the sales teams a person belongs to."""
    return [place.team_id for place in places_of(user) if place.side == Side.SALES]


def _of_their_teams(user: User) -> Q:
    theirs = Q(team__in=sales_teams_of(user))
    if Role.SALES_LEADER in roles_of(user):
        theirs |= Q(team=None, handed_over_at__isnull=False, agreement__sales_leader=user)
    return theirs
