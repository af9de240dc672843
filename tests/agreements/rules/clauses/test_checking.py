"""What keeps terms from being signed: each fault is named with its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from agreements.rules import clauses, templates
from agreements.rules.terms import (
    Clause,
    DisqualifyReason,
    Duration,
    Hours,
    ReturnReason,
    StageMeaning,
    Terms,
)
from tests.factories import terms as make

REASONS = make.sample().return_reasons
CLOSINGS = make.sample().disqualify_reasons
ALL = make.sample().clauses


def faults(terms: Terms) -> list[tuple[str, str]]:
    """Place and message of every fault; each also says what would mend it."""
    found = clauses.check(terms)
    assert all(fault.mend for fault in found)
    return [(fault.path, fault.message) for fault in found]


@pytest.mark.parametrize(
    ("changes", "path", "message"),
    [
        ({"title": "  "}, "title", "The agreement has no title."),
        ({"purpose": ""}, "purpose", "The agreement has no purpose."),
        (
            {"marketing_party": ""},
            "parties.marketing.name",
            "The agreement has no name for marketing’s side.",
        ),
        ({"sales_party": ""}, "parties.sales.name", "The agreement has no name for sales’ side."),
        (
            {"required": ("name", "shoe_size")},
            "required",
            "“shoe_size” is no information that can be required.",
        ),
        ({"required": ("name", "name")}, "required", "“name” is required twice."),
        ({"required": ()}, "required", "M2 promises required information, and none is required."),
        ({"clauses": (*ALL, ALL[0])}, "clauses", "“M1” stands in the agreement twice."),
        ({"review_months": 24}, "review.months", "A review every 24 months is not foreseen."),
        (
            {"effective_from": date(2026, 7, 1), "first_review_on": date(2026, 6, 30)},
            "review.first_on",
            "The first review is before the agreement is in force.",
        ),
        (
            {"effective_from": date(2026, 7, 1), "effective_until": date(2026, 6, 30)},
            "effective.until",
            "The agreement ends before it begins.",
        ),
        ({"return_reasons": ()}, "return_reasons", "There is no reason to return a lead."),
        ({"disqualify_reasons": ()}, "disqualify_reasons", "There is no reason to disqualify a lead."),
        (
            {"return_reasons": (*REASONS, REASONS[0])},
            "return_reasons",
            "“outside_definition” is listed twice.",
        ),
        (
            {"return_reasons": (ReturnReason("odd", "clerical", " "),)},
            "return_reasons[0]",
            "A reason has no name.",
        ),
        (
            {"return_reasons": (ReturnReason("odd", "emotional", "Odd"),)},  # type: ignore[arg-type]
            "return_reasons[0].kind",
            "“emotional” does not say what marketing does next.",
        ),
        (
            {"disqualify_reasons": (DisqualifyReason("no_need", "No need", 0),)},
            "disqualify_reasons[0].recycle_days",
            "A lead cannot be judged again after 0 days.",
        ),
        (
            {"stages": templates.STAGES[1:]},
            "stages",
            "The stage “lead” has no meaning yet.",
        ),
        (
            {"stages": (*templates.STAGES, StageMeaning("friend", "Friend", "Likes us."))},
            "stages[9]",
            "There is no stage “friend”.",
        ),
        (
            {"stages": (StageMeaning("lead", "Lead", ""), *templates.STAGES[1:])},
            "stages[0]",
            "The stage “lead” has no meaning yet.",
        ),
        (
            {"hours": Hours("Europe/London", ())},
            "hours",
            None,
        ),
        (
            {"hours": Hours("Mars/Olympus", templates.OFFICE_HOURS)},
            "hours",
            "There is no time zone named 'Mars/Olympus'.",
        ),
    ],
)
def test_a_fault_of_the_document_is_named(changes: dict[str, Any], path: str, message: str | None) -> None:
    found = faults(make.sample(**changes))
    assert [place for place, _ in found] == [path]
    if message is not None:
        assert found == [(path, message)]


@pytest.mark.parametrize(
    ("kind", "changes", "path", "message"),
    [
        ("acceptance", {"target": Decimal(0)}, "clauses.M5.target", "M5 promises 0 %."),
        ("acceptance", {"target": Decimal("100.5")}, "clauses.M5.target", "M5 promises 100.5 %."),
        ("handoff", {"within": None}, "clauses.M3.within", "M3 does not say within what time."),
        ("volume", {"leads": None}, "clauses.M4.leads", "M4 does not say how many leads a quarter."),
        ("volume", {"leads": 0}, "clauses.M4.leads", "0 leads a quarter cannot be promised."),
        ("volume", {"daily_relief": 0}, "clauses.M4.daily_relief", "0 leads a day cannot be promised."),
        ("cadence", {"calls": 0, "emails": 0}, "clauses.S3.calls", "The cadence has no touches."),
        ("cadence", {"calls": 101}, "clauses.S3.calls", "101 calls cannot be promised."),
        (
            "status",
            {"within": Duration(0, "days")},
            "clauses.S4.within",
            "0 days cannot be promised.",
        ),
        (
            "status",
            {"within": Duration(3, "weeks")},  # type: ignore[arg-type]
            "clauses.S4.within",
            "“weeks” is no unit of time.",
        ),
        (
            "response",
            {"best": Duration(2, "business_days")},
            "clauses.S1.best",
            "The best target, 2 business days, is longer than the limit, 1 business day.",
        ),
        (
            "response",
            {"best": Duration(20, "hours"), "within": Duration(600, "minutes")},
            "clauses.S1.best",
            "The best target, 20 business hours, is longer than the limit, 600 business minutes.",
        ),
    ],
)
def test_a_fault_of_a_clause_is_named(kind: str, changes: dict[str, Any], path: str, message: str) -> None:
    assert faults(make.with_clause(make.sample(), kind, **changes)) == [(path, message)]


@pytest.mark.parametrize(("side", "word"), [("marketing", "Marketing"), ("sales", "Sales")])
def test_a_side_that_promises_nothing_is_named(side: str, word: str) -> None:
    terms = make.sample()
    others = tuple(clause for clause in terms.clauses if clause.side != side)
    assert faults(replace(terms, clauses=others)) == [("clauses", f"{word} promises nothing.")]


def test_a_fault_of_the_definition_keeps_its_place() -> None:
    document = {"format": 1, "definition": {"kind": "all", "items": []}}
    assert [path for path, _ in faults(make.sample(definition=document))] == ["definition.items"]


def test_a_cadence_of_calls_alone_can_be_promised() -> None:
    assert faults(make.with_clause(make.sample(), "cadence", calls=3, emails=0)) == []


def test_several_faults_are_all_named_in_the_order_of_the_document() -> None:
    terms = make.with_clause(make.sample(title="", review_months=1), "handoff", within=None)
    assert [path for path, _ in faults(terms)] == ["title", "clauses.M3.within", "review.months"]


def test_a_holiday_of_the_company_is_no_fault() -> None:
    hours = replace(make.sample().hours, own_holidays=(date(2026, 12, 24),))
    assert faults(make.sample(hours=hours)) == []


def test_a_clause_of_an_unknown_kind_cannot_be_read() -> None:
    with pytest.raises(ValueError, match="no kind of clause called “hugs”"):
        Clause.from_document({"kind": "hugs"})
