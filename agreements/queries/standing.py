"""Where versions stand at a moment: what is in force is a question of dates (docs/adr/in-force-is-a-question-of-dates.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, SigningRound, Version
from agreements.rules import lifecycle

_LABELS: dict[str, Promise] = {
    "draft": _("Draft"),
    "in_review": _("In review"),
    "out_for_signature": _("Out for signature"),
    "dropped": _("Dropped"),
    "scheduled": _("Signed"),
    "in_force": _("In force"),
    "superseded": _("Superseded"),
    "terminated": _("Terminated"),
    "expired": _("Expired"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a version stands at a moment; ``key`` is one of draft, in_review, out_for_signature, dropped, scheduled (signed,
    in force later), in_force, superseded, terminated, expired."""

    key: str
    label: str


def standing(version: Version, at: datetime) -> Standing:
    """Return how a version stands at ``at``."""
    key = version.state
    if key == lifecycle.SIGNED:
        assert version.in_force_from is not None
        if version.in_force_until is not None and version.in_force_until <= max(at, version.in_force_from):
            key = version.ended_why
        else:
            key = "in_force" if version.in_force_from <= at else "scheduled"
    return Standing(key, str(_LABELS[key]))


def in_force_at(at: datetime, prefix: str = "") -> Q:
    """Return the condition that a version is in force at ``at``; ``prefix`` leads to it ("version__")."""
    return Q(**{f"{prefix}state": lifecycle.SIGNED, f"{prefix}in_force_from__lte": at}) & (
        Q(**{f"{prefix}in_force_until": None}) | Q(**{f"{prefix}in_force_until__gt": at})
    )


def in_force(agreement: Agreement, at: datetime) -> Version | None:
    """Return the one version in force at ``at``, or None before the first and after the last."""
    return Version.objects.filter(in_force_at(at), agreement=agreement).select_related("agreement").first()


def all_in_force(at: datetime) -> QuerySet[Version]:
    """Return every agreement's version in force at ``at``, with its agreement."""
    return Version.objects.filter(in_force_at(at)).select_related("agreement").order_by("agreement__name")


def following(agreement: Agreement, at: datetime) -> Version | None:
    """Return the signed version that comes into force after ``at``, or None."""
    coming = Version.objects.filter(agreement=agreement, state=lifecycle.SIGNED, in_force_from__gt=at)
    return coming.filter(in_force_until=None).select_related("agreement").first()


def newest_signed(agreement: Agreement) -> Version | None:
    """Return the signed version with the highest number, in force or not, or None."""
    return Version.objects.filter(agreement=agreement, state=lifecycle.SIGNED).order_by("-number").first()


def open_version(agreement: Agreement) -> Version | None:
    """Return the version being written or signed, or None; there is at most one."""
    return Version.objects.filter(agreement=agreement, state__in=lifecycle.OPEN).first()


def open_round(version: Version) -> SigningRound | None:
    """Return the round in which a version is before both leaders, or None."""
    rounds = SigningRound.objects.filter(version=version, closed_at=None)
    return (
        rounds.select_related("version__agreement", "opened_by")
        .prefetch_related("signatures__signer", "signatures__for_leader")
        .first()
    )


def amends(version: Version) -> Version | None:
    """Return the signed version that a draft amends; None for a first draft, and for one of an agreement never signed."""
    base = version.based_on
    return base if base is not None and base.state == lifecycle.SIGNED else None


def latest_round(version: Version) -> SigningRound | None:
    """Return the round in which a version was put before both leaders last, open or not; None when it never was."""
    rounds = SigningRound.objects.filter(version=version).select_related("version__agreement", "opened_by")
    return rounds.order_by("-number").first()


def has_ended(round: SigningRound, at: datetime) -> bool:
    """Whether a round takes no signature at ``at``: closed, or past its end."""
    return round.closed_at is not None or (round.expires_at is not None and round.expires_at < at)
