"""Rows, chips and values seen, in a few words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given

from agreements.rules.criteria import chips
from agreements.rules.criteria.dossier import Event, Facts
from agreements.rules.criteria.tree import (
    LEAVES,
    All,
    Any,
    AtLeast,
    Did,
    Fact,
    Leaf,
    Node,
    Nothing,
    Points,
    walk,
)
from agreements.rules.criteria.vocabulary import FACTS
from tests.agreements.rules.criteria.generated import definitions, leads

AT = datetime(2026, 11, 17, 10, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    ("node", "parts"),
    [
        (
            Fact("industry", "one_of", ("food", "packaging", "pharma")),
            ("Industry is", "Food, Packaging, Pharma"),
        ),
        (Fact("industry", "none_of", ("food",)), ("Industry is not", "Food")),
        (Fact("employees", "between", (250, 5000)), ("Employees between", "250 and 5,000")),
        (Fact("hq_country", "one_of", ("GB", "IE", "DE", "NL")), ("Headquarters in", "UK, IE, DE, NL")),
        (Fact("hq_country", "is_not", "US"), ("Headquarters not in", "US")),
        (Fact("seniority", "at_least", "manager"), ("Seniority is", "Manager or higher")),
        (Fact("seniority", "at_most", "director"), ("Seniority is", "Director or lower")),
        (
            Fact("seniority", "between", ("manager", "vice_president")),
            ("Seniority is", "Manager to vice president"),
        ),
        (Fact("seniority", "none_of", ("entry",)), ("Seniority is not", "Entry level")),
        (Fact("budget", "at_least", 20_000), ("Budget at least", "£20,000")),
        (Fact("budget", "between", (20_000, 90_000)), ("Budget between", "£20,000 and £90,000")),
        (
            Fact("authority", "one_of", ("decision_maker", "influencer")),
            ("Authority is", "Decision maker, Influencer"),
        ),
        (Fact("need", "known"), ("Need is", "known")),
        (Fact("need", "unknown"), ("Need is", "not known")),
        (Fact("timeline_months", "at_most", 6), ("Timeline at most", "6 months")),
        (Fact("title", "contains", "operations"), ("Job title contains", "“operations”")),
        (Fact("formats", "has_any", ("webinar", "other")), ("Format is", "Webinar attendance, Other")),
        (Fact("markets", "has_all", ("dach", "nordics")), ("Markets served include all of", "dach, nordics")),
        (Fact("is_competitor", "is_true"), ("Competitor", "")),
        (Fact("is_competitor", "is_false"), ("Not: competitor", "")),
        (Fact("contact_me", "is_true"), ("Asked to be contacted", "")),
        (Fact("extra:campaign", "at_least", 3), ("campaign at least", "3")),
        (Fact("employees", "at_least"), ("Employees at least", "…")),
        (Fact("zzz", "contains", 3), ("zzz contains", "3")),
        (Fact("", ""), ("Unfinished", "")),
        (Did("webinar_attended", days=60), ("Attended a webinar", "in 60 days")),
        (Did("webinar_attended", days=1), ("Attended a webinar", "in 1 day")),
        (Did("high_value_download", 2, days=30), ("High-value downloads", "2 in 30 days")),
        (Did("product_page", 5, in_one_day=True), ("Product pages viewed", "5 in a single day")),
        (Did("page_view", detail="prices"), ("Viewed a page", "matching “prices”")),
        (Did("time_on_page", 300, days=7, measure="sum"), ("Time on page", "5 minutes in 7 days")),
        (Did("", 2), ("Unfinished", "2")),
        (All((Did("download"),)), ("All of", "these must be met")),
        (Any((Did("download"),), label="shows interest"), ("Any of", "shows interest")),
        (Any((Did("download"),)), ("Any of", "one is enough")),
        (AtLeast(2, (Did("download"),), label="BANT facts known"), ("At least 2 of", "BANT facts known")),
        (Nothing((Did("download"),)), ("None of", "these may apply")),
        (Points(1, ((1, Did("download")),)), ("At least 1 point", "from these")),
    ],
)
def test_a_row_of_the_builder(node: Node, parts: tuple[str, str]) -> None:
    assert chips.parts(node, currency="GBP") == parts


BANT = tuple(Fact(word, "known") for word in ("budget", "authority", "need", "timeline_months"))


@pytest.mark.parametrize(
    ("node", "phrase"),
    [
        (Fact("employees", "between", (250, 5000)), "Employees between 250 and 5,000"),
        (Did("product_page", 5, in_one_day=True), "Product pages viewed 5 in a single day"),
        (Fact("is_student", "is_true"), "Student"),
        (Any((Did("price_requested"), Did("demo_requested"))), "Asked for a price or asked for a demo"),
        (
            Any((Did("price_requested"), Did("demo_requested")), label="Asked for a price or a demo"),
            "Asked for a price or a demo",
        ),
        (Any((Did("download"),) * 4), "At least 1 of 4 things they did"),
        (Any((All((Did("download"),)), Did("page_view"))), "At least 1 of 2"),
        (AtLeast(2, BANT), "At least 2 of 4 BANT facts"),
        (AtLeast(2, BANT, label="BANT facts known"), "At least 2 of 4 BANT facts"),
        (AtLeast(1, (*BANT, Did("download"))), "At least 1 of 5"),
        (All((Did("download"), Did("page_view"))), "All of 2 things they did"),
        (Nothing((Did("download"),), label="Exclusions"), "No exclusion applies"),
        (Points(50, ((50, Did("download")),)), "At least 50 points"),
        (Points(50, ((50, Did("download")),), label="Lead score"), "Lead score"),
    ],
)
def test_a_criterion_or_group_on_one_line(node: Node, phrase: str) -> None:
    assert chips.phrase(node, currency="GBP") == phrase


PAGES = (
    Event("product_page", datetime(2026, 11, 16, 16, 12, tzinfo=UTC)),
    Event("product_page", datetime(2026, 11, 16, 16, 48, tzinfo=UTC)),
    Event("product_page", datetime(2026, 11, 15, 9, tzinfo=UTC)),
)


@pytest.mark.parametrize(
    ("node", "values", "events", "seen", "evidence"),
    [
        (Fact("employees", "at_least", 5), {"employees": 1850}, (), "1,850", "1,850 people"),
        (Fact("employees", "at_least", 5), {"employees": 0}, (), "0", "0 people"),
        (Fact("employees", "at_least", 5), {}, (), "", ""),
        (Fact("budget", "known"), {"budget": Decimal("40000.00")}, (), "£40,000", "Budget £40k"),
        (
            Fact("annual_revenue", "known"),
            {"annual_revenue": 212_000_000},
            (),
            "£212 million",
            "Revenue £212m",
        ),
        (Fact("industry", "equals", "food"), {"industry": "food"}, (), "Food", "Food"),
        (
            Fact("industry", "equals", "food"),
            {"industry": "prepared foods"},
            (),
            "prepared foods",
            "prepared foods",
        ),
        (Fact("hq_country", "equals", "GB"), {"hq_country": "GB"}, (), "UK", "UK"),
        (
            Fact("seniority", "at_least", "manager"),
            {"seniority": "vice_president"},
            (),
            "Vice president",
            "Vice president",
        ),
        (Fact("need", "known"), {"need": "Two checkweighers"}, (), "Two checkweighers", "Need stated"),
        (Fact("timeline_months", "known"), {"timeline_months": 6}, (), "6", "Within 6 months"),
        (
            Fact("formats", "known"),
            {"formats": frozenset({"webinar", "other"})},
            (),
            "Other, Webinar attendance",
            "Other, Webinar attendance",
        ),
        (Fact("is_student", "is_true"), {"is_student": True}, (), "yes", "Student"),
        (Fact("is_student", "is_false"), {"is_student": False}, (), "no", "Not: student"),
        (Fact("extra:campaign", "known"), {"extra:campaign": 2.5}, (), "2.5", "campaign: 2.5"),
        (Fact("extra:campaign", "known"), {"extra:campaign": ["x"]}, (), "", ""),
        (
            Fact("title", "known"),
            {"title": "Head of " * 50},
            (),
            f"{'Head of ' * 24}Head of…",
            f"{'Head of ' * 4}Head of…",
        ),
        (Did("product_page", 5, in_one_day=True), {}, PAGES, "2 on 16 Nov", "2 product pages in a day"),
        (Did("product_page", 2), {}, PAGES, "3, last 16 Nov", "3 product pages"),
        (Did("product_page", days=1), {}, PAGES, "2, last 16 Nov", "2 product pages"),
        (Did("product_page"), {}, PAGES[:1], "16 Nov 16:12", "Viewed a product page"),
        (
            Did("product_page"),
            {},
            (Event("product_page", datetime(2025, 1, 2, 3, 4, tzinfo=UTC)),),
            "2 Jan 2025 03:04",
            "Viewed a product page",
        ),
        (Did("product_page"), {}, (Event("product_page", AT + timedelta(1)),), "none", ""),
        (Did("product_page"), {}, (), "none", ""),
        (
            Did("time_on_page", 60, measure="sum"),
            {},
            (Event("time_on_page", AT, amount=120),),
            "2 minutes",
            "2 minutes on our pages",
        ),
    ],
)
def test_what_was_seen_and_how_it_stands_on_a_chip(
    node: Leaf, values: dict[str, object], events: tuple[Event, ...], seen: str, evidence: str
) -> None:
    facts = Facts(values, events, AT, "UTC")
    sight = chips.sight(node, facts, currency="GBP")
    assert (sight.seen, sight.evidence) == (seen, evidence)


def test_days_and_times_are_those_of_the_zone() -> None:
    late = (Event("download", datetime(2026, 11, 16, 23, 30, tzinfo=UTC)),)
    assert chips.sight(Did("download"), Facts({}, late, AT, "Asia/Tokyo")).seen == "17 Nov 08:30"


def test_money_without_a_currency_stays_a_plain_number() -> None:
    assert chips.shown(FACTS["budget"], 1500) == "1,500"


@given(definitions(), leads())
def test_rows_chips_and_values_can_always_be_written(node: Node, facts: Facts) -> None:
    for place in walk(node):
        assert chips.phrase(place.node)
        assert chips.parts(place.node)[0]
        if isinstance(place.node, LEAVES):
            sight = chips.sight(place.node, facts)
            assert len(sight.seen) <= chips.SEEN and len(sight.evidence) <= chips.CHIP
