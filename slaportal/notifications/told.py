"""Who was told what about one subject, by which way, and when it was delivered: a strand of its account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from slaportal.accounts.models import User
from slaportal.audit.timeline import NOTICE, Entry, Strand, name_of
from slaportal.notifications.kinds import kind_of, table
from slaportal.notifications.models import Delivery, Notice


def told_about(about: str, *, viewer: User, says_all: bool, topics: Mapping[str, Q] | None = None) -> Strand:
    """Return the strand of the notices about a subject, named as its ledger is ("agreement:12").

    Somebody to whom not everything may be said reads of what others were told only what kind of news it was: its words may
    carry figures that are not theirs.
    """

    def tell(notices: Sequence[Any]) -> Iterator[Entry]:
        deliveries: dict[int, list[Delivery]] = defaultdict(list)
        for delivery in Delivery.objects.filter(notice__in=notices).order_by("pk"):
            deliveries[delivery.notice_id].append(delivery)
        for notice in notices:
            whole = says_all or notice.recipient_id == viewer.pk
            yield _entry(notice, deliveries[notice.pk], whole=whole)

    def finds(word: str) -> Q:
        titled = [key for key, kind in table().items() if word.casefold() in str(kind.title).casefold()]
        said = Q(subject__icontains=word)
        return (
            Q(kind__in=titled)
            | Q(recipient__full_name__icontains=word)
            | (said if says_all else said & Q(recipient=viewer))
        )

    return Strand(
        rows=Notice.objects.filter(about=about).select_related("recipient"),
        tell=tell,
        at="created_at",
        by="recipient",
        families={NOTICE: Q()},
        topics=topics or {},
        finds=finds,
    )


def _entry(notice: Notice, deliveries: Sequence[Delivery], *, whole: bool) -> Entry:
    kind = kind_of(notice.kind)
    said = notice.subject if whole else str(kind.title)
    return Entry(
        at=notice.created_at,
        who=name_of(None),
        what=said,
        whom=(str(notice.recipient),),
        detail="; ".join([_("under the bell"), *map(_way, deliveries)]),
        kind=notice.kind,
        icon=kind.icon,
        url=notice.url if whole else "",
        family=NOTICE,
    )


def _way(delivery: Delivery) -> str:
    """Say how a notice left the house: delivered, waiting, or given up."""
    way = {
        Delivery.Channel.EMAIL: _("by e-mail"),
        Delivery.Channel.DIGEST: _("in the daily digest"),
    }[Delivery.Channel(delivery.channel)]
    if delivery.sent_at is not None:
        return _("%(way)s, delivered %(moment)s") % {"way": way, "moment": _moment(delivery.sent_at)}
    if delivery.given_up_at is not None:
        said = {"way": way, "moment": _moment(delivery.given_up_at), "why": delivery.last_error}
        return _("%(way)s, given up %(moment)s: %(why)s") % said
    return _("%(way)s, not before %(moment)s") % {"way": way, "moment": _moment(delivery.due_at)}


def _moment(moment: datetime) -> str:
    return date_format(localtime(moment), "j M Y, H:i")
