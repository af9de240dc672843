"""Fills an empty portal with a made-up company that is alive today: two closed quarters and one that is running."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from agreements.models import Agreement
from agreements.operations import concluding, printing
from agreements.queries import schedule_of
from agreements.rules import quarters
from leads.management.demo import contract, negotiation, people
from leads.management.demo.people import Company
from leads.management.demo.story import A_WORKDAY, Story
from leads.models import Arrival, Channel, Lead
from leads.operations import channelling, closing_quarter
from slaportal.accounts.models import User
from slaportal.notifications import delivering, reading
from slaportal.notifications.models import Notice
from slaportal.worktime import Schedule, add_business_days

CHANNELS = (
    ("price-request", "Price-request form", Channel.Kind.WEB_FORM, "price_request"),
    ("download", "Download form", Channel.Kind.WEB_FORM, "high_value_download"),
    ("webinar", "Webinar", Channel.Kind.UPLOAD, "webinar"),
    ("trade-fair", "Trade-fair spreadsheet", Channel.Kind.UPLOAD, "attendee_spreadsheet"),
    ("referral", "Referral", Channel.Kind.ENTRY, "trusted_referral"),
)
#: The past is told in steps of this length, the last days in shorter ones, since the sweep comes by after each step.
LONG_AGO = timedelta(days=14)
#: By then the last quarter's leads are decided and it can be closed, whatever holidays there are.
UNTIL_CLOSED = timedelta(days=8)


class Command(BaseCommand):
    """Everything goes through the operations that the screens use; the seed makes every run on one day alike."""

    help = "Fills an empty portal with a demo company."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add ``--seed``."""
        parser.add_argument("--seed", type=int, default=20, help="Another number makes another company.")

    def handle(self, *, seed: int, **_: Any) -> None:
        """Seed; refuses a portal that has people."""
        if User.objects.exists():
            raise CommandError("This portal has people already. The demo goes into an empty one only.")
        begun, now = monotonic(), timezone.now()
        seeded(now=now, seed=seed)
        if waiting := Arrival.objects.filter(processed_at=None).count():
            raise CommandError(f"{waiting:,} arrivals could not be processed; the log says why.")
        took = monotonic() - begun
        self.stdout.write(
            f"Demo company ready: {User.objects.count()} people, {Lead.objects.count():,} leads, in {took:.0f} s."
        )


def seeded(*, now: datetime, seed: int, a_workday: int = A_WORKDAY) -> Agreement:
    """Make the demo company as it is at ``now``, and return its agreement in force.

    Two quarters are closed, whatever the day: in the first days of a quarter, when the one before cannot be closed yet, the
    story begins a quarter earlier. ``a_workday`` people come in on a workday.
    """
    past = _past_quarters(now)
    start = contract.instant(quarters.first_day(past[0]), 0)
    company = people.settle(at=start - timedelta(days=30))
    agreement = contract.instruments(company, first=past[0], now=now)
    schedule = schedule_of(agreement.versions.get(number=1))
    channels = _channels(agreement, at=start - timedelta(days=5), by=company.marketing_leader)
    story = Story(company, channels, schedule, random.Random(seed), now, a_workday)
    at = start
    for moment, turn in _turns(company, agreement, schedule, past, now=now):
        story.tell(at, moment, step=LONG_AGO)
        turn()
        at = moment
    recent = max(at, now - timedelta(days=6))
    story.tell(at, recent, step=LONG_AGO)
    story.tell(recent, now, step=timedelta(hours=8))
    story.just_in()
    negotiation.hold(company, agreement, now=now)
    contract.service(company, now=now)
    printing.sweep(at=now)
    _settle_letters(now)
    return agreement


def _past_quarters(now: datetime) -> list[str]:
    """The quarters before the running one, oldest first: the two that can be closed, and one that cannot be yet."""
    today = now.astimezone(contract.ZONE).date()
    quarter = quarters.of(today)
    number = 2 if today - quarters.first_day(quarter) >= UNTIL_CLOSED else 3
    past: list[str] = []
    while len(past) < number:
        quarter = quarters.before(quarter)
        past.insert(0, quarter)
    return past


def _turns(
    company: Company, agreement: Agreement, schedule: Schedule, past: Sequence[str], *, now: datetime
) -> list[tuple[datetime, Callable[[], object]]]:
    """Return what happens to the agreement in between, in order: it is amended once, and two quarters are closed."""
    amended = contract.instant(quarters.first_day(past[1]) - timedelta(days=12), 14)
    turns: list[tuple[datetime, Callable[[], object]]] = [
        (amended, partial(contract.tighten, company, agreement, quarter=past[1]))
    ]
    for quarter, amend in zip(past[:2], (False, True), strict=True):
        over = contract.instant(quarters.first_day(quarters.after(quarter)), 0)
        at = add_business_days(schedule, over, 2)
        turns.append((at, partial(_close, agreement, quarter, at=at, now=now, amend=amend)))
    return sorted(turns, key=lambda turn: turn[0])


def _channels(agreement: Agreement, *, at: datetime, by: User) -> dict[str, Channel]:
    return {
        slug: channelling.add(
            agreement=agreement, name=name, slug=slug, kind=kind, format=format, at=at, by=by
        )
        for slug, name, kind, format in CHANNELS
    }


def _close(agreement: Agreement, quarter: str, *, at: datetime, now: datetime, amend: bool) -> None:
    """Freeze a quarter once its last leads are decided, and conclude its review if that day has come."""
    closing_quarter.close(agreement, quarter, at=at, by=None)
    review = agreement.reviews.filter(quarter=quarter).first()
    if review is None or (held := contract.instant(review.due_on, 16)) + timedelta(hours=1) > now:
        return
    conclusion, notes = _AMEND if amend else _NO_CHANGE
    for leader, after in ((agreement.sales_leader, 0), (agreement.marketing_leader, 40)):
        concluding.sign(
            review,
            conclusion=conclusion,
            notes=notes,
            authenticated_by="password",
            at=held + timedelta(minutes=after),
            by=leader,
        )


_NO_CHANGE = (
    "no_change",
    "Both sides kept most promises. The first response is the one to watch; no change this quarter.",
)
_AMEND = (
    "amend",
    "Returns name the definition most often. Draft a version that says who counts, and look at the volume again.",
)


def _settle_letters(now: datetime) -> None:
    """What was told before yesterday has been read, and no letter of the past is sent."""
    reading.mark_read(Notice.objects.filter(created_at__lt=now - timedelta(hours=20)), at=now)
    delivering.settle(before=now, at=now)
