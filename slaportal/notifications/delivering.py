"""Delivering what waits in the outbox: claimed one by one with a lease, so that a killed worker loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Q, QuerySet

from slaportal.accounts.models import User
from slaportal.notifications import channels
from slaportal.notifications.models import Delivery

Clock = Callable[[], datetime]
log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=2)  # longer than any mail server's answer, EMAIL_TIMEOUT
ROUND = timedelta(seconds=8)  # the sweep for due moments may share the worker and comes every 15 seconds
# How long to wait after the first, second, … failure; after the last one the delivery is given up.
PATIENCE = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)]
ATTEMPTS = len(PATIENCE) + 1


def deliver(*, clock: Clock) -> int:
    """Send the e-mails that are due, for as long as a round lasts, and return how many went out.

    While no mail server answers nothing is claimed and nobody loses an attempt.
    """
    started = clock()
    give_up_lost(at=started)
    waiting = _waiting(Delivery.Channel.EMAIL, at=started).values_list("pk", flat=True)
    sent, post = 0, get_connection()
    for key in list(waiting.order_by("due_at", "pk")[:500]):
        now = clock()
        if now - started > ROUND or not _answers(post):
            break
        if _claim(Delivery.objects.filter(pk=key), at=now):
            claimed = Delivery.objects.select_related("notice__recipient").get(pk=key)
            sent += _deliver_one(claimed, post, clock)
    post.close()
    return sent


def send_digests(*, clock: Clock) -> int:
    """Send one letter to each person whose daily digest is due, and return how many went out.

    A day's news all carry the moment of that day's digest, and are claimed together; so there is one letter a
    day, however often and from however many workers this is called. Who has read everything gets none.
    """
    started = clock()
    give_up_lost(at=started)
    waiting = _waiting(Delivery.Channel.DIGEST, at=started)
    sent, post = 0, get_connection()
    for person in list(User.objects.filter(pk__in=waiting.values("notice__recipient"))):
        now = clock()
        if now - started > ROUND or not _answers(post):
            break
        theirs = Delivery.objects.filter(channel=Delivery.Channel.DIGEST, notice__recipient=person)
        if _claim(theirs, at=now):
            sent += _deliver_digest(person, theirs.filter(leased_until=now + LEASE), post, clock)
    post.close()
    return sent


def give_up_lost(*, at: datetime) -> int:
    """Give up what had its last attempt in a worker that was killed, and return how many these were."""
    lost = _unsent().filter(attempts__gte=ATTEMPTS, leased_until__lte=at)
    return lost.update(given_up_at=at, last_error="The worker stopped while it was sending this.")


def _unsent() -> QuerySet[Delivery]:
    return Delivery.objects.filter(sent_at=None, given_up_at=None)


def _free(*, at: datetime) -> Q:
    """Due, and in nobody's hands."""
    return Q(due_at__lte=at, attempts__lt=ATTEMPTS) & (Q(leased_until=None) | Q(leased_until__lte=at))


def _waiting(channel: str, *, at: datetime) -> QuerySet[Delivery]:
    return _unsent().filter(_free(at=at), channel=channel)


def _claim(deliveries: QuerySet[Delivery], *, at: datetime) -> int:
    """Take those of the deliveries that are free: one conditional UPDATE, so of two workers only one gets them."""
    free = _unsent().filter(_free(at=at), pk__in=deliveries.values("pk"))
    return free.update(leased_until=at + LEASE, attempts=F("attempts") + 1)


def _answers(post: BaseEmailBackend) -> bool:
    """Say whether the mail server answers, connecting to it when that has not been done."""
    try:
        post.open()
    except OSError as error:  # smtplib's errors are kinds of it
        log.warning("mail_server_away", error=str(error))
        return False
    return True


def _deliver_one(delivery: Delivery, post: BaseEmailBackend, clock: Clock) -> int:
    """Send one claimed delivery and write down how it went; return 1 when it went out."""
    mine = Delivery.objects.filter(pk=delivery.pk)
    if not delivery.notice.recipient.is_active:
        return _not_wanted(mine, "The person was deactivated.", at=clock())
    try:
        channels.send_notice(delivery, through=post, at=clock())
    except Exception as error:  # whatever is wrong with one letter must not hold up the others
        post.close()
        return _failed(mine, delivery.attempts, error, at=clock())
    return _sent(mine, at=clock())


def _deliver_digest(person: User, claimed: QuerySet[Delivery], post: BaseEmailBackend, clock: Clock) -> int:
    """Send one person's claimed digest and write down how it went; return 1 when it went out."""
    deliveries = list(claimed.select_related("notice").order_by("-notice__created_at"))
    mine = Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries])
    unread = [delivery.notice for delivery in deliveries if delivery.notice.read_at is None]
    if not person.is_active:
        return _not_wanted(mine, "The person was deactivated.", at=clock())
    if not unread:
        return _not_wanted(mine, "Read before the digest was due.", at=clock())
    day = max(delivery.due_at for delivery in deliveries)
    try:
        channels.send_digest(person, unread, mark=f"{day:%Y%m%d}", through=post)
    except Exception as error:  # whatever is wrong with one letter must not hold up the others
        post.close()
        return _failed(mine, max(delivery.attempts for delivery in deliveries), error, at=clock())
    return _sent(mine, at=clock())


def _sent(deliveries: QuerySet[Delivery], *, at: datetime) -> int:
    """Write down that one letter went out."""
    deliveries.update(sent_at=at, leased_until=None, last_error="")
    return 1


def _not_wanted(deliveries: QuerySet[Delivery], why: str, *, at: datetime) -> int:
    """Write down that no letter is needed any more."""
    deliveries.update(given_up_at=at, leased_until=None, last_error=why)
    return 0


def _failed(deliveries: QuerySet[Delivery], attempts: int, error: Exception, *, at: datetime) -> int:
    """Write down a failure: try again later, or give up after the last attempt."""
    said = f"{type(error).__name__}: {error}"[:500]
    log.warning("notice_not_delivered", attempts=attempts, error=said)
    if attempts >= ATTEMPTS:
        deliveries.update(given_up_at=at, leased_until=None, last_error=said)
    else:
        deliveries.update(due_at=at + PATIENCE[attempts - 1], leased_until=None, last_error=said)
    return 0


def settle(*, before: datetime, at: datetime) -> int:
    """Close, unsent, what was due before a moment, and return how many letters that were.

    For a portal that starts with a past, such as demo data or a move from elsewhere: nobody gets yesterday's news as
    mail.
    """
    old = _unsent().filter(due_at__lt=before)
    return old.update(given_up_at=at, leased_until=None, last_error="Older than the portal; never sent.")
