"""Who an agreement concerns: its leaders, the people it binds, and who may read it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from agreements.models import Agreement, Signature, SigningRound, Substitution, Version
from agreements.rules.lifecycle import Party
from slaportal.accounts.models import Membership, Side, User
from slaportal.accounts.roles import Permission, Role, allows, roles_of

_LEADER = {
    Side.MARKETING: (Party.MARKETING, Role.MARKETING_LEADER),
    Side.SALES: (Party.SALES, Role.SALES_LEADER),
}


def parties(agreement: Agreement, person: User | None) -> frozenset[Party]:
    """Return what a person is to an agreement; nobody (None) is the portal itself.

    A named leader who was deactivated or no longer leads a team of that side is not that side's leader any more.
    """
    if person is None:
        return frozenset({Party.PORTAL})
    found = set()
    side = agreement.side_led_by(person)
    if side is not None and _LEADER[side][1] in roles_of(person):
        found.add(_LEADER[side][0])
    if person.is_active and Membership.objects.filter(user=person, team__agreements=agreement).exists():
        found.add(Party.BOUND)
    return frozenset(found)


def bound(agreement: Agreement) -> QuerySet[User]:
    """Return everyone a version binds: the two leaders and the active members of the teams it names, by name."""
    members = Membership.objects.filter(team__agreements=agreement).values("user")
    leaders = [agreement.marketing_leader_id, agreement.sales_leader_id]
    return User.objects.filter(Q(pk__in=members) | Q(pk__in=leaders), is_active=True)


def still_to_read(version: Version) -> QuerySet[User]:
    """Return the bound people who have not confirmed reading a version; signing it counts as reading (requirement B6)."""
    signed = Signature.objects.filter(round__version=version, round__outcome=SigningRound.Outcome.SIGNED)
    return (
        bound(version.agreement)
        .exclude(pk__in=version.read_receipts.values("person"))
        .exclude(pk__in=signed.values("signer"))
        .exclude(pk__in=[version.agreement.marketing_leader_id, version.agreement.sales_leader_id])
    )


def visible_to(user: User) -> QuerySet[Agreement]:
    """Return the agreements a person may read: those that bind or name them, all for managers and administrators.

    A substitute is named too, from the day they are until it is revoked.
    """
    if not allows(user, Permission.SEE_AGREEMENTS):
        return Agreement.objects.none()
    if not roles_of(user).isdisjoint({Role.MANAGER, Role.ADMINISTRATOR}):
        return Agreement.objects.all()
    binding = Agreement.teams.through.objects.filter(team__memberships__user=user).values("agreement")
    named = Substitution.objects.filter(substitute=user, revoked_at=None).values("agreement")
    return Agreement.objects.filter(
        Q(pk__in=binding) | Q(pk__in=named) | Q(marketing_leader=user) | Q(sales_leader=user)
    )


def readers_of(agreement: Agreement) -> QuerySet[User]:
    """Return the people who may read an agreement and its drafts, by name: the other side of ``visible_to``."""
    seated = Membership.objects.filter(team__is_active=True).values("user")
    members = Membership.objects.filter(team__agreements=agreement).values("user")
    named = Substitution.objects.filter(agreement=agreement, revoked_at=None).values("substitute")
    everywhere = Q(is_manager=True) | Q(is_administrator=True)
    concerned = (
        Q(pk__in=members)
        | Q(pk__in=named)
        | Q(pk__in=[agreement.marketing_leader_id, agreement.sales_leader_id])
    )
    people = User.objects.filter(is_active=True).filter(everywhere | Q(pk__in=seated) & concerned)
    return people.order_by("full_name", "pk")
