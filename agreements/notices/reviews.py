"""News of reviews and of terms that run out."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements import queries
from agreements.models import Review, ReviewStatement, Version
from agreements.notices.names import day_of, leaders_of, names_of, page_of
from slaportal.accounts.models import Side, User
from slaportal.audit.ledger import stream_of
from slaportal.notifications import outbox
from slaportal.notifications.kinds import Kind

KINDS = (
    Kind("agreement.review", gettext_lazy("A review comes up"), icon="calendar-event"),
    Kind("agreement.review_signed", gettext_lazy("A review waits for your signature"), icon="signature"),
    Kind("agreement.concluded", gettext_lazy("A review was concluded"), icon="calendar-event"),
    Kind("agreement.term", gettext_lazy("An agreement runs out"), icon="calendar-off"),
)


def review_called(review: Review, *, at: datetime, by: User, reason: str) -> None:
    """Tell both leaders that one of them asks for an early review."""
    outbox.tell(
        leaders_of(review.agreement),
        kind="agreement.review",
        key=f"review:{review.pk}:called",
        subject=_("%(person)s asks for an early review of %(agreement)s on %(day)s")
        % {"person": by, "agreement": review.agreement, "day": day_of(review.due_on)},
        body=reason,
        url=reverse("agreements:review", args=[review.pk]),
        about=stream_of(review.agreement),
        at=at,
    )


def review_coming(review: Review, rung: str, days: int, *, at: datetime, deliver_at: datetime) -> int:
    """Remind both leaders of a review; each ``rung`` is told once. ``days`` until its date are negative when it is past."""
    if days > 0:
        subject = _("Review of %(agreement)s on %(day)s")
    elif days == 0:
        subject = _("Review of %(agreement)s today")
    else:
        subject = _("Review of %(agreement)s was due on %(day)s")
    return outbox.tell(
        leaders_of(review.agreement),
        kind="agreement.review",
        key=f"review:{review.pk}:{rung}",
        subject=subject % {"agreement": review.agreement, "day": day_of(review.due_on)},
        body=_("It looks at the figures of %(quarter)s. It ends with a conclusion and the next date.")
        % {"quarter": review.quarter},
        url=reverse("agreements:review", args=[review.pk]),
        attachments=[f"calendar:{review.agreement_id}"],
        about=stream_of(review.agreement),
        at=at,
        deliver_at=deliver_at,
    )


def conclusion_signed(statement: ReviewStatement, *, at: datetime) -> None:
    """Ask the other side's leader to sign the same wording or to put another one forward."""
    review = statement.review
    outbox.tell(
        [review.agreement.leader_of(Side(statement.side).other)],
        kind="agreement.review_signed",
        key=f"statement:{statement.pk}:signed",
        subject=_("%(person)s signed a conclusion of the review of %(agreement)s")
        % {"person": statement.person, "agreement": review.agreement},
        body=_("%(conclusion)s: %(notes)s\n\nSign the same wording, or put another one forward.")
        % {"conclusion": statement.get_conclusion_display(), "notes": statement.notes},
        url=reverse("agreements:review", args=[review.pk]),
        about=stream_of(review.agreement),
        at=at,
    )


def review_concluded(review: Review, following: Review, *, at: datetime) -> None:
    """Tell everyone bound what the review concluded, and when the next one is."""
    outbox.tell(
        queries.bound(review.agreement),
        kind="agreement.concluded",
        key=f"review:{review.pk}:concluded",
        subject=_("Review of %(agreement)s: %(conclusion)s")
        % {"agreement": review.agreement, "conclusion": review.get_conclusion_display().lower()},
        body=_("%(notes)s\n\nThe next review is on %(day)s.")
        % {"notes": review.notes, "day": day_of(following.due_on)},
        url=reverse("agreements:review", args=[review.pk]),
        about=stream_of(review.agreement),
        at=at,
    )


def term_ending(version: Version, rung: str, last_day: date, *, at: datetime, deliver_at: datetime) -> int:
    """Tell both leaders that the version in force ends and nothing signed follows; each ``rung`` is told once."""
    return outbox.tell(
        leaders_of(version.agreement),
        kind="agreement.term",
        key=f"version:{version.pk}:term:{rung}",
        subject=_("Version %(number)s of %(agreement)s ends on %(day)s")
        % {"day": day_of(last_day), **names_of(version)},
        body=_(
            "No signed version follows it. From then on no lead is judged or handed over under this agreement."
        ),
        url=page_of("version", version),
        about=stream_of(version.agreement),
        at=at,
        deliver_at=deliver_at,
    )
