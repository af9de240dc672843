"""Judging one lead: the same as the plain meaning, every reason kept, unknown facts treated as agreed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from agreements.rules.criteria import verdict
from agreements.rules.criteria.dossier import Event, Facts
from agreements.rules.criteria.findings import Finding
from agreements.rules.criteria.notation import Malformed
from agreements.rules.criteria.tree import ROOT, All, Any, AtLeast, Did, Fact, Node, Nothing, Points, walk
from tests.agreements.rules.criteria import naive
from tests.agreements.rules.criteria.generated import definitions, every_fact, every_lead, leads

AT = datetime(2026, 11, 17, 10, 30, tzinfo=UTC)


def lead(zone: str = "Europe/London", events: tuple[Event, ...] = (), **values: object) -> Facts:
    return Facts(values, events, AT, zone)


def qualifies(node: Node, facts: Facts) -> bool:
    return verdict.judge(node, facts).qualified


def ago(kind: str, **span: float) -> Event:
    return Event(kind, AT - timedelta(**span))


def every(findings: tuple[Finding, ...]) -> list[Finding]:
    return [inner for finding in findings for inner in (finding, *every(finding.children))]


@given(definitions(), leads())
def test_the_compiled_judge_says_what_the_definition_means(node: Node, facts: Facts) -> None:
    judged = verdict.compile(node)(facts)
    assert judged.qualified == naive.holds(node, facts)
    assert judged.score == next(
        (naive.score(place.node, facts) for place in walk(node) if isinstance(place.node, Points)), None
    )


@given(definitions(), leads())
def test_every_criterion_has_its_own_right_result(node: Node, facts: Facts) -> None:
    places = {place.path: place.node for place in walk(node)}
    found = {finding.path: finding for finding in every(verdict.judge(node, facts).findings)}
    assert found.keys() == places.keys() - ({ROOT} if isinstance(node, All) else set())
    for path, finding in found.items():
        criterion = places[path]
        assert finding.met == naive.holds(criterion, facts)
        if isinstance(criterion, Did):
            assert finding.counted == naive.done(criterion, facts)
        if isinstance(criterion, Points):
            assert finding.counted == naive.score(criterion, facts)


@given(definitions(), leads())
def test_a_result_called_unknown_is_not_met_and_asking_could_turn_it(node: Node, facts: Facts) -> None:
    for finding in every(verdict.judge(node, facts).findings):
        inner = {leaf.result for leaf in finding.leaves()}
        if finding.result == "unknown":
            assert "unknown" in inner
        if finding.result == "not_met" and not finding.children:
            assert inner == {"not_met"}


@given(definitions(), leads())
def test_a_verdict_survives_being_stored(node: Node, facts: Facts) -> None:
    judged = verdict.judge(node, facts)
    stored = verdict.Verdict.from_document(judged.to_document())
    assert stored == judged
    assert stored.findings == judged.findings
    assert stored.evidence == judged.evidence


def test_a_verdict_in_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match=r"A verdict in format 7 cannot be read; this reads format 1\."):
        verdict.Verdict.from_document({"format": 7, "qualified": True, "score": None, "findings": []})


def test_a_faulty_definition_judges_nobody() -> None:
    with pytest.raises(Malformed, match=r"definition\.items: This group is empty\."):
        verdict.compile(All(()))
    with pytest.raises(Malformed):
        verdict.judge(AtLeast(2, (Did("download"),)), lead())


@pytest.mark.parametrize(
    ("operator", "value"),
    [("at_least", 1), ("at_most", 5), ("between", (1, 5)), ("equals", 3), ("is_not", 3)],
)
def test_an_unknown_number_satisfies_no_condition_and_its_negation_holds(
    operator: str, value: object
) -> None:
    condition = Fact("employees", operator, value)
    for unknown in (lead(), lead(employees=None)):
        assert not qualifies(condition, unknown)
        assert qualifies(Nothing((condition,)), unknown)
        assert verdict.judge(condition, unknown).findings[0].result == "unknown"


@pytest.mark.parametrize(
    ("condition", "unknown"),
    [
        (Fact("industry", "is_not", "food"), ""),
        (Fact("industry", "none_of", ("food",)), ""),
        (Fact("title", "is_not", "Boss"), ""),
        (Fact("markets", "has_none", ("dach",)), frozenset()),
        (Fact("is_student", "is_false"), None),
        (Fact("extra:campaign", "is_not", "3"), None),
    ],
)
def test_not_being_something_needs_to_be_known_too(condition: Fact, unknown: object) -> None:
    facts = lead(**{condition.word: unknown})
    assert not qualifies(condition, facts)
    assert qualifies(Nothing((condition,)), facts)
    assert qualifies(Fact(condition.word, "unknown"), facts)
    assert not qualifies(Fact(condition.word, "known"), facts)


def test_zero_and_no_are_known() -> None:
    facts = lead(employees=0, budget=0, is_student=False)
    for word in ("employees", "budget", "is_student"):
        assert qualifies(Fact(word, "known"), facts)
    assert qualifies(Fact("is_student", "is_false"), facts)
    assert qualifies(Fact("employees", "at_most", 5), facts)


def test_limits_belong_to_a_range() -> None:
    between = Fact("employees", "between", (250, 5000))
    assert [qualifies(between, lead(employees=number)) for number in (249, 250, 5000, 5001)] == [
        False, True, True, False,
    ]  # fmt: skip


def test_seniority_counts_upwards_from_the_one_named() -> None:
    vice_president = Fact("seniority", "at_least", "vice_president")
    assert qualifies(vice_president, lead(seniority="c_level"))
    assert qualifies(vice_president, lead(seniority="vice_president"))
    assert not qualifies(vice_president, lead(seniority="director"))


def test_a_window_of_days_includes_its_first_instant() -> None:
    webinar = Did("webinar_attended", days=60)
    assert qualifies(webinar, lead(events=(ago("webinar_attended", days=60),)))
    assert not qualifies(webinar, lead(events=(ago("webinar_attended", days=60, microseconds=1),)))


def test_what_happens_after_the_moment_of_judging_does_not_count_yet() -> None:
    assert qualifies(Did("download"), lead(events=(Event("download", AT),)))
    assert not qualifies(Did("download"), lead(events=(Event("download", AT + timedelta(microseconds=1)),)))


def test_a_window_is_elapsed_time_even_when_the_clocks_changed() -> None:
    local = datetime(
        2026, 3, 29, 12, tzinfo=ZoneInfo("Europe/London")
    )  # clocks went forward in the night before
    facts = Facts({}, (Event("download", local - timedelta(hours=24)),), local, "Europe/London")
    assert facts.events[0].at.hour == 12  # the same wall time of the day before, 23 hours ago
    assert qualifies(Did("download", days=1), facts)
    noon = Facts(
        {},
        (Event("download", datetime(2026, 10, 24, 11, 30, tzinfo=UTC)),),
        datetime(2026, 10, 25, 12, tzinfo=UTC),
        "UTC",
    )
    assert not qualifies(Did("download", days=1), noon)


def test_a_single_day_is_a_calendar_day_of_the_agreement_s_zone() -> None:
    five = Did("product_page", 5, in_one_day=True)
    around_midnight_utc = tuple(
        Event("product_page", datetime(2026, 11, 12, 23, 50, tzinfo=UTC) + timedelta(minutes=5 * step))
        for step in range(5)
    )
    assert not qualifies(five, lead("Europe/London", around_midnight_utc))
    assert qualifies(five, lead("America/New_York", around_midnight_utc))
    assert qualifies(five, lead("Asia/Tokyo", around_midnight_utc))


def test_a_single_day_within_a_window_counts_only_what_lies_in_the_window() -> None:
    two = Did("download", 2, days=1, in_one_day=True)
    early = Event("download", AT - timedelta(days=1, minutes=1))
    late = Event("download", AT - timedelta(hours=23))
    later = Event("download", AT - timedelta(hours=22))
    assert not qualifies(two, lead(events=(early, late)))
    assert qualifies(two, lead(events=(early, late, later)))


def test_amounts_are_added_up() -> None:
    five_minutes = Did("time_on_page", 300, days=7, measure="sum")
    visits = (Event("time_on_page", AT - timedelta(days=1), amount=200), Event("time_on_page", AT, amount=99))
    assert not qualifies(five_minutes, lead(events=visits))
    assert qualifies(five_minutes, lead(events=(*visits, Event("time_on_page", AT, amount=1))))


def test_a_detail_is_found_in_whatever_case() -> None:
    prices = Did("page_view", detail="prices & plans")
    assert qualifies(prices, lead(events=(Event("page_view", AT, "Our PRICES & Plans, 2026"),)))
    assert not qualifies(prices, lead(events=(Event("page_view", AT, "Prices and plans"),)))


def test_a_score_adds_what_is_met_and_subtracts() -> None:
    score = Points(
        50,
        (
            (30, Fact("seniority", "at_least", "manager")),
            (30, Did("download")),
            (-20, Fact("is_student", "is_true")),
        ),
    )
    keen = lead(seniority="director", events=(Event("download", AT),))
    assert (verdict.judge(score, keen).qualified, verdict.judge(score, keen).score) == (True, 60)
    student = lead(seniority="director", events=(Event("download", AT),), is_student=True)
    assert (verdict.judge(score, student).qualified, verdict.judge(score, student).score) == (False, 40)
    finding = verdict.judge(score, student).findings[0]
    assert (finding.text, finding.seen, finding.result) == ("At least 50 points", "40 points", "not_met")


def test_a_group_that_unknown_facts_could_still_turn_is_called_unknown() -> None:
    two = AtLeast(2, (Fact("budget", "known"), Fact("need", "known"), Fact("timeline_months", "at_most", 6)))
    assert verdict.judge(two, lead(budget=1)).findings[0].result == "unknown"
    assert verdict.judge(two, lead(budget=1, timeline_months=9)).findings[0].result == "unknown"
    late = AtLeast(
        2, (Fact("timeline_months", "at_most", 6), Fact("employees", "at_least", 5), Fact("budget", "known"))
    )
    assert verdict.judge(late, lead(timeline_months=9, employees=1)).findings[0].result == "not_met"


def test_an_unknown_fact_that_could_only_subtract_leaves_a_score_where_it_is() -> None:
    score = Points(50, ((40, Did("download")), (20, Did("page_view")), (-10, Fact("is_student", "is_true"))))
    judged = verdict.judge(score, lead(events=(Event("download", AT),)))
    assert (judged.findings[0].result, judged.score) == ("not_met", 40)
    plus = Points(50, ((40, Did("download")), (20, Fact("is_student", "is_true"))))
    assert verdict.judge(plus, lead(events=(Event("download", AT),))).findings[0].result == "unknown"


def test_every_operator_on_every_word_judges_what_it_means() -> None:
    population = every_lead()
    for node in every_fact():
        judge = verdict.compile(node)
        for facts in population:
            assert judge(facts).qualified == naive.holds(node, facts), (node, facts.values.get(node.word))


def test_a_near_miss_names_the_one_criterion_that_kept_it_out() -> None:
    node = All(
        (
            Fact("employees", "at_least", 100, id="c1"),
            Did("download", id="c2"),
            Fact("need", "known", id="c3"),
        )
    )
    near = verdict.judge(node, lead(employees=99, need="scales", events=(Event("download", AT),)))
    assert near.near_miss == 1
    assert [(finding.id, finding.text, finding.seen) for finding in near.kept_out] == [
        ("c1", "Employees at least 100", "99")
    ]
    assert verdict.judge(node, lead()).near_miss == 3
    assert (
        verdict.judge(node, lead(employees=100, need="scales", events=(Event("download", AT),))).near_miss
        == 0
    )


def test_a_root_that_is_no_all_group_is_the_only_top_level_criterion() -> None:
    node = Any((Did("download"), Did("page_view")))
    judged = verdict.judge(node, lead())
    assert [finding.path for finding in judged.findings] == ["definition"]
    assert judged.near_miss == 1


def test_reasons_read_like_a_person_wrote_them() -> None:
    node = All(
        (
            Fact("employees", "between", (250, 5000)),
            Fact("hq_country", "one_of", ("GB", "IE")),
            Fact("budget", "at_least", 20_000),
            Did("product_page", 5, in_one_day=True),
            AtLeast(
                2, (Fact("need", "known"), Fact("authority", "known"), Fact("timeline_months", "at_most", 6))
            ),
            Nothing((Fact("is_competitor", "is_true"), Fact("is_student", "is_true"))),
        )
    )
    pages = tuple(
        Event("product_page", datetime(2026, 11, 16, 16, minute, tzinfo=UTC)) for minute in range(6)
    )
    facts = lead(
        events=pages, employees=1850, hq_country="GB", budget=40_000, need="Two lines", is_student=False
    )
    judged = verdict.judge(node, facts, currency="GBP")
    assert [(finding.text, finding.seen, finding.result) for finding in judged.findings] == [
        ("Employees between 250 and 5,000", "1,850", "met"),
        ("Headquarters in UK, IE", "UK", "met"),
        ("Budget at least £20,000", "£40,000", "met"),
        ("Product pages viewed 5 in a single day", "6 on 16 Nov", "met"),
        ("At least 2 of 3 BANT facts", "1 of 3", "unknown"),
        ("No exclusion applies", "0 of 2", "met"),
    ]
    assert judged.evidence == ("6 product pages in a day", "Budget £40k", "Need stated", "1,850 people", "UK")
    assert [finding.name for finding in judged.to_ask] == ["Authority", "Timeline"]


def test_what_excludes_is_no_evidence_and_is_not_asked_for() -> None:
    node = All(
        (Did("download"), Nothing((Fact("industry", "is_not", "food"), Fact("is_student", "is_true"))))
    )
    judged = verdict.judge(node, lead(events=(Event("download", AT),), industry="software"))
    assert judged.evidence == ("Downloaded something",)
    assert judged.to_ask == ()


def test_a_judge_may_be_asked_again_and_again() -> None:
    judge = verdict.compile(All((Fact("employees", "at_least", 100), Points(1, ((1, Did("download")),)))))
    small, large = judge(lead(employees=1)), judge(lead(employees=500, events=(Event("download", AT),)))
    assert (small.qualified, large.qualified) == (False, True)
    assert [finding.seen for finding in small.findings] == ["1", "0 points"]
    assert [finding.seen for finding in large.findings] == ["500", "1 point"]
