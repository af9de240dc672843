"""One lead all the way: in, handed over, late, breached, escalated, answered late, and still a breach."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from agreements.models import Version
from leads.models import Clock, ClockEvent, Lead
from leads.operations import answering, escalating, following_up
from leads.rules.clock import State, state
from slaportal.notifications.models import Notice
from tests.factories import leads, moments
from tests.factories.people import Cast

DUE = datetime(2026, 11, 18, 10, 42, tzinfo=UTC)  # one business day after the handoff


def test_a_lead_answered_late_stays_a_breach(in_force: Version, cast: Cast) -> None:
    stint = leads.handed_over(leads.channel(in_force.agreement))
    assert stint.owner is not None

    escalating.tick(at=moments.NOW + timedelta(minutes=31))
    stint.refresh_from_db()
    response = Clock.objects.get(stint=stint, kind=Clock.Kind.RESPONSE)
    assert events_of(response) == ["best_missed"]
    assert stint.next_due_at == DUE

    escalating.tick(at=DUE + timedelta(seconds=1))
    assert events_of(response) == ["best_missed", "breached"]  # nobody warns of what is over
    breach = response.events.get(kind="breached")
    assert breach.at == DUE
    assert told("clock.breached", response) == {cast.daniel, stint.owner}

    escalating.tick(at=DUE + timedelta(minutes=61))
    assert events_of(response) == ["best_missed", "breached", "escalated"]
    assert told("clock.escalated", response) == {cast.daniel}

    late = DUE + timedelta(hours=2)
    following_up.log(stint, kind="call", outcome="reached", at=late, by=stint.owner)
    response.refresh_from_db()
    assert state(response, late) is State.MET_LATE
    assert response.business_minutes == (8.5 + 2) * 60

    answering.accept(stint, at=late, by=stint.owner)
    answering.convert(stint, to="won", at=late + timedelta(days=7), by=stint.owner)
    escalating.tick(at=late + timedelta(days=30))
    assert events_of(response) == ["best_missed", "breached", "escalated"]
    assert (
        ClockEvent.objects.filter(clock__stint=stint, kind="breached").count() == 2
    )  # response and decision
    assert Lead.objects.get().outcome == Lead.Outcome.WON


def events_of(clock: Clock) -> list[str]:
    return list(clock.events.order_by("at", "pk").values_list("kind", flat=True))


def told(kind: str, clock: Clock) -> set[object]:
    return {
        notice.recipient for notice in Notice.objects.filter(kind=kind, key__startswith=f"clock:{clock.pk}:")
    }
