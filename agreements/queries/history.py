"""The history of an agreement as one account: its ledger, what people edited about it, who was told what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Agreement, Review, Substitution
from agreements.queries.account import CHANGES, kinds_saying, say
from agreements.queries.people import bound
from slaportal.accounts.models import Membership, Team, User
from slaportal.accounts.roles import Permission, allows
from slaportal.audit import timeline
from slaportal.audit.ledger import stream_of
from slaportal.audit.models import Event
from slaportal.audit.timeline import Said, Strand
from slaportal.notifications.models import Notice
from slaportal.notifications.told import told_about

#: Where the ledger keeps what people wrote, and names.
_WORDS = ("why", "reason", "notes", "name", "text", "answer", "said", "lead")


class Topic(NamedTuple):
    """What lines may be about: its name, how kinds of the ledger begin, and kinds of notices."""

    label: str | Promise
    events: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


TOPICS: Mapping[str, Topic] = {
    "text": Topic(
        gettext_lazy("Text"),
        ("agreement.", "version.begun", "version.edited", "version.handed_over", "version.dropped"),
        ("agreement.turn",),
    ),
    "talk": Topic(
        gettext_lazy("Comments and suggestions"),
        ("thread.", "comment.", "suggestion."),
        (
            "agreement.comment",
            "agreement.mention",
            "agreement.thread_resolved",
            "agreement.suggestion",
            "agreement.suggestion_settled",
        ),
    ),
    "signing": Topic(
        gettext_lazy("Signing, substitutes, term"),
        (
            "round.",
            "version.signed",
            "version.sealed",
            "version.superseded",
            "version.terminated",
            "substitute.",
            "termination.",
        ),
        (
            "agreement.sign",
            "agreement.signed",
            "agreement.round_closed",
            "agreement.end_moved",
            "agreement.in_force",
            "agreement.substitute",
            "agreement.end_asked",
            "agreement.end_answered",
            "agreement.ended",
            "agreement.term",
        ),
    ),
    "reading": Topic(gettext_lazy("Reading"), ("version.read",), ("agreement.read",)),
    "reviews": Topic(
        gettext_lazy("Reviews"),
        ("review.",),
        ("agreement.review", "agreement.review_signed", "agreement.concluded"),
    ),
    "people": Topic(gettext_lazy("Teams and places")),
    "exports": Topic(gettext_lazy("Exports"), ("history.",)),
}


def strands_of(agreement: Agreement, viewer: User) -> list[Strand]:
    """Return what an agreement's history is made of, as far as somebody may read it.

    Who has which place in a team is for those who see figures or look after people. What others were told names its
    figures to those who see the dashboard.
    """
    sees_figures = allows(viewer, Permission.SEE_DASHBOARD)
    strands = [
        _edits(agreement, Agreement.history.filter(id=agreement.pk), ()),
        _edits(
            agreement, Review.history.filter(agreement_id=agreement.pk), ("reviews",), _review_of(agreement)
        ),
        _edits(agreement, Substitution.history.filter(agreement_id=agreement.pk), ("signing",)),
    ]
    if sees_figures or allows(viewer, Permission.MANAGE_PEOPLE):
        strands += _teams(agreement)
    notices = told_about(
        stream_of(agreement),
        viewer=viewer,
        says_all=sees_figures,
        topics={key: Q(kind__in=topic.notices) for key, topic in TOPICS.items()},
    )
    return [*strands, _ledger(agreement), notices]


def people_in(agreement: Agreement) -> QuerySet[User]:
    """Return the people an agreement's history may name, by name: whom it binds, and whoever did or was told something."""
    did = Event.objects.filter(stream=stream_of(agreement)).values("by")
    told = Notice.objects.filter(about=stream_of(agreement)).values("recipient")
    everybody = Q(pk__in=bound(agreement).values("pk")) | Q(pk__in=did) | Q(pk__in=told)
    return User.objects.filter(everybody).order_by("full_name", "pk")


def _ledger(agreement: Agreement) -> Strand:
    linked = _links(agreement)

    def said(event: Event) -> Said:
        return replace(say(event), url=linked(event))

    return timeline.ledger_of(agreement, say=said, changes=CHANGES, topics=_topics(), finds=_finds)


def _topics() -> dict[str, Q]:
    return {key: _begins(topic.events) for key, topic in TOPICS.items()}


def _begins(beginnings: Sequence[str]) -> Q:
    return reduce(or_, (Q(kind__startswith=each) for each in beginnings), Q(pk__in=()))


def _finds(word: str) -> Q:
    written = reduce(or_, (Q(**{f"data__{name}__icontains": word}) for name in _WORDS))
    found = written | Q(kind__in=kinds_saying(word)) | Q(by__full_name__icontains=word)
    return found | Q(data__version=int(word)) if word.isascii() and word.isdigit() else found


def _links(agreement: Agreement) -> Callable[[Event], str]:
    """Return what leads from an event to its version or its review; the reviews are read once."""
    reviews: dict[tuple[str, Any], int] = {}

    def link(event: Event) -> str:
        if "version" in event.data:
            return reverse("agreements:version", args=[agreement.slug, event.data["version"]])
        if not event.kind.startswith("review."):
            return ""
        if not reviews:
            for review in agreement.reviews.all():
                reviews["due", review.due_on.isoformat()] = review.pk
                if not review.is_early:
                    reviews["quarter", review.quarter] = review.pk
        data = event.data
        key = reviews.get(("quarter", data.get("quarter"))) or reviews.get(("due", data.get("due_on")))
        return reverse("agreements:review", args=[key]) if key else ""

    return link


def _edits(
    agreement: Agreement,
    rows: QuerySet[Any],
    topics: tuple[str, ...],
    about: Callable[[Any], str] | None = None,
) -> Strand:
    """A history of which the ledger tells most: what stands in it at the same moment is told there alone."""
    told = Event.objects.filter(stream=stream_of(agreement), at=OuterRef("history_date"))
    return timeline.history(rows.filter(~Exists(told)), about=about, topics=topics)


def _review_of(agreement: Agreement) -> Callable[[Any], str]:
    return lambda row: _("the review of %(quarter)s") % {"quarter": row.quarter}


def _teams(agreement: Agreement) -> list[Strand]:
    """The teams an agreement binds and the places in them, which decide who gets its leads."""
    teams = agreement.teams.values("pk")
    return [
        timeline.history(
            Team.history.filter(id__in=teams),
            about=lambda row: str(row.name),
            finds=lambda word: Q(name__icontains=word),
            topics=("people",),
        ),
        timeline.history(
            Membership.history.filter(team_id__in=teams),
            about=lambda row: _("%(person)s in %(team)s") % {"person": row.user, "team": row.team},
            finds=lambda word: Q(user__full_name__icontains=word) | Q(team__name__icontains=word),
            topics=("people",),
        ),
    ]
