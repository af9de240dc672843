"""Every figure opens to exactly the leads it counted."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.models import Version
from agreements.rules.terms import Clause
from leads.models import Channel
from leads.operations import receiving
from leads.queries import compliance, evidence, promised
from leads.queries.evidence import Fact, NoSuchFigure, Selection
from leads.queries.promised import Promised
from leads.rules.compliance import Count
from tests.factories import agreements, leads, moments, quarter
from tests.factories.people import Cast

pytestmark = pytest.mark.postgres


@pytest.fixture
def of(in_force: Version) -> Promised:
    quarter.play(in_force.agreement)
    return promised.in_quarter(in_force.agreement, quarter.NAME, at=moments.NOW)


def names(of: Promised, figure: str, **narrowed: object) -> set[str]:
    rows = evidence.leads_behind(of, Selection(figure, **narrowed))  # type: ignore[arg-type]
    return {fact.lead.name.split()[0] for fact in evidence.facts(rows, of)}


def fact(of: Promised, figure: str, name: str) -> Fact:
    rows = evidence.leads_behind(of, Selection(figure))
    return next(each for each in evidence.facts(rows, of) if each.lead.name.startswith(name))


def test_every_clause_opens_to_as_many_leads_as_it_counted(of: Promised) -> None:
    for figure in compliance.count(of, closed=False).figures:
        code = figure.clause.code
        rows = {
            part: evidence.leads_behind(of, Selection(code, part)) for part in ("counted", "kept", "missed")
        }
        assert rows["kept"].count() == figure.count.kept, code
        assert rows["counted"].count() == figure.count.n, code
        assert rows["missed"].count() == figure.count.n - figure.count.kept, code
        assert {row.result for row in rows["missed"]} <= {"missed"}, code


def test_every_stage_reason_source_and_stretch_opens_to_as_many_leads(of: Promised) -> None:
    figures = compliance.count(of, closed=False)
    for step in figures.funnel:
        assert evidence.leads_behind(of, Selection(step.key)).count() == step.count, step.key
    for reason in figures.returns:
        assert len(names(of, "returned", reason=reason.key, sort=reason.kind)) == reason.count
    for source in figures.sources:
        assert len(names(of, "mql", channel=source.channel)) == source.handed_over
        assert len(names(of, "M5", channel=source.channel)) == source.accepted.n
        assert len(names(of, "M5", channel=source.channel, part="kept")) == source.accepted.kept
    after = None
    for stretch in figures.stretches[:-1]:
        found = evidence.leads_behind(of, Selection("S1", "kept", after=after, within=stretch.minutes))
        assert found.count() == stretch.count, stretch
        after = stretch.minutes


def test_every_rep_opens_to_as_many_leads(of: Promised) -> None:
    for rep in compliance.count(of, closed=False).reps:
        assert len(names(of, "S1", person=rep.person)) == rep.response.n
        assert len(names(of, "S1", person=rep.person, part="kept")) == rep.response.kept
        assert len(names(of, "S3", person=rep.person)) == rep.cadence.n
        assert len(names(of, "given", person=rep.person)) == rep.handed_over
        assert len(names(of, "taken", person=rep.person)) == rep.accepted
        assert len(names(of, "sent_back", person=rep.person)) == rep.returned
        assert len(names(of, "sql", person=rep.person)) == rep.found_ready


def test_the_leads_are_the_right_ones(of: Promised) -> None:
    assert names(of, "S1", part="missed") == {"Anouk", "Roisin"}
    assert names(of, "S1", part="waiting") == {"Hamid"}
    assert names(of, "S1", part="best") == {"Maya", "Owen"}
    assert names(of, "S3", part="missed") == {"Owen"}
    assert names(of, "S4", part="missed") == {"Anouk"}
    assert names(of, "M4", part="missed") == {"Tobias"}
    assert names(of, "M5", week=5) == {"Maya", "Stefan", "Owen", "Anouk", "Tobias"}
    assert names(of, "M5", week=6) == set()
    assert names(of, "S1", unassigned=True) == set()


def test_a_lead_says_why_it_counted(of: Promised) -> None:
    late, never = fact(of, "S1", "Anouk"), fact(of, "S1", "Roisin")
    assert (late.result, late.took, late.late) == ("missed", timedelta(minutes=630), timedelta(hours=2))
    assert (never.met_at, never.late) == (None, timedelta(hours=8 * 8.5 + 1, minutes=42))  # until now
    sent_back = fact(of, "returned", "Tobias")
    assert (sent_back.reason, sent_back.sort) == ("contact_invalid", "clerical")


def test_another_figure_is_refused(of: Promised, cast: Cast) -> None:
    for selection in (Selection("S9"), Selection("M6"), Selection("M1", "best"), Selection("lead", "missed")):
        with pytest.raises(NoSuchFigure):
            evidence.leads_behind(of, selection)


def test_interactions_on_record_before_the_handoff_are_counted(cast: Cast) -> None:
    """Stefan read a page the day before; the form by which a lead passes at once is no nurture before the handoff."""
    nurtured = agreements.in_force(
        cast, clauses=(Clause("nurture", Decimal(90), interactions=1), Clause("feedback"))
    )
    form = leads.channel(nurtured.agreement)
    read = leads.event("page_view", quarter.at(1, "10:00"))
    receiving.receive(form, leads.payload("Stefan Krol"), events=[read], at=quarter.at(2, "11:00"), by=None)
    leads.handed_over(form, at=quarter.at(2, "10:00"))
    of = promised.in_quarter(nurtured.agreement, quarter.NAME, at=moments.NOW)
    figure = compliance.count(of, closed=False).figure("M6")
    assert figure is not None
    assert figure.count == Count(1, 2)
    assert names(of, "M6", part="kept") == {"Stefan"}
    assert names(of, "M6", part="missed") == {"Maya"}


def test_a_page_takes_one_query_however_many_leads(of: Promised) -> None:
    channel = Channel.objects.get(slug="webinar")
    for selection in (
        Selection("S1"),
        Selection("M1"),
        Selection("returned"),
        Selection("lead"),
        Selection("S4"),
    ):
        for narrowed in (selection, Selection(selection.figure, channel=channel.pk)):
            with CaptureQueriesContext(connection) as queries:
                evidence.facts(list(evidence.leads_behind(of, narrowed)[:50]), of)
            assert len(queries) == 1, narrowed
