"""Telling people: rows written in the transaction of the news, delivered by a loop of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from slaportal import statements
from slaportal.notifications.kinds import kind_of
from slaportal.notifications.models import Delivery, Notice

if TYPE_CHECKING:
    from slaportal.accounts.models import User


@dataclass(frozen=True, kw_only=True)
class News:
    """What is to be told to whom; ``tell`` explains the fields. ``at`` is the moment of news that is told with other news."""

    people: Iterable[User]
    kind: str
    key: str
    subject: str
    body: str = ""
    url: str = ""
    attachments: Sequence[str] = ()
    about: str = ""
    deliver_at: datetime | None = None
    channels: Iterable[str] | None = None
    at: datetime | None = None


def tell(
    people: Iterable[User],
    *,
    kind: str,
    key: str,
    subject: str,
    body: str = "",
    url: str = "",
    attachments: Sequence[str] = (),
    about: str = "",
    at: datetime,
    deliver_at: datetime | None = None,
    channels: Iterable[str] | None = None,
) -> int:
    """Write one notice a person, and one delivery a channel, and return how many notices are new.

    ``key`` names the news ("clock:81:breached"); telling it again to the same person writes nothing. ``about`` is the
    subject in whose history it stands ("agreement:12"). ``deliver_at``
    holds e-mail back until then (quiet hours, requirement C8); the bell shows the notice at once. ``channels`` are
    those of the kind unless given; a person who wants one e-mail a day, or none, gets that. ``attachments`` are references
    that are resolved when the e-mail goes out (``attachments.fetch``).
    """
    news = News(
        people=people,
        kind=kind,
        key=key,
        subject=subject,
        body=body,
        url=url,
        attachments=attachments,
        about=about,
        deliver_at=deliver_at,
        channels=channels,
    )
    return tell_all([news], at=at)


def tell_all(news: Iterable[News], *, at: datetime, surely_new: bool = False) -> int:
    """Tell many things with as few statements as one: what a batch of leads has to say.

    ``surely_new`` is for keys that name a row written in this very transaction, so that nobody can have told them before:
    then nothing is looked up.
    """
    told = {
        f"{item.key}:{person.pk}": (item, person)
        for item in news
        for person in item.people
        if person.is_active
    }
    if not told:
        return 0
    if surely_new:
        notices = [_notice(key, item, person, at=at) for key, (item, person) in told.items()]
        statements.insert(notices)
        statements.insert(
            [each for notice in notices for each in _deliveries(notice, *told[notice.key], at=at)], keys=False
        )
        return len(notices)
    known = set(Notice.objects.filter(key__in=told).values_list("key", flat=True))
    fresh = [key for key in told if key not in known]
    with transaction.atomic():
        # Somebody may be telling the same at this moment: the unique keys let one of us write it.
        statements.insert([_notice(key, *told[key], at=at) for key in fresh], ignore_conflicts=True)
        written = Notice.objects.filter(key__in=fresh)
        statements.insert(
            [each for notice in written for each in _deliveries(notice, *told[notice.key], at=at)],
            ignore_conflicts=True,
        )
    return len(fresh)


def _notice(key: str, item: News, person: User, *, at: datetime) -> Notice:
    """Return the unsaved notice of one piece of news to one person."""
    return Notice(
        kind=item.kind,
        recipient=person,
        subject=item.subject[:250],
        body=item.body,
        url=item.url,
        attachments=list(item.attachments),
        about=item.about,
        key=key,
        created_at=item.at or at,
    )


def _deliveries(notice: Notice, item: News, person: User, *, at: datetime) -> Iterator[Delivery]:
    """Yield the unsaved deliveries of a notice: the news's own channels, as far as the person wants them."""
    kind, told_at = kind_of(item.kind), item.at or at
    wanted = set(kind.channels if item.channels is None else item.channels)
    if wanted and not kind.insists:
        if person.mail == person.Mail.NEVER:
            wanted = set()
        elif person.mail == person.Mail.DIGEST:
            wanted = {Delivery.Channel.DIGEST}
    for channel in sorted(wanted):
        due_at = (
            next_digest(person, after=told_at)
            if channel == Delivery.Channel.DIGEST
            else item.deliver_at or told_at
        )
        yield Delivery(notice=notice, channel=channel, due_at=due_at)


def next_digest(person: User, *, after: datetime) -> datetime:
    """Return the next time it strikes the person's digest hour where they live, later than ``after``."""
    local = after.astimezone(person.zone)
    today = datetime.combine(local.date(), time(person.digest_hour), tzinfo=person.zone)
    if today <= local:
        today = datetime.combine(
            local.date() + timedelta(days=1), time(person.digest_hour), tzinfo=person.zone
        )
    return today.astimezone(UTC)
