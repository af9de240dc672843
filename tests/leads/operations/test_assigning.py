"""Leads are dealt in turn, the reason is kept, and nobody eligible is an alarm that ends by itself."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads.models import Channel, Clock, Lead, Rotation, Stint
from leads.operations import escalating, following_up, receiving
from leads.operations.receiving import Item
from leads.queries import roster
from slaportal.accounts.models import Absence, Membership, Team, User
from slaportal.notifications.models import Notice
from tests.factories import leads, moments
from tests.factories.people import Cast

pytestmark = pytest.mark.postgres

NOW = moments.NOW
TODAY = date(2026, 11, 17)


def away(*people: User, until: date = TODAY) -> None:
    for person in people:
        Absence.objects.create(user=person, starts_on=TODAY, ends_on=until)


def dealt(channel: Channel, number: int, start: int = 0) -> list[User | None]:
    """Let that many leads arrive, and return who got them in order."""
    items = [Item(leads.payload(f"Person {start + n}")) for n in range(number)]
    received = receiving.receive_many(channel, items, at=NOW, by=None)
    return [each.stint.owner for each in received if each.stint is not None]


def test_leads_are_dealt_in_turn_one_by_one_and_many_at_once(form: Channel, cast: Cast) -> None:
    singly = [leads.handed_over(form, name).owner for name in leads.OTHERS]
    assert Counter(singly) == {cast.priya: 2, cast.tom: 2, cast.marcus: 2}
    assert Counter(dealt(form, 7)) in [
        {first: 3, second: 2, third: 2}
        for first, second, third in (
            (cast.priya, cast.tom, cast.marcus),
            (cast.tom, cast.priya, cast.marcus),
            (cast.marcus, cast.priya, cast.tom),
        )
    ]
    assert sum(Rotation.objects.values_list("dealt", flat=True)) == 13


def test_the_absent_are_skipped_and_counted_in_the_reason(form: Channel, cast: Cast) -> None:
    away(cast.priya, cast.tom)
    stint = leads.handed_over(form)
    assert stint.owner == cast.marcus
    assert stint.why == {"text": "by rotation in Sales, UK and Ireland; 2 absent"}


def test_the_full_are_skipped_within_one_batch_too(form: Channel, cast: Cast) -> None:
    Membership.objects.filter(user=cast.priya).update(capacity=2)
    Membership.objects.filter(user=cast.tom).update(capacity=1)
    assert Counter(dealt(form, 8)) == {cast.priya: 2, cast.tom: 1, cast.marcus: 5}
    assert set(dealt(form, 2, start=50)) == {cast.marcus}


def test_people_who_left_get_nothing(form: Channel, cast: Cast) -> None:
    User.objects.filter(pk=cast.priya.pk).update(is_active=False)
    Membership.objects.filter(user=cast.tom).delete()
    assert set(dealt(form, 3)) == {cast.marcus}


def test_a_team_that_was_closed_gets_nothing(form: Channel, cast: Cast) -> None:
    Team.objects.filter(pk=cast.islands.pk).update(is_active=False)
    assert leads.arrive(form).stint is not None
    assert Stint.objects.get().owner is None


def test_the_roster_takes_two_queries_and_a_third_for_capacities(form: Channel, cast: Cast) -> None:
    agreement = form.agreement_id
    with CaptureQueriesContext(connection) as queries:
        candidates, people = roster.for_agreement(agreement, [NOW])
    assert (len(queries), len(candidates)) == (2, 5)
    assert {person.pk for person in people.values()} == {rep.pk for rep in cast.reps}
    Membership.objects.filter(user=cast.priya).update(capacity=5)
    with CaptureQueriesContext(connection) as queries:
        roster.for_agreement(agreement, [NOW])
    assert len(queries) == 3


# --- nobody eligible -----------------------------------------------------------------


@pytest.fixture
def orphan(form: Channel, cast: Cast) -> Stint:
    """Maya's stint on a day on which everybody in her territory is away."""
    away(cast.priya, cast.tom, cast.marcus, until=date(2026, 11, 18))
    leads.arrive(form)
    return Stint.objects.get()


def test_a_lead_nobody_can_take_stands_without_owner_while_its_clocks_run(orphan: Stint, cast: Cast) -> None:
    assert (orphan.owner, orphan.team, orphan.ended_at) == (None, cast.islands, None)
    assert orphan.why == {"text": "nobody can take it: 3 absent"}
    assert orphan.next_due_at == NOW + timedelta(minutes=30)
    assert Clock.objects.filter(stint=orphan, owner=None, met_at=None).count() == 3
    lead = Lead.objects.get()
    assert (lead.handed_over_at, lead.owner, lead.team) == (NOW, None, cast.islands)


def test_the_sales_leader_gets_the_alarm(orphan: Stint, cast: Cast) -> None:
    alarm = Notice.objects.get(kind="lead.unassigned")
    assert alarm.recipient == cast.daniel
    assert alarm.subject == "Nobody could take Maya Okafor, Aldermoor Foods plc"
    assert alarm.body.startswith("Nobody can take it: 3 absent.")


def test_a_country_nobody_covers_is_an_alarm_without_a_team(form: Channel, cast: Cast) -> None:
    leads.arrive(form, country="Japan")
    stint = Stint.objects.get()
    assert (stint.owner, stint.team, stint.why) == (None, None, {"text": "no sales team covers JP"})
    assert Notice.objects.get(kind="lead.unassigned").recipient == cast.daniel


def test_whoever_is_back_first_gets_it_as_a_first_assignment(orphan: Stint, cast: Cast) -> None:
    still_away = NOW + timedelta(days=1)
    assert escalating.assign_waiting(at=still_away) == 0
    back = NOW + timedelta(days=2)
    assert escalating.assign_waiting(at=back) == 1
    orphan.refresh_from_db()
    assert orphan.owner in (cast.priya, cast.tom, cast.marcus)
    assert (orphan.number, orphan.started_at, Stint.objects.count()) == (1, NOW, 1)
    assert set(Clock.objects.filter(stint=orphan).values_list("owner", "team")) == {
        (orphan.owner_id, cast.islands.pk)
    }
    lead = Lead.objects.get()
    assert lead.owner == orphan.owner
    assert lead.history.latest().owner == orphan.owner
    assert Notice.objects.get(kind="lead.handed_over").recipient == orphan.owner
    assert escalating.assign_waiting(at=back) == 0


def test_the_leader_gives_it_to_somebody_by_hand(orphan: Stint, cast: Cast) -> None:
    same = following_up.give(orphan, cast.tom, at=NOW + timedelta(minutes=5), by=cast.daniel)
    assert (same.pk, same.owner, same.number) == (orphan.pk, cast.tom, 1)
    assert same.why == {"text": "given by Daniel Osei"}
    assert set(Clock.objects.filter(stint=orphan).values_list("owner", flat=True)) == {cast.tom.pk}
    notice = Notice.objects.get(kind="lead.handed_over")
    assert (notice.recipient, notice.body) == (cast.tom, "Daniel Osei gave it to you.")
