"""The demo company is alive on any day: on a weekend, on the first of a quarter, in the night a clock changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from agreements import queries as agreements
from agreements.models import Version
from agreements.queries import papers
from agreements.rules import lifecycle
from leads.management.commands import seed_demo
from leads.models import Answer, Arrival, Clock, ClockEvent, Lead, Scorecard
from leads.queries import scorecards
from slaportal.accounts.models import User
from tests.factories.people import Cast

#: A few a day, since every day is told by the same operations.
A_FEW = 4
DAYS = {
    "a Sunday morning": datetime(2026, 11, 29, 7, 40, tzinfo=UTC),
    "the first minutes of a year, a holiday": datetime(2027, 1, 1, 0, 5, tzinfo=UTC),
    "a leap day": datetime(2028, 2, 29, 12, 0, tzinfo=UTC),
    "a Monday at 00:05": datetime(2026, 11, 30, 0, 5, tzinfo=UTC),
    "the hour that is doubled": datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    "the hour that is lost": datetime(2027, 3, 28, 1, 0, tzinfo=UTC),
}


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("now", DAYS.values(), ids=DAYS.keys())
def test_it_is_alive(now: datetime, client: Client) -> None:
    with time_machine.travel(now, tick=False):
        agreement = seed_demo.seeded(now=now, seed=20, a_workday=A_FEW)
        version = agreements.in_force(agreement, now)
        client.force_login(User.objects.get(email="helen.strand@example.com"))
        pages = {name: client.get(reverse(name), follow=True) for name in ("leads:dashboards", "leads:queue")}

    assert {name: page.status_code for name, page in pages.items()} == dict.fromkeys(pages, 200)
    assert version is not None
    assert version.number == 2
    assert Scorecard.objects.count() == 2
    for scorecard in Scorecard.objects.all():
        assert scorecards.replay(scorecard) == ()
    waiting = Version.objects.get(state=lifecycle.OUT_FOR_SIGNATURE)
    assert waiting.rounds.get().signatures.count() == 1
    assert papers.health(at=now) == {"documents": {"missing": 0, "failing": 0}}

    assert not Arrival.objects.filter(processed_at=None).exists()
    assert not Lead.objects.filter(created_at__gt=now).exists()
    running = Clock.objects.filter(met_at=None, closed_at=None)
    assert running.filter(due_at__gt=now).count() > 20
    assert running.filter(due_at__lte=now).exists()
    assert {"warned", "breached", "escalated"} <= set(ClockEvent.objects.values_list("kind", flat=True))
    assert Answer.objects.filter(kind=Answer.Kind.RETURN).exists()
    assert Lead.objects.filter(handed_over_at__gt=now - timedelta(hours=2)).count() >= 8


def test_a_portal_that_has_people_is_left_alone(cast: Cast) -> None:
    with pytest.raises(CommandError, match="has people already"):
        call_command("seed_demo")
