"""A quarter counted by hand, and the same by statements whose number does not grow."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.models import Version
from leads.models import Clock
from leads.operations import assigning, following_up
from leads.queries import compliance
from leads.queries.promised import NothingPromised
from leads.rules.compliance import Count, Times, in_words
from leads.rules.figures import Effort, QuarterFigures, Reason, Step, Stretch
from tests.factories import agreements, leads, moments, quarter
from tests.factories.people import Cast

pytestmark = pytest.mark.postgres


def figures_at(in_force: Version, at: datetime = moments.NOW, name: str = quarter.NAME) -> QuarterFigures:
    return compliance.for_quarter(in_force.agreement, name, at=at)


def test_the_quarter_counted_by_hand(in_force: Version) -> None:
    quarter.play(in_force.agreement)
    figures = figures_at(in_force)

    counts = {figure.clause.code: (figure.count.kept, figure.count.n) for figure in figures.figures}
    assert counts == {
        "M1": (7, 7),
        "M2": (7, 7),
        "M3": (7, 7),
        "M4": (6, 7),  # less Tobias, who was returned
        "M5": (4, 5),  # Tobias; nobody has decided on Roisin and Hamid
        "S1": (3, 5),  # Anouk late, Roisin never; Tobias fell away, Hamid is not due yet
        "S2": (4, 6),
        "S3": (2, 3),  # Maya by contact, Stefan by touches; giving Owen up is no legitimate close
        "S4": (3, 4),  # of the accepted ones, Anouk's status is too old
        "S5": (2, 2),
    }
    response = figures.figure("S1")
    assert response is not None
    assert (response.best, response.waiting) == (2, 1)
    assert response.times == Times(median=60, p90=None)  # 12, 20, 60, 630 and one never
    assert [count.n for count in response.weeks] == [0, 0, 0, 0, 0, 5, 0, 0]
    assert figures.pace is not None
    assert (figures.pace.goal, figures.pace.actual, figures.pace.gap) == (240, 6, -118)
    assert figures.funnel == (
        Step("lead", 8),
        Step("prospect", 8),
        Step("mql", 7),
        Step("sal", 4),
        Step("sql", 1),
        Step("opportunity", 1),
        Step("won", 1),
    )
    assert [(each.minutes, each.count) for each in figures.stretches if each.count] == [
        (20, 2),
        (60, 1),
        (None, 2),
    ]
    assert figures.stretches[2] == Stretch(30, 0, within_best=True)
    assert figures.returns == (Reason("contact_invalid", "Contact details do not work", 1, "clerical"),)
    assert figures.disqualifications == (Reason("unable_to_reach", "Unable to reach", 1),)
    assert [(each.name, each.handed_over, each.accepted) for each in figures.sources] == [
        ("Price request", 5, Count(3, 3)),
        ("Webinar", 2, Count(1, 2)),
    ]
    assert figures.effort == Effort(leads=3, done=8, promised=18, attempts=8)
    assert in_words(figures.sentence("sales")) == (
        "Keeps 1 of 5 so far. Misses first response by 35.0 points, decision by 28.3, cadence by 23.3 and status by 20.0."
    )


def test_each_rep_is_counted_and_all_of_them_make_the_whole(in_force: Version) -> None:
    stints = quarter.play(in_force.agreement)
    figures = figures_at(in_force)
    names = [str(stint.owner) for stint in stints.values()]
    assert {rep.name: rep.handed_over for rep in figures.reps} == {name: names.count(name) for name in names}
    assert sum((rep.response for rep in figures.reps), Count()) == Count(3, 5)
    assert sum((rep.cadence for rep in figures.reps), Count()) == Count(2, 3)
    assert sum(rep.returned for rep in figures.reps) == 1
    assert sum(rep.found_ready for rep in figures.reps) == 1
    maya = next(rep for rep in figures.reps if rep.person == stints["maya"].owner_id)
    assert maya.found_ready == 1


def test_it_is_counted_as_it_stood(in_force: Version) -> None:
    """What came to light later changes nothing that is looked at from an earlier moment."""
    stints = quarter.play(in_force.agreement)
    early = figures_at(in_force, quarter.at(3, "11:15"))
    counts = {figure.clause.code: (figure.count.kept, figure.count.n) for figure in early.figures}
    assert counts["M4"] == (5, 5)  # Tobias is not returned yet, Roisin not handed over
    assert counts["S1"] == (3, 3)
    assert counts["S3"] == (0, 0)
    assert counts["S5"] == (0, 0)

    owner = stints["roisin"].owner
    following_up.log(
        stints["roisin"], kind="call", outcome="no_answer", at=moments.NOW + timedelta(hours=1), by=owner
    )
    late = figures_at(in_force, moments.NOW + timedelta(hours=2)).figure("S1")
    before = figures_at(in_force).figure("S1")
    assert late is not None
    assert before is not None
    assert late.count == before.count  # a late answer stays a breach
    assert late.times is not None
    assert late.times.p90 is not None  # and its time is known from now on
    assert before.times == Times(median=60, p90=None)


def test_a_lead_passed_on_was_handed_over_once(in_force: Version, cast: Cast) -> None:
    stints = quarter.play(in_force.agreement)
    hamid = stints["hamid"]
    to = next(rep for rep in (cast.priya, cast.tom) if rep != hamid.owner)
    assigning.transfer(hamid, to, at=quarter.at(16, "17:00"), by=cast.daniel, why="At a trade show")
    figures = figures_at(in_force)
    assert figures.funnel[2] == Step("mql", 7)
    assert sum(rep.handed_over for rep in figures.reps) == 8  # both owners had it
    volume = figures.figure("M4")
    assert volume is not None
    assert volume.count == Count(6, 7)


def test_a_promise_counts_in_the_quarter_in_which_it_falls_due(in_force: Version) -> None:
    """Handed over on 30 September at 16:00, due on 1 October: the handoff counts in the third, the clock in the fourth."""
    stint = leads.handed_over(leads.channel(in_force.agreement), at=datetime(2026, 9, 30, 15, 0, tzinfo=UTC))
    later = datetime(2026, 10, 2, 9, 0, tzinfo=UTC)
    assert Clock.objects.get(stint=stint, kind=Clock.Kind.RESPONSE).due_at == datetime(
        2026, 10, 1, 15, 0, tzinfo=UTC
    )
    third, fourth = figures_at(in_force, later, "2026-Q3"), figures_at(in_force, later, "2026-Q4")
    counted = [
        {figure.clause.code: figure.count.n for figure in figures.figures if figure.count.n}
        for figures in (third, fourth)
    ]
    assert counted == [{"M1": 1, "M2": 1, "M3": 1, "M4": 1}, {"S1": 1, "S2": 1}]


def test_the_targets_are_those_in_force_at_the_end_and_the_others_are_named(
    in_force: Version, cast: Cast
) -> None:
    quarter.play(in_force.agreement)
    agreements.amend(in_force.agreement, {"required": ("name", "email")}, at=quarter.at(12, "12:00"))
    figures = figures_at(in_force)
    assert (figures.version, figures.others) == (2, (1,))
    assert (figures.first, figures.last) == (date(2026, 10, 1), date(2026, 12, 31))
    response = figures.figure("S1")
    assert response is not None
    assert response.count == Count(3, 5)


def test_a_quarter_without_a_version_in_force_promised_nothing(in_force: Version) -> None:
    with pytest.raises(NothingPromised, match="Nothing was promised in 2026-Q2"):
        figures_at(in_force, name="2026-Q2")


def test_the_first_quarter_promises_its_part(in_force: Version, cast: Cast) -> None:
    """In force from 17 August: 32 of the quarter's 65 workdays, 31 August being a bank holiday; 240 × 32 / 65 = 118.2."""
    other = agreements.in_force(cast, name="Spare parts", effective_from=date(2026, 8, 17))
    part = figures_at(other, datetime(2026, 9, 1, 9, 0, tzinfo=UTC), "2026-Q3")
    assert part.first == date(2026, 8, 17)
    assert part.pace is not None
    assert (part.pace.goal, part.pace.workdays) == (118, 32)


def test_one_lead_and_many_take_the_same_statements(in_force: Version) -> None:
    channel = leads.channel(in_force.agreement)
    leads.handed_over(channel, at=quarter.at(2, "10:00"))
    figures_at(in_force)
    with CaptureQueriesContext(connection) as one:
        figures_at(in_force)
    for number, name in enumerate(leads.OTHERS):
        leads.handed_over(channel, name, at=quarter.at(3 + number % 3, "10:00"))
    with CaptureQueriesContext(connection) as many:
        figures_at(in_force)
    assert len(one) == len(many) == 14
