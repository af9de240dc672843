"""The outbox is delivered once, by whichever worker comes, and a killed one loses nothing."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, connections
from pytest_django.fixtures import Settings

from slaportal.accounts.models import User
from slaportal.notifications import delivering
from slaportal.notifications.models import Delivery, Notice
from slaportal.notifications.outbox import tell
from tests.factories.people import Cast

AT = datetime(2026, 11, 17, 10, 42, tzinfo=UTC)
HERE = __name__


class Refusing(EmailBackend):
    """A mail server that refuses letters to priya and takes the others."""

    def send_messages(self, messages: Any) -> int:
        for message in messages:
            if any("priya" in address for address in message.to):
                raise OSError("550 no such mailbox")
        return super().send_messages(messages)


class Hanging(EmailBackend):
    """A mail server that takes a letter and never says so."""

    def send_messages(self, messages: Any) -> int:
        time.sleep(60)
        return 0


class Away(EmailBackend):
    """A mail server that does not answer."""

    def open(self) -> bool:
        raise ConnectionRefusedError("nobody there")


@pytest.fixture
def letters() -> Iterator[list[EmailMessage]]:
    """What went out."""
    yield mail.outbox


def clock(at: datetime = AT, step: timedelta = timedelta(0)) -> delivering.Clock:
    """A clock that begins at ``at`` and goes on by ``step`` with each look."""
    looks = iter(range(10_000))
    return lambda: at + next(looks) * step


def news(person: User, number: int = 1, **changes: Any) -> None:
    for each in range(number):
        tell(
            [person],
            kind="clock.warned",
            key=f"clock:{each}:{changes}",
            subject=f"Lead {each} runs out",
            body="Call now",
            url="/leads/17/",
            **({"at": AT} | changes),
        )


def test_what_is_due_goes_out_once(cast: Cast, letters: list[EmailMessage]) -> None:
    news(cast.priya)
    news(cast.tom, deliver_at=AT + timedelta(minutes=1))
    assert delivering.deliver(clock=clock()) == 1
    assert delivering.deliver(clock=clock()) == 0
    assert [letter.to for letter in letters] == [["priya.raman@example.com"]]
    assert delivering.deliver(clock=clock(AT + timedelta(minutes=1))) == 1
    sent = Delivery.objects.order_by("due_at").values_list("sent_at", "leased_until", "attempts")
    assert list(sent) == [(AT, None, 1), (AT + timedelta(minutes=1), None, 1)]


def test_a_letter_has_text_html_and_an_id_of_its_own(cast: Cast, letters: list[EmailMessage]) -> None:
    news(cast.priya)
    delivering.deliver(clock=clock())
    letter: Any = letters[0]
    html, kind = letter.alternatives[0]
    assert (letter.subject, kind) == ("Lead 0 runs out", "text/html")
    for text in (letter.body, html):
        assert "Call now" in text
        assert "/leads/17/" in text
    assert letter.extra_headers["Message-ID"].startswith(f"<notice-{Delivery.objects.get().pk}@")


def test_names_in_text_are_plain_and_in_html_are_escaped(cast: Cast, letters: list[EmailMessage]) -> None:
    tell([cast.priya], kind="x", key="x", subject="Smith & Sons <b>", body="O'Neill & Co", at=AT)
    delivering.deliver(clock=clock())
    letter: Any = letters[0]
    assert "O'Neill & Co" in letter.body
    assert "Smith &amp; Sons &lt;b&gt;" in letter.alternatives[0][0]


def test_one_letter_that_is_refused_does_not_hold_up_the_others(
    cast: Cast, settings: Settings, letters: list[EmailMessage]
) -> None:
    settings.EMAIL_BACKEND = f"{HERE}.Refusing"
    news(cast.priya)
    news(cast.tom)
    assert delivering.deliver(clock=clock()) == 1
    refused = Delivery.objects.get(notice__recipient=cast.priya)
    assert (refused.due_at, refused.leased_until, refused.last_error) == (
        AT + timedelta(minutes=1),
        None,
        "OSError: 550 no such mailbox",
    )


def test_it_waits_longer_each_time_and_then_gives_up_with_the_reason(cast: Cast, settings: Settings) -> None:
    settings.EMAIL_BACKEND = f"{HERE}.Refusing"
    news(cast.priya)
    waits = []
    for _ in range(delivering.ATTEMPTS):
        due = Delivery.objects.get().due_at
        assert delivering.deliver(clock=clock(due)) == 0
        waits.append((Delivery.objects.get().due_at - due).total_seconds() / 60)
    assert waits == [1, 5, 15, 60, 240, 0]
    given_up = Delivery.objects.get()
    assert (given_up.given_up_at is not None, given_up.last_error) == (True, "OSError: 550 no such mailbox")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert delivering.deliver(clock=clock(AT + timedelta(days=9))) == 0


def test_while_the_mail_server_is_away_nobody_loses_an_attempt(cast: Cast, settings: Settings) -> None:
    settings.EMAIL_BACKEND = f"{HERE}.Away"
    news(cast.priya, 3)
    assert delivering.deliver(clock=clock()) == 0
    assert set(Delivery.objects.values_list("attempts", "leased_until")) == {(0, None)}


def test_what_a_killed_worker_held_is_free_when_the_lease_is_over(cast: Cast) -> None:
    news(cast.priya)
    Delivery.objects.update(leased_until=AT + delivering.LEASE, attempts=1)  # claimed, then killed
    assert delivering.deliver(clock=clock(AT + timedelta(minutes=1))) == 0
    assert delivering.deliver(clock=clock(AT + delivering.LEASE)) == 1


def test_a_letter_that_kills_its_worker_each_time_is_given_up(
    cast: Cast, letters: list[EmailMessage]
) -> None:
    news(cast.priya)
    Delivery.objects.update(leased_until=AT, attempts=delivering.ATTEMPTS)
    assert delivering.deliver(clock=clock()) == 0
    lost = Delivery.objects.get()
    assert (lost.given_up_at, lost.last_error) == (AT, "The worker stopped while it was sending this.")


def test_who_left_meanwhile_gets_no_letter(cast: Cast) -> None:
    news(cast.tom)
    User.objects.filter(pk=cast.tom.pk).update(is_active=False)
    assert delivering.deliver(clock=clock()) == 0
    assert Delivery.objects.get().last_error == "The person was deactivated."


def test_a_round_ends_in_time_for_the_next_sweep(cast: Cast) -> None:
    news(cast.priya, 20)
    sent = delivering.deliver(clock=clock(step=timedelta(seconds=1)))
    assert 0 < sent < 20
    assert delivering.deliver(clock=clock(AT + timedelta(minutes=5))) == 20 - sent


def test_a_digest_is_one_letter_with_what_is_not_read(cast: Cast, letters: list[EmailMessage]) -> None:
    User.objects.filter(pk=cast.priya.pk).update(mail=User.Mail.DIGEST)
    cast.priya.refresh_from_db()
    news(cast.priya, 3)
    Notice.objects.filter(subject="Lead 1 runs out").update(read_at=AT)
    tomorrow = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)
    assert delivering.send_digests(clock=clock(tomorrow - timedelta(seconds=1))) == 0
    assert delivering.send_digests(clock=clock(tomorrow)) == 1
    assert delivering.send_digests(clock=clock(tomorrow + timedelta(hours=1))) == 0
    letter: Any = letters[0]
    assert letter.subject == "SLA Portal: 2 things you have not read"
    assert [number for number in range(3) if f"Lead {number} runs out" in letter.body] == [0, 2]


def test_who_has_read_everything_gets_no_digest(cast: Cast, letters: list[EmailMessage]) -> None:
    cast.priya.mail = User.Mail.DIGEST
    news(cast.priya)
    Notice.objects.update(read_at=AT)
    assert delivering.send_digests(clock=clock(AT + timedelta(days=1))) == 0
    assert letters == []


def test_a_digest_that_is_refused_comes_later_as_one_letter(cast: Cast, settings: Settings) -> None:
    cast.priya.mail = User.Mail.DIGEST
    news(cast.priya, 2)
    settings.EMAIL_BACKEND = f"{HERE}.Refusing"
    tomorrow = AT + timedelta(days=1)
    assert delivering.send_digests(clock=clock(tomorrow)) == 0
    assert set(Delivery.objects.values_list("due_at", "attempts")) == {(tomorrow + timedelta(minutes=1), 1)}
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert delivering.send_digests(clock=clock(tomorrow + timedelta(minutes=1))) == 1


def test_a_long_digest_says_how_many_it_leaves_out(cast: Cast, letters: list[EmailMessage]) -> None:
    cast.priya.mail = User.Mail.DIGEST
    news(cast.priya, 45)
    delivering.send_digests(clock=clock(AT + timedelta(days=1)))
    assert "And 5 more." in str(letters[0].body)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_send_every_letter_once(cast: Cast, letters: list[EmailMessage]) -> None:
    news(cast.priya, 12)
    counts: list[int] = []

    def work() -> None:
        try:
            counts.append(delivering.deliver(clock=clock()))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert (sum(counts), len(letters)) == (12, 12)
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {1}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_of_a_letter_loses_none(
    cast: Cast, settings: Settings, letters: list[EmailMessage]
) -> None:
    news(cast.priya, 5)
    usual, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{HERE}.Hanging"
    connections.close_all()  # the worker opens its own
    worker = multiprocessing.get_context("fork").Process(target=delivering.deliver, kwargs={"clock": clock()})
    worker.start()
    give_up = time.monotonic() + 20
    while not Delivery.objects.filter(leased_until__isnull=False).exists() and time.monotonic() < give_up:
        time.sleep(0.05)
    assert worker.pid
    os.kill(worker.pid, signal.SIGKILL)
    worker.join()
    settings.EMAIL_BACKEND = usual
    assert delivering.deliver(clock=clock(AT + timedelta(seconds=30))) == 4
    assert delivering.deliver(clock=clock(AT + delivering.LEASE)) == 1
    assert len(letters) == 5


def test_a_portal_that_starts_with_a_past_mails_none_of_it(cast: Cast, letters: list[EmailMessage]) -> None:
    news(cast.priya, 3)
    news(cast.tom, deliver_at=AT + timedelta(hours=1))
    assert delivering.settle(before=AT + timedelta(minutes=1), at=AT) == 3
    assert delivering.deliver(clock=clock(AT + timedelta(hours=2))) == 1
    assert [letter.to for letter in letters] == [["tom.hallett@example.com"]]
    assert Notice.objects.filter(recipient=cast.priya, read_at=None).count() == 3
