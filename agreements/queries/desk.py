"""What waits for a person in their agreements: a signature, a turn, a reading, a review."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.models import Agreement, ReadReceipt, Review, Signature, SigningRound, Version
from agreements.rules import lifecycle, quarters
from slaportal.accounts.models import User

#: A review shows on the desk this long before its date.
REVIEW_AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Need:
    """One thing somebody is asked to do: said, where, with what button and sign, and until when (None: no date)."""

    title: str
    text: str
    url: str
    action: str
    icon: str
    due: datetime | None = None


def needs(user: User, at: datetime) -> list[Need]:
    """Return what the person is asked to do, most pressing kind first; four queries whatever the number."""
    return [*_to_sign(user, at), *_turns(user), *_reviews(user, at), *_to_read(user, at)]


def _led_by(user: User, path: str) -> Q:
    return Q(**{f"{path}marketing_leader": user}) | Q(**{f"{path}sales_leader": user})


def _address(page: str, version: Version) -> str:
    return reverse(f"agreements:{page}", args=[version.agreement.slug, version.number])


def _to_sign(user: User, at: datetime) -> Iterator[Need]:
    signed = Signature.objects.filter(round=OuterRef("pk"), signer=user)
    rounds = (
        SigningRound.objects.filter(
            _led_by(user, "version__agreement__"),
            ~Exists(signed),
            Q(expires_at=None) | Q(expires_at__gte=at),
            closed_at=None,
        )
        .select_related("version__agreement", "opened_by")
        .order_by("opened_at")
    )
    for round in rounds:
        yield Need(
            title=_("Sign version %(number)s of %(agreement)s")
            % {"number": round.version.number, "agreement": round.version.agreement},
            text=_("%(person)s put it before both leaders.") % {"person": round.opened_by},
            url=_address("sign", round.version),
            action=_("Read and sign"),
            icon="signature",
            due=round.expires_at,
        )


def _turns(user: User) -> Iterator[Need]:
    drafts = (
        Version.objects.filter(state__in=[lifecycle.DRAFT, lifecycle.IN_REVIEW])
        .filter(
            Q(turn="marketing", agreement__marketing_leader=user)
            | Q(turn="sales", agreement__sales_leader=user)
        )
        .select_related("agreement", "saved_by")
        .order_by("saved_at")
    )
    for version in drafts:
        yield Need(
            title=_("Your turn on version %(number)s of %(agreement)s")
            % {"number": version.number, "agreement": version.agreement},
            text=_("Last saved by %(person)s.") % {"person": version.saved_by},
            url=_address("draft", version),
            action=_("Open the draft"),
            icon="message-2",
        )


def _reviews(user: User, at: datetime) -> Iterator[Need]:
    reviews = (
        Review.objects.filter(
            _led_by(user, "agreement__"), concluded_at=None, due_on__lte=(at + REVIEW_AHEAD).date()
        )
        .select_related("agreement")
        .order_by("due_on")
    )
    for review in reviews:
        yield Need(
            title=_("Review of %(agreement)s") % {"agreement": review.agreement},
            text=_("%(quarter)s, on %(day)s.")
            % {"quarter": quarters.name(review.quarter), "day": f"{review.due_on.day} {review.due_on:%B %Y}"},
            url=reverse("agreements:review", args=[review.pk]),
            action=_("Open the review"),
            icon="calendar-event",
        )


def _to_read(user: User, at: datetime) -> Iterator[Need]:
    read = ReadReceipt.objects.filter(version=OuterRef("pk"), person=user)
    binding = Agreement.teams.through.objects.filter(
        agreement=OuterRef("agreement"), team__memberships__user=user
    )
    versions = (
        Version.objects.filter(~Exists(read), Exists(binding), state=lifecycle.SIGNED)
        .filter(Q(in_force_until=None) | Q(in_force_until__gt=at))
        .exclude(_led_by(user, "agreement__"))
        .select_related("agreement")
        .order_by("signed_at")
    )
    for version in versions:
        yield Need(
            title=_("Read version %(number)s of %(agreement)s")
            % {"number": version.number, "agreement": version.agreement},
            text=_("Both leaders have signed it, and it binds your team."),
            url=_address("version", version),
            action=_("Read and confirm"),
            icon="file-text",
        )
