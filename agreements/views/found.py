"""Finding the version an address names, among those the person may read."""

from __future__ import annotations

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from agreements import queries
from agreements.models import Agreement, SigningRound, Version
from slaportal.accounts.models import User


def agreements_of(user: User) -> QuerySet[Agreement]:
    """Return the agreements a person may read, each with its leaders."""
    return queries.visible_to(user).select_related("marketing_leader", "sales_leader")


def agreement(user: User, slug: str) -> Agreement:
    """Return an agreement; 404 for one that the person may not read."""
    return get_object_or_404(agreements_of(user), slug=slug)


def version(user: User, slug: str, number: int) -> Version:
    """Return a version with its agreement; 404 as above."""
    whole = agreement(user, slug)
    found = get_object_or_404(
        Version.objects.select_related("saved_by", "based_on"), agreement=whole, number=number
    )
    found.agreement = whole
    return found


def round_of(version: Version) -> SigningRound | None:
    """Return the open round of a version, else its last one, else None."""
    rounds = version.rounds.select_related("opened_by").prefetch_related("signatures__signer")
    return rounds.filter(closed_at=None).first() or rounds.order_by("-number").first()
