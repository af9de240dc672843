"""Telling people writes rows: one notice each, delivered the way they want, and the same news only once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from slaportal.accounts.models import User
from slaportal.notifications.models import Delivery, Notice
from slaportal.notifications.outbox import News, next_digest, tell, tell_all
from tests.factories.people import Cast

AT = datetime(2026, 11, 17, 10, 42, tzinfo=UTC)
EMAIL, DIGEST = Delivery.Channel.EMAIL, Delivery.Channel.DIGEST


def warn(*people: User, **changes: object) -> int:
    """Tell people that a clock runs out."""
    news = {
        "kind": "clock.warned",
        "key": "clock:81:warned",
        "subject": "18 minutes left",
        "url": "/leads/17/",
    }
    return tell(people, **(news | changes), at=AT)  # type: ignore[arg-type]


def deliveries() -> set[tuple[str, str, datetime]]:
    rows = Delivery.objects.select_related("notice__recipient")
    return {(row.notice.recipient.full_name, row.channel, row.due_at) for row in rows}


def test_each_person_gets_a_notice_and_an_e_mail_at_once(cast: Cast) -> None:
    assert warn(cast.priya, cast.daniel) == 2
    assert deliveries() == {("Priya Raman", EMAIL, AT), ("Daniel Osei", EMAIL, AT)}
    notice = Notice.objects.get(recipient=cast.priya)
    assert (notice.subject, notice.url, notice.created_at, notice.read_at) == (
        "18 minutes left",
        "/leads/17/",
        AT,
        None,
    )


def test_the_same_news_is_told_to_the_same_person_once(cast: Cast) -> None:
    warn(cast.priya)
    assert warn(cast.priya, cast.daniel) == 1
    assert (Notice.objects.count(), Delivery.objects.count()) == (2, 2)


def test_somebody_named_twice_is_told_once(cast: Cast) -> None:
    assert warn(cast.priya, cast.priya) == 1


def test_quiet_hours_hold_back_the_e_mail_and_not_the_bell(cast: Cast) -> None:
    warn(cast.priya, deliver_at=AT + timedelta(hours=22))
    assert deliveries() == {("Priya Raman", EMAIL, AT + timedelta(hours=22))}
    assert Notice.objects.get().created_at == AT


def test_who_left_is_told_nothing(cast: Cast) -> None:
    cast.tom.is_active = False
    assert warn(cast.tom) == 0
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("mail", "channels", "expected"),
    [
        (User.Mail.AT_ONCE, None, {EMAIL}),
        (User.Mail.AT_ONCE, (DIGEST,), {DIGEST}),
        (User.Mail.AT_ONCE, (EMAIL, DIGEST), {EMAIL, DIGEST}),
        (User.Mail.AT_ONCE, (), set()),
        (User.Mail.DIGEST, None, {DIGEST}),
        (User.Mail.DIGEST, (), set()),
        (User.Mail.NEVER, None, set()),
    ],
)
def test_news_leaves_by_the_channels_of_its_kind_as_far_as_the_person_wants(
    cast: Cast, mail: str, channels: tuple[str, ...] | None, expected: set[str]
) -> None:
    cast.priya.mail = mail
    warn(cast.priya, channels=channels)
    assert {channel for _name, channel, _due in deliveries()} == expected
    assert Notice.objects.count() == 1


def test_a_kind_that_insists_is_mailed_to_everybody(cast: Cast) -> None:
    cast.priya.mail = User.Mail.NEVER
    warn(cast.priya, kind="accounts.security")
    assert {channel for _name, channel, _due in deliveries()} == {EMAIL}


@pytest.mark.parametrize(
    ("zone", "hour", "after", "expected"),
    [
        ("Europe/London", 8, "2026-11-17T07:59Z", "2026-11-17T08:00Z"),
        ("Europe/London", 8, "2026-11-17T08:00Z", "2026-11-18T08:00Z"),
        ("America/New_York", 8, "2026-11-17T10:42Z", "2026-11-17T13:00Z"),
        ("Asia/Kolkata", 0, "2026-11-17T10:42Z", "2026-11-17T18:30Z"),
        ("Europe/Berlin", 2, "2026-03-28T12:00Z", "2026-03-29T01:00Z"),  # 02:00 does not strike that night
        ("Europe/Berlin", 8, "2026-10-25T00:30Z", "2026-10-25T07:00Z"),  # the night is an hour longer
    ],
)
def test_the_digest_comes_when_its_hour_next_strikes_where_the_person_lives(
    zone: str, hour: int, after: str, expected: str
) -> None:
    person = User(time_zone=zone, digest_hour=hour)
    moment = next_digest(person, after=datetime.fromisoformat(after))
    assert moment == datetime.fromisoformat(expected)


def test_many_news_cost_as_few_statements_as_one(cast: Cast) -> None:
    counts = []
    for number in (1, 100):
        news = [
            News(people=[cast.priya], kind="lead.assigned", key=f"{number}:{each}", subject="New lead")
            for each in range(number)
        ]
        with CaptureQueriesContext(connection) as asked:
            assert tell_all(news, at=AT) == number
        counts.append(len(asked))
    assert counts[0] == counts[1]
