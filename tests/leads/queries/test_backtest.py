"""A draft on past leads: what would have qualified, and what each criterion keeps out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements import queries as agreements_queries
from agreements.models import Version
from agreements.operations import drafting
from agreements.rules.criteria import notation
from agreements.rules.criteria.tree import All, Did, Fact, Nothing, identified, walk
from leads.models import Lead
from leads.operations import answering, receiving
from leads.queries import backtest
from tests.factories import leads, moments, quarter
from tests.factories.people import Cast

pytestmark = pytest.mark.postgres

#: In December the whole quarter lies in the past twelve months.
DECEMBER = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)


def draft_of(in_force: Version, cast: Cast, *items: object) -> Version:
    """Amend the agreement to another definition."""
    draft = drafting.amend(in_force.agreement, at=moments.NOW, by=cast.ines)
    definition = notation.dump(identified(All(items)))  # type: ignore[arg-type]
    return drafting.edit(
        draft, terms={"definition": definition}, seen_revision=None, at=moments.NOW, by=cast.ines, why="A try"
    )


def test_the_definition_in_force_finds_the_leads_it_qualified(in_force: Version) -> None:
    quarter.play(in_force.agreement)
    run = backtest.run(in_force, at=DECEMBER)
    assert (run.leads, run.qualified) == (8, 7)
    november = run.months[-1]
    assert (november.first.isoformat(), november.leads, november.qualified) == ("2026-11-01", 8, 7)
    assert (november.accepted, november.won) == (4, 1)
    assert run.rival is None
    assert Lead.objects.filter(qualified_at__isnull=False).count() == run.qualified


def test_a_draft_says_how_many_remain_at_each_criterion(in_force: Version, cast: Cast) -> None:
    channel = leads.channel(in_force.agreement)
    for number, name in enumerate(leads.OTHERS):
        leads.arrive(
            channel, name, employees=str(100 + 200 * number), is_student="yes" if number == 5 else None
        )
    draft = draft_of(
        in_force,
        cast,
        Fact("employees", "at_least", 400),
        Did("price_requested"),
        Nothing((Fact("is_student", "is_true"), Fact("is_competitor", "is_true"))),
    )
    run = backtest.run(draft, at=DECEMBER)
    assert [(step.before, step.after, step.only) for step in run.steps] == [(6, 4, 2), (4, 4, 0), (4, 3, 1)]
    assert run.qualified == 3
    assert run.known["employees"] == 6
    assert run.known["is_competitor"] == 0
    inside = {met.id: (met.leads, met.excludes) for met in run.met}
    root = notation.parse(agreements_queries.terms_of(draft).definition)
    student, competitor = (
        place.node.id for place in walk(root) if isinstance(place.node, Fact) and "is_" in place.node.word
    )
    assert inside == {student: (1, True), competitor: (0, True)}


def test_a_draft_stands_beside_the_version_in_force(in_force: Version, cast: Cast) -> None:
    quarter.play(in_force.agreement)
    run = backtest.run(draft_of(in_force, cast, Fact("employees", "at_least", 100000)), at=DECEMBER)
    assert run.qualified == 0
    assert run.rival is not None
    assert (run.rival.number, run.rival.qualified, run.rival.accepted, run.rival.won) == (1, 7, 4, 1)
    assert run.rival.a_quarter == 21  # all in the one month since leads came in


def test_a_window_ends_with_the_leads_own_last_activity(in_force: Version, cast: Cast) -> None:
    """A webinar in July counts within 60 days for a lead that was last heard of in August, however long ago that is now."""
    channel = leads.channel(in_force.agreement)
    july = datetime(2026, 7, 10, 9, 0, tzinfo=UTC)
    for name, later in (("Stefan Krol", 30), ("Anouk Visser", 100)):
        events = [
            leads.event("webinar_attended", july),
            leads.event("page_view", july + timedelta(days=later)),
        ]
        at = july + timedelta(days=later)
        receiving.receive(channel, leads.payload(name), events=events, at=at, by=None)
    run = backtest.run(draft_of(in_force, cast, Did("webinar_attended", days=60)), at=DECEMBER)
    assert run.qualified == 1


def test_this_month_is_not_over_and_does_not_count(in_force: Version) -> None:
    quarter.play(in_force.agreement)
    assert backtest.run(in_force, at=moments.NOW).leads == 0


def test_an_imported_customer_counts_as_accepted_and_won(in_force: Version) -> None:
    stint = leads.handed_over(leads.channel(in_force.agreement), at=quarter.at(2, "10:00"))
    answering.convert(stint, to="won", at=quarter.at(3, "10:00"), by=stint.owner)
    run = backtest.run(in_force, at=DECEMBER)
    assert (run.months[-1].accepted, run.months[-1].won) == (1, 1)


def test_one_lead_and_many_take_the_same_statements(in_force: Version, cast: Cast) -> None:
    channel = leads.channel(in_force.agreement)
    draft = draft_of(in_force, cast, Fact("employees", "at_least", 100), Did("price_requested"))
    leads.arrive(channel)
    backtest.run(draft, at=DECEMBER)
    with CaptureQueriesContext(connection) as one:
        backtest.run(draft, at=DECEMBER)
    for name in leads.OTHERS:
        leads.arrive(channel, name)
    with CaptureQueriesContext(connection) as many:
        found = backtest.run(draft, at=DECEMBER)
    assert found.leads == 7
    assert len(one) == len(many) == 7
