"""Several workers at once, and one killed with -9 in the middle, take every step exactly once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from leads.models import Channel, ClockEvent, Lead, Rotation, Stint
from leads.operations import receiving, timing
from leads.operations.receiving import Item
from slaportal.notifications.models import Delivery, Notice
from tests.factories import leads, moments
from tests.factories.people import Cast

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

NUMBER = 120
LATE = datetime(2026, 11, 18, 10, 43, tzinfo=UTC)

#: What every worker begins with: it says that it is there, and waits until all are.
START = """
import os, pathlib, signal, time
from datetime import datetime, timedelta
import django
django.setup()
from django.db import transaction
from leads import notices
from leads.models import Channel, Clock, ClockEvent
from leads.operations import receiving, timing
from leads.operations.timing import sweeping
from tests.factories import leads
at = datetime.fromisoformat("{at}")
folder = pathlib.Path("{folder}")
(folder / f"ready-{{os.getpid()}}").touch()
while not (folder / "go").exists():
    time.sleep(0.005)
"""
SWEEP = """
sweeping.CHUNK = 10
print(timing.sweep(at=at))
"""
#: Looks, then writes, as one would at first: nothing claims a clock.
NAIVE = """
taken = 0
while due := list(Clock.objects.filter(check_at__lt=at).order_by("check_at")[:10]):
    with transaction.atomic():
        for clock in due:
            ClockEvent.objects.bulk_create(
                [ClockEvent(clock=clock, kind="breached", at=at, recorded_at=at)], ignore_conflicts=True
            )
        taken += len(due)
        Clock.objects.filter(pk__in=[clock.pk for clock in due]).update(check_at=None)
print(taken)
"""
#: Dies in its third transaction, after the events and the news are written and before anything is committed.
DIES = """
tell, told = notices.steps_taken, []
def tell_and_die(*args, **kwargs):
    tell(*args, **kwargs)
    told.append(True)
    if len(told) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
notices.steps_taken = tell_and_die
"""
RECEIVE = """
channel = Channel.objects.select_related("agreement").get()
for number in range(12):
    receiving.receive(channel, leads.payload(f"Worker{os.getpid()} Person{number}"), at=at, by=None)
    receiving.receive(channel, leads.payload("Same Person"), key=f"{os.getpid()}-{number}", at=at, by=None)
print(12)
"""

Work = Callable[..., list[subprocess.Popen[str]]]


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Work]:
    """Start workers that do the same thing at the same moment, each a process of its own on this test's database."""
    started: list[subprocess.Popen[str]] = []

    def start(number: int, *what: str) -> list[subprocess.Popen[str]]:
        code = START.format(at=LATE.isoformat(), folder=tmp_path) + "".join(what)
        environment = os.environ | {
            "DATABASE_URL": address(),
            "DJANGO_SETTINGS_MODULE": "slaportal.settings",
            "VAR_DIR": str(settings.VAR_DIR),
        }
        for _ in range(number):
            started.append(
                subprocess.Popen(
                    [sys.executable, "-c", code],
                    env=environment,
                    cwd=settings.BASE_DIR,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
        deadline = time.monotonic() + 120
        while len(list(tmp_path.glob("ready-*"))) < len(started) and time.monotonic() < deadline:
            time.sleep(0.02)
        (tmp_path / "go").touch()
        return started

    yield start
    for process in started:
        process.kill()
        process.wait()


def address() -> str:
    """The address of the test's own database, for another process."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    return f"postgres://{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT'] or 5432}/{found['NAME']}"


@pytest.fixture
def due(form: Channel) -> int:
    """Response clocks that are all due, and nothing else to do."""
    items = [Item(leads.payload(f"Person {number}")) for number in range(NUMBER)]
    receiving.receive_many(form, items, at=moments.NOW, by=None)
    timing.sweep(at=datetime(2026, 11, 17, 12, 0, tzinfo=UTC))
    Delivery.objects.all().delete()
    Notice.objects.all().delete()
    return NUMBER * 2  # first response and decision


def finished(processes: list[subprocess.Popen[str]]) -> list[int]:
    return [int(process.communicate(timeout=120)[0]) for process in processes]


def breaches() -> Counter[int]:
    return Counter(ClockEvent.objects.filter(kind="breached").values_list("clock", flat=True))


def test_three_sweeps_at_once_take_every_step_exactly_once(due: int, work: Work) -> None:
    taken = finished(work(3, SWEEP))
    assert sum(taken) == due
    assert len(breaches()) == due
    assert set(breaches().values()) == {1}
    owners = Notice.objects.filter(kind="clock.breached").values_list("key", flat=True)
    assert len(owners) == len(set(owners))


@pytest.mark.postgres(only=True)
def test_without_the_claim_the_same_clocks_would_be_taken_more_than_once(due: int, work: Work) -> None:
    """The control: what the three workers do at once is a race indeed."""
    assert sum(finished(work(3, NAIVE))) > due


def test_kill_9_in_the_middle_of_a_sweep_loses_and_repeats_nothing(due: int, work: Work) -> None:
    (victim,) = work(1, DIES, SWEEP)
    assert victim.wait(timeout=120) == -signal.SIGKILL
    assert len(breaches()) == 20  # two chunks were committed, the third was not
    assert timing.sweep(at=LATE) == due - 20
    assert len(breaches()) == due
    assert set(breaches().values()) == {1}


def test_workers_that_receive_at_once_deal_every_turn_once_and_make_one_lead_of_a_person(
    form: Channel, cast: Cast, work: Work
) -> None:
    assert finished(work(3, RECEIVE)) == [12, 12, 12]
    assert Lead.objects.count() == 3 * 12 + 1
    same = Lead.objects.get(name="Same Person")
    assert same.arrivals.count() == 36
    assert Stint.objects.count() == Lead.objects.count()
    shares = Counter(Stint.objects.values_list("owner", flat=True))
    assert max(shares.values()) - min(shares.values()) <= 1
    assert dict(Rotation.objects.values_list("membership__user", "dealt")) == shares
