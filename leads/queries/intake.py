"""How leads come in: the channels and files a person may see, and what came through them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Count, Max, QuerySet

from agreements.queries import in_force, terms_of, visible_to
from leads.models import Arrival, Batch, BatchRow, Channel
from slaportal.accounts.models import User

RECENT = timedelta(days=30)
#: Rows of a report that a person should look at.
NEEDS_YOU = (BatchRow.Result.WARNED, BatchRow.Result.REFUSED)


def channels_visible_to(user: User) -> QuerySet[Channel]:
    """Return the channels of the agreements a person may read, by agreement and name."""
    found = Channel.objects.filter(agreement__in=visible_to(user))
    return found.select_related("agreement").order_by("agreement__name", "name")


def open_channels(user: User, *kinds: str) -> QuerySet[Channel]:
    """Return those of a person's channels that take leads now, of these kinds."""
    return channels_visible_to(user).filter(is_open=True, kind__in=kinds)


def batches_visible_to(user: User) -> QuerySet[Batch]:
    """Return the files brought in through a person's channels, newest first."""
    found = Batch.objects.filter(channel__agreement__in=visible_to(user))
    return found.select_related("channel__agreement", "created_by").order_by("-created_at", "-pk")


def traffic(channels: Collection[Channel], *, at: datetime) -> dict[int, tuple[int, datetime | None]]:
    """Return by channel how many arrivals came in the last 30 days and when the last one did; one query."""
    since = at - RECENT
    rows = Arrival.objects.filter(channel__in=channels, received_at__gte=since).values("channel")
    found = rows.annotate(number=Count("pk"), last=Max("received_at")).values_list(
        "channel", "number", "last"
    )
    return {channel: (number, last) for channel, number, last in found}


def report(batch: Batch, *, dry: bool, only: Collection[str] = ()) -> QuerySet[BatchRow]:
    """Return the lines of a batch's report in the order of the file, all or those of some results."""
    lines = BatchRow.objects.filter(batch=batch, dry=dry).select_related("lead").order_by("number")
    return lines.filter(result__in=only) if only else lines


def results(batch: Batch, *, dry: bool) -> dict[str, int]:
    """Return how many lines of a batch's report there are of each result; one query."""
    found = (
        BatchRow.objects.filter(batch=batch, dry=dry).order_by().values("result").annotate(number=Count("pk"))
    )
    return dict(found.values_list("result", "number"))


def required_of(channel: Channel, *, at: datetime) -> tuple[str, ...]:
    """Return what the version in force requires of a lead; before there is one, a name and an e-mail address."""
    version = in_force(channel.agreement, at)
    return terms_of(version).required if version else ("name", "email")
