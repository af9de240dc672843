"""Who is here, in which teams, and who is away."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from slaportal.accounts.models import Absence, Membership, Team, User
from slaportal.accounts.roles import Permission, allows

_MEMBERSHIPS = Prefetch("memberships", Membership.objects.select_related("team").order_by("team__name"))


def people(*, text: str = "", active: bool | None = True) -> QuerySet[User]:
    """Return people by name with their teams; ``text`` is looked for in name, e-mail and title."""
    found = User.objects.prefetch_related(_MEMBERSHIPS).order_by("full_name", "pk")
    if active is not None:
        found = found.filter(is_active=active)
    for word in text.split():
        found = found.filter(
            Q(full_name__icontains=word) | Q(email__icontains=word) | Q(job_title__icontains=word)
        )
    return found


def teams() -> QuerySet[Team]:
    """Return all teams, those still working first, with their places and how many people they have."""
    places = Prefetch(
        "memberships", Membership.objects.select_related("user").order_by("role", "user__full_name")
    )
    return (
        Team.objects.prefetch_related(places)
        .annotate(size=Count("memberships", filter=Q(memberships__user__is_active=True)))
        .order_by("-is_active", "side", "name")
    )


def for_team(team: Team) -> dict[int, User]:
    """Return by key who can have a place in a team: everybody active, and who has one already."""
    seated = Membership.objects.filter(team=team).values("user")
    return {person.pk: person for person in User.objects.filter(Q(is_active=True) | Q(pk__in=seated))}


def led_by(leader: User) -> QuerySet[User]:
    """Return the active people in the teams that somebody leads, the leader left out."""
    led = Team.objects.filter(
        is_active=True, memberships__user=leader, memberships__role=Membership.Role.LEADER
    )
    return User.objects.filter(is_active=True, memberships__team__in=led).exclude(pk=leader.pk).distinct()


def leaders_of(person: User) -> QuerySet[User]:
    """Return the active leaders of a person's teams, the person left out."""
    theirs = Team.objects.filter(is_active=True, memberships__user=person)
    return (
        User.objects.filter(
            is_active=True, memberships__team__in=theirs, memberships__role=Membership.Role.LEADER
        )
        .exclude(pk=person.pk)
        .distinct()
    )


def absences_planned_by(user: User) -> QuerySet[User]:
    """Return the people whose absences somebody may enter: themselves, those they lead, for administrators all."""
    if allows(user, Permission.MANAGE_PEOPLE):
        return User.objects.filter(is_active=True)
    if allows(user, Permission.PLAN_ABSENCES):
        return User.objects.filter(Q(pk=user.pk) | Q(pk__in=led_by(user).values("pk")))
    return User.objects.filter(pk=user.pk)


def absences(people: QuerySet[User], *, ending_from: date) -> QuerySet[Absence]:
    """Return the absences of people that have not ended before ``ending_from``, the next first."""
    found = Absence.objects.filter(user__in=people, ends_on__gte=ending_from)
    return found.select_related("user").order_by("starts_on", "user__full_name")
