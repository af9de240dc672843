"""Who may sign for a side at a moment: its leader, and whoever the leader has named as a substitute for that time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from agreements.models import Agreement, Substitution
from agreements.queries.people import parties
from agreements.rules.lifecycle import Party
from slaportal.accounts.models import Membership, Side, User


@dataclass(frozen=True, slots=True)
class Capacity:
    """The side a person signs for, and the leader whose place they take; None for the leader in person."""

    side: Side
    in_place_of: User | None = None


def capacity_of(agreement: Agreement, person: User, *, at: datetime) -> Capacity | None:
    """Return for which side a person signs at ``at``, or None.

    A substitute's word is the leader's: it ends with the period, when it is revoked, and when the leader leads no more.
    """
    own = parties(agreement, person)
    for side in Side:
        if Party(side) in own:
            return Capacity(side)
    named = active(at).filter(agreement=agreement, substitute=person).order_by("pk").first()
    if named is None or not person.is_active:
        return None
    side = Side(named.side)
    leader = agreement.leader_of(side)
    return Capacity(side, leader) if named.leader_id == leader.pk else None


def active(at: datetime) -> QuerySet[Substitution]:
    """Return the substitutions that count at ``at``; the first moment of a period belongs to it, the last does not.

    Asked of the rows, not of ``roles_of``: whether the leader still leads a team of that side is part of one query.
    """
    leads = Membership.objects.filter(
        user=OuterRef("leader"),
        role=Membership.Role.LEADER,
        team__side=OuterRef("side"),
        team__is_active=True,
    )
    return Substitution.objects.filter(
        Exists(leads), leader__is_active=True, revoked_at=None, begins_at__lte=at, ends_at__gt=at
    )


def substitutes(agreement: Agreement, *, at: datetime) -> tuple[Substitution, ...]:
    """Return the substitutions that run or are still to come, the next first."""
    found = agreement.substitutions.filter(revoked_at=None, ends_at__gt=at)
    return tuple(found.select_related("leader", "substitute").order_by("begins_at", "pk"))


def standing_in(agreement: Agreement, side: str, *, at: datetime) -> list[User]:
    """Return the active people who sign in the place of a side's leader at ``at``."""
    named = active(at).filter(
        agreement=agreement, side=side, leader=agreement.leader_of(side), substitute__is_active=True
    )
    return [each.substitute for each in named.select_related("substitute")]


def signers(agreement: Agreement, side: str, *, at: datetime) -> list[User]:
    """Return everybody who may sign for a side at ``at``: its leader first."""
    return [agreement.leader_of(side), *standing_in(agreement, side, at=at)]


def latest_of(agreement: Agreement, person: User) -> Substitution | None:
    """Return the substitution of a person in an agreement that ends last, whatever became of it."""
    found = agreement.substitutions.filter(substitute=person).select_related("leader", "revoked_by")
    return found.order_by("-ends_at", "-pk").first()


def candidates(agreement: Agreement) -> QuerySet[User]:
    """Return whom a leader may name: active people with a role in the portal, but neither of the two leaders."""
    leaders = (agreement.marketing_leader_id, agreement.sales_leader_id)
    has_role = Q(memberships__team__is_active=True) | Q(is_manager=True) | Q(is_administrator=True)
    return User.objects.filter(has_role, is_active=True).exclude(pk__in=leaders).distinct()
