"""Scheduling: what time alone brings about in agreements — rounds end, signatures, reviews and terms are announced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from agreements import notices, queries
from agreements.models import Review, SigningRound, Version
from agreements.operations import signing
from agreements.operations.holding import hold_version
from agreements.rules import reminding
from slaportal.accounts.models import Side
from slaportal.audit import ledger
from slaportal.worktime import next_open

_LONGEST_AHEAD = timedelta(days=max(reminding.DATE_AHEAD) + 1)


@dataclass(frozen=True, slots=True)
class Chased:
    """What one run did: rounds ended, reminders of signatures, announcements of reviews and of ending terms."""

    expired: int
    reminded: int
    reviews: int
    terms: int


def chase(*, at: datetime) -> Chased:
    """Do whatever has become due by ``at``. Running it again, or twice at once, does nothing twice.

    Each round is a transaction of its own, so one that fails keeps no other waiting.
    """
    return Chased(
        expired=sum(signing.expire(round, at=at) for round in _open_rounds().filter(expires_at__lt=at)),
        reminded=sum(_remind(round, at=at) for round in _open_rounds().filter(next_reminder_at__lte=at)),
        reviews=sum(_announce_review(review, at=at) for review in _reviews_near(at)),
        terms=sum(_announce_end(version, at=at) for version in _terms_near(at)),
    )


def _open_rounds() -> QuerySet[SigningRound]:
    return SigningRound.objects.filter(closed_at=None).select_related("version__agreement")


def _remind(round: SigningRound, *, at: datetime) -> bool:
    """Remind those who have not signed, and set the next reminder; False when another run was quicker."""
    with transaction.atomic():
        version = hold_version(round.version)
        round = SigningRound.objects.get(pk=round.pk)
        round.version = version
        due = round.next_reminder_at
        if round.closed_at is not None or due is None or due > at:
            return False
        schedule = queries.schedule_of(version)
        round.reminders += 1
        round.next_reminder_at = reminding.next_reminder(
            round.opened_at, round.reminders, schedule=schedule, now=at, expires_at=round.expires_at
        )
        round.save(update_fields=["reminders", "next_reminder_at"])
        signed = set(round.signatures.values_list("side", flat=True))
        agreement = version.agreement
        missing = [side for side in Side if side not in signed]
        waiting = [person for side in missing for person in queries.signers(agreement, side, at=at)]
        ledger.record(
            agreement,
            "round.reminded",
            at=at,
            by=None,
            data={"version": version.number, "round": round.number, "reminder": round.reminders},
        )
        notices.signature_reminded(round, round.reminders, waiting, at=at, deliver_at=next_open(schedule, at))
        return True


def _reviews_near(at: datetime) -> QuerySet[Review]:
    reviews = Review.objects.filter(
        concluded_at=None, due_on__lte=(at + _LONGEST_AHEAD).date(), agreement__ended_at=None
    )
    return reviews.select_related("agreement__marketing_leader", "agreement__sales_leader").order_by("due_on")


def _announce_review(review: Review, *, at: datetime) -> bool:
    """Tell both leaders of a review when a step of announcing it is due in the agreement's own calendar."""
    version = queries.in_force(review.agreement, at) or queries.newest_signed(review.agreement)
    if version is None:
        return False
    schedule = queries.schedule_of(version)
    days = (review.due_on - schedule.wall_clock(at).date()).days
    rung = reminding.rung_of(days)
    return rung is not None and bool(
        notices.review_coming(review, rung, days, at=at, deliver_at=next_open(schedule, at))
    )


def _terms_near(at: datetime) -> QuerySet[Version]:
    ending = queries.all_in_force(at).filter(ended_why="expired", in_force_until__lte=at + _LONGEST_AHEAD)
    return ending.select_related("agreement__marketing_leader", "agreement__sales_leader")


def _announce_end(version: Version, *, at: datetime) -> bool:
    """Tell both leaders that the version in force runs out and nothing signed follows."""
    schedule = queries.schedule_of(version)
    last_day = queries.terms_of(version).effective_until
    assert last_day is not None
    rung = reminding.rung_of((last_day - schedule.wall_clock(at).date()).days)
    return rung is not None and bool(
        notices.term_ending(version, rung, last_day, at=at, deliver_at=next_open(schedule, at))
    )
