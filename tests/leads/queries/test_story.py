"""The story of a lead says who did what and what it did to a clause, each thing once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.models import Version
from leads.models import Activity, Channel, Stint
from leads.operations import answering, escalating, following_up, receiving
from leads.queries import portrait, story
from leads.queries.reasons import criteria
from slaportal.accounts.models import User
from slaportal.audit.timeline import Change, Entry
from tests.factories import leads, moments
from tests.factories.people import Cast

NOW = moments.NOW
TOMORROW = datetime(2026, 11, 18, 10, 42, tzinfo=UTC)


def minutes(number: float) -> datetime:
    return NOW + timedelta(minutes=number)


@pytest.fixture
def form(in_force: Version) -> Channel:
    """The hosted form of the agreement in force."""
    return leads.channel(in_force.agreement)


@pytest.fixture
def maya(form: Channel) -> Stint:
    """Maya, handed over at 10:42 on Tuesday 17 November."""
    return leads.handed_over(form)


def rep(stint: Stint) -> User:
    assert stint.owner is not None
    return stint.owner


def call(stint: Stint, at: datetime, **more: object) -> None:
    following_up.log(stint, kind="call", outcome="no_answer", at=at, by=rep(stint), **more)  # type: ignore[arg-type]


def told(stint: Stint, at: datetime, tab: str = "all") -> list[Entry]:
    return list(story.of(stint.lead, tab=tab, at=at).entries)


def test_an_arrival_and_its_handoff_are_one_line_each(maya: Stint) -> None:
    handoff, arrival = told(maya, NOW)
    assert arrival.what == "Came in through Price request"
    assert arrival.detail == "Asked for a price: Price request"
    assert handoff.what == f"Handed over to {maya.owner}"
    assert "M3 Handoff speed: met in under 1 min, promised within 15 business minutes" in handoff.detail
    assert handoff.detail.endswith("criteria met")


def test_the_first_call_says_which_promise_it_met_and_how_fast(maya: Stint) -> None:
    call(maya, minutes(21))
    call(maya, minutes(60))
    second, first = told(maya, minutes(60))[:2]
    assert (first.who, first.what) == (str(maya.owner), "called, no answer")
    assert first.detail == "Call 1 of 3 · S1 First response: met in 21 min, promised within 1 business day"
    assert second.detail == "Call 2 of 3"


def test_a_late_call_says_by_how_much(maya: Stint) -> None:
    call(maya, TOMORROW + timedelta(minutes=40))
    first = told(maya, TOMORROW + timedelta(minutes=40), tab="touches")[0]
    assert "S1 First response: met, late by 40 min" in first.detail


def test_a_call_entered_after_the_fact_says_that_it_cures_nothing(maya: Stint) -> None:
    call(maya, TOMORROW + timedelta(minutes=40), happened_at=minutes(10))
    first = told(maya, TOMORROW + timedelta(minutes=40), tab="touches")[0]
    assert "logged 18 Nov 11:22" in first.detail
    assert "logged after it was due, so it counts from then on" in first.detail


def test_an_answer_stands_in_one_line_with_the_stage_and_the_clause(maya: Stint) -> None:
    answering.accept(maya, at=minutes(34), by=rep(maya))
    accepted = told(maya, minutes(34))[0]
    assert (accepted.who, accepted.what) == (str(maya.owner), "accepted the lead")
    assert accepted.detail == "S2 Decision: met in 34 min, promised within 1 business day"
    assert accepted.changes == (Change("stage", "MQL", "SAL"),)
    assert not any(line.what.startswith("changed") for line in told(maya, minutes(34)))


def test_a_return_gives_the_signed_reason_and_the_criterion(maya: Stint) -> None:
    assert maya.evaluation is not None
    key, words = criteria(maya.evaluation)[0]
    answering.return_lead(
        maya, reason="outside_definition", criterion=key, note="Far too small.", at=minutes(9), by=rep(maya)
    )
    returned = told(maya, minutes(9))[0]
    assert returned.what == "returned the lead: Does not meet the definition"
    assert returned.detail.startswith(f"Criterion that failed: {words} · S2 Decision: met in 9 min")
    assert returned.note == "Far too small."


def test_a_deal_says_from_what_to_what(maya: Stint) -> None:
    answering.convert(maya, to="won", value=Decimal(45_000), at=minutes(90), by=rep(maya))
    won, accepted = told(maya, minutes(90))[:2]
    assert won.what == "won the deal"
    assert Change("deal value", "none", "45,000") in won.changes
    assert accepted.what == "accepted the lead"


def test_a_breach_says_how_late_what_was_promised_and_who_had_it(maya: Stint) -> None:
    at = TOMORROW + timedelta(hours=2)
    escalating.tick(at=at)
    lines = {line.what: line.detail for line in told(maya, at, tab="changes")}
    assert lines["S1 First response was broken"] == (
        f"Late by 2 h, promised within 1 business day, with {maya.owner}"
    )
    assert lines["S1 First response was escalated to the sales leader"] == "1 h after it was due"
    best = lines["The best target of S1 First response passed"]
    assert best == "At best within 30 business minutes, promised within 1 business day"


def test_a_breach_that_was_answered_says_so_for_ever(maya: Stint) -> None:
    call(maya, TOMORROW + timedelta(minutes=40))
    broken = next(
        line
        for line in told(maya, TOMORROW + timedelta(days=30))
        if line.what.startswith("S1 First response was")
    )
    assert broken.detail.startswith("Met, late by 40 min")


def test_news_of_a_known_lead_says_old_and_new(form: Channel, maya: Stint) -> None:
    receiving.receive(form, leads.payload(city="Leeds"), at=minutes(30), by=None)
    news = next(line for line in told(maya, minutes(30)) if line.what.startswith("New information"))
    assert news.changes == (Change("city", "none", "Leeds"),)


def test_a_correction_keeps_its_reason_and_a_line_of_its_own(cast: Cast, maya: Stint) -> None:
    following_up.edit_facts(maya.lead, {"employees": "2,400"}, why="Their report.", at=NOW, by=cast.ruth)
    corrected = next(line for line in told(maya, NOW, tab="changes") if line.who == "Ruth Adeyemi")
    assert corrected.changes == (Change("employees", "1,850", "2,400"),)
    assert corrected.note == "Their report."


def test_what_was_done_once_is_said_in_the_singular_and_several_of_a_day_together(maya: Stint) -> None:
    for kind, moment in (("product_page", 1), ("product_page", 5), ("download", 9)):
        Activity.objects.create(
            lead=maya.lead, kind=kind, at=minutes(moment), recorded_at=NOW, detail="Scales"
        )
    once, several = told(maya, minutes(10), tab="activity")[:2]
    assert (once.what, once.detail) == ("Download", "Scales")
    assert (several.what, several.detail) == (
        "Product pages viewed: 2",
        "Scales · between 10:43 and 10:47",
    )


def test_the_tabs_show_their_part_and_all_shows_everything(maya: Stint) -> None:
    call(maya, minutes(5))
    answering.accept(maya, at=minutes(6), by=rep(maya))
    kinds = {tab: {line.kind for line in told(maya, minutes(6), tab)} for tab in story.TABS}
    assert kinds["touches"] == {"touch", "answer"}
    assert kinds["activity"] == {"arrival"}
    assert kinds["changes"] >= {"change", "handoff"}
    assert kinds["all"] == {"touch", "answer", "arrival", "handoff"}
    with pytest.raises(KeyError):
        told(maya, NOW, "gossip")


def test_a_long_story_costs_no_more_queries_than_a_short_one(maya: Stint) -> None:
    def counted() -> int:
        with CaptureQueriesContext(connection) as queries:
            portrait.told(maya.lead, tab="all", at=minutes(600))
        return len(queries)

    call(maya, minutes(1))
    answering.accept(maya, at=minutes(2), by=rep(maya))
    short = counted()
    for number in range(3, 9):
        call(maya, minutes(number))
    answering.convert(maya, to="won", value=Decimal(45_000), at=minutes(90), by=rep(maya))
    assert counted() == short
