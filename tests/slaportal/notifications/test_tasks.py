"""The beats of the timetable reach the outbox."""

from __future__ import annotations

from datetime import timedelta

from django.core import mail
from django.utils import timezone

from slaportal.accounts.models import User
from slaportal.notifications import tasks
from slaportal.notifications.outbox import tell
from slaportal.timetable import TIMETABLE
from tests.factories.people import Cast


def test_the_timetable_names_both_beats() -> None:
    assert {tasks.deliver.name, tasks.digest.name} < set(TIMETABLE)


def test_a_beat_sends_what_is_due(cast: Cast) -> None:
    cast.tom.mail = User.Mail.DIGEST
    tell([cast.priya], kind="x", key="x", subject="At once", at=timezone.now())
    tell([cast.tom], kind="x", key="x", subject="Once a day", at=timezone.now() - timedelta(days=2))
    tasks.deliver.apply()
    tasks.digest.apply()
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        (["priya.raman@example.com"], "At once"),
        (["tom.hallett@example.com"], "SLA Portal: 1 thing you have not read"),
    ]
