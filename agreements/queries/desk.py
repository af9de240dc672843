"""What waits for a person in their agreements: a signature, an answer, a turn, a reading, a review."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.models import (
    Agreement,
    ReadReceipt,
    Review,
    ReviewStatement,
    Signature,
    SigningRound,
    Termination,
    Version,
)
from agreements.queries.conclusions import wordings_of
from agreements.queries.substitutes import active
from agreements.rules import lifecycle, quarters
from slaportal.accounts.models import Side, User

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
    """Return what the person is asked to do, most pressing kind first; as many queries whatever the number."""
    return [
        *_to_sign(user, at),
        *_to_answer(user, at),
        *_turns(user),
        *_reviews(user, at),
        *_to_read(user, at),
    ]


def _led_by(user: User, path: str) -> Q:
    return Q(**{f"{path}marketing_leader": user}) | Q(**{f"{path}sales_leader": user})


def _address(page: str, version: Version) -> str:
    return reverse(f"agreements:{page}", args=[version.agreement.slug, version.number])


def _to_sign(user: User, at: datetime) -> Iterator[Need]:
    """Rounds in which the person's side has not signed, as its leader or in the leader's place."""
    mine = Q()
    for side in Side:
        signed = Signature.objects.filter(round=OuterRef("pk"), side=side)
        named = active(at).filter(agreement=OuterRef("version__agreement"), side=side, substitute=user)
        leads = Q(**{f"version__agreement__{side}_leader": user})
        mine |= (leads | Q(Exists(named))) & ~Q(Exists(signed))
    rounds = (
        SigningRound.objects.filter(mine, Q(expires_at=None) | Q(expires_at__gte=at), closed_at=None)
        .select_related("version__agreement", "opened_by")
        .order_by("opened_at")
    )
    for round in rounds:
        text = _("%(person)s put it before both leaders.") % {"person": round.opened_by}
        if round.version.agreement.side_led_by(user) is None:
            text = _("%(text)s You take the place of one.") % {"text": text}
        yield Need(
            title=_("Sign version %(number)s of %(agreement)s")
            % {"number": round.version.number, "agreement": round.version.agreement},
            text=text,
            url=_address("sign", round.version),
            action=_("Read and sign"),
            icon="signature",
            due=round.expires_at,
        )


def _to_answer(user: User, at: datetime) -> Iterator[Need]:
    """Agreements that the other side asks to end."""
    asked = (
        Termination.objects.filter(_led_by(user, "agreement__"), outcome="")
        .exclude(asked_by=user)
        .select_related("agreement", "asked_by")
        .order_by("asked_at")
    )
    for termination in asked:
        yield Need(
            title=_("%(person)s asks to end %(agreement)s")
            % {"person": termination.asked_by, "agreement": termination.agreement},
            text=termination.reason,
            url=reverse("agreements:end", args=[termination.agreement.slug]),
            action=_("Agree or refuse"),
            icon="calendar-off",
            due=termination.ends_at,
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
    """Reviews that are near, and those whose conclusion the other side has signed; not those that wait for the other side."""
    signed = ReviewStatement.objects.filter(review=OuterRef("pk"))
    reviews = (
        Review.objects.filter(
            Q(due_on__lte=(at + REVIEW_AHEAD).date()) | Q(Exists(signed)),
            _led_by(user, "agreement__"),
            concluded_at=None,
            agreement__ended_at=None,
        )
        .select_related("agreement")
        .prefetch_related("statements__person")
        .order_by("due_on")
    )
    for review in reviews:
        side = review.agreement.side_led_by(user)
        waiting = wordings_of(review)
        theirs = [each for each in waiting if each.side != side]
        if waiting and not theirs:
            continue
        if theirs:
            title = _("A review waits for your signature: %(agreement)s")
            text = _("%(person)s signed a conclusion on %(quarter)s.")
            action, icon = _("Read and sign"), "signature"
        else:
            title, text = _("Review of %(agreement)s"), _("%(quarter)s, on %(day)s.")
            action, icon = _("Open the review"), "calendar-event"
        yield Need(
            title=title % {"agreement": review.agreement},
            text=text
            % {
                "person": theirs[-1].person if theirs else "",
                "quarter": _quarter(review, inside=bool(theirs)),
                "day": f"{review.due_on.day} {review.due_on:%B %Y}",
            },
            url=reverse("agreements:review", args=[review.pk]),
            action=action,
            icon=icon,
        )


def _quarter(review: Review, *, inside: bool) -> str:
    """A review's quarter at the beginning of a sentence, or inside of one."""
    name = quarters.name(review.quarter)
    return _("the %(quarter)s") % {"quarter": f"{name[:1].lower()}{name[1:]}"} if inside else name


def _to_read(user: User, at: datetime) -> Iterator[Need]:
    read = ReadReceipt.objects.filter(version=OuterRef("pk"), person=user)
    signed = Signature.objects.filter(
        round__version=OuterRef("pk"), round__outcome=SigningRound.Outcome.SIGNED, signer=user
    )
    binding = Agreement.teams.through.objects.filter(
        agreement=OuterRef("agreement"), team__memberships__user=user
    )
    versions = (
        Version.objects.filter(
            ~Exists(read), ~Exists(signed), Exists(binding), state=lifecycle.SIGNED, agreement__ended_at=None
        )
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
