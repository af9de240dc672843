"""The definition as a question to the database: the same leads as the judge picks, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.models import F, Q
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements.models import Version
from agreements.rules.criteria import filtering, verdict
from agreements.rules.criteria.dossier import Event, Facts
from agreements.rules.criteria.examples import bant_example, life_sciences_example
from agreements.rules.criteria.filtering import EventSource, Ground
from agreements.rules.criteria.notation import Malformed
from agreements.rules.criteria.tree import (
    All,
    Any,
    AtLeast,
    Did,
    Fact,
    Node,
    Nothing,
    Points,
    top_level,
    walk,
)
from leads.models import Activity, Channel, Lead
from leads.rules import facts as stored
from tests.agreements.rules.criteria import naive
from tests.agreements.rules.criteria.generated import (
    AT,
    ZONES,
    definitions,
    every_deed,
    every_doer,
    every_fact,
    every_lead,
    leads,
)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
property_test = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)


@pytest.fixture
def channel(draft: Version) -> Channel:
    return Channel.objects.create(
        agreement=draft.agreement,
        name="Form",
        slug="form",
        kind=Channel.Kind.WEB_FORM,
        format="contact_form",
        created_at=AT,
    )


@contextmanager
def kept(channel: Channel, population: Sequence[Facts]) -> Iterator[dict[int, Facts]]:
    """Keep leads in the database for the length of a block, and give what the database then says of each."""
    with transaction.atomic():
        rows = []
        for number, facts in enumerate(population):
            row = Lead(
                agreement=channel.agreement,
                channel=channel,
                created_at=facts.at,
                changed_at=facts.at,
                last_activity_at=facts.at - timedelta(days=number % 3),
            )
            for word, value in facts.values.items():
                stored.write(row, word, value)
            rows.append(row)
        Lead.objects.bulk_create(rows)
        Activity.objects.bulk_create(
            Activity(lead=row, kind=e.kind, at=e.at, detail=e.detail, amount=e.amount, recorded_at=AT)
            for row, facts in zip(rows, population, strict=True)
            for e in facts.events
        )
        events: dict[int, list[Event]] = {row.pk: [] for row in rows}
        for activity in Activity.objects.filter(lead__in=rows):
            events[activity.lead_id].append(
                Event(activity.kind, activity.at, activity.detail, activity.amount)
            )
        read = {
            row.pk: Facts(stored.values_of(row), events[row.pk], facts.at, facts.zone)
            for row, facts in zip(Lead.objects.filter(pk__in=events).order_by("pk"), population, strict=True)
        }
        yield read
        transaction.set_rollback(True)


def ground(zone: str = "UTC", at: datetime | F = AT) -> Ground:
    return Ground(stored.COLUMNS, EventSource(Activity), at, zone, attributes=stored.ATTRIBUTES)


def asked(node: Node, ground: Ground) -> set[int]:
    return set(Lead.objects.filter(filtering.q(node, ground)).values_list("pk", flat=True))


def judged(node: Node, population: dict[int, Facts]) -> set[int]:
    judge = verdict.compile(node)
    return {pk for pk, facts in population.items() if judge(facts).qualified}


@st.composite
def populations(draw: st.DrawFn) -> list[Facts]:
    zone = draw(st.sampled_from(ZONES))
    return draw(st.lists(leads(zone), min_size=1, max_size=5))


@pytest.mark.slow
def test_every_operator_on_every_word_asks_what_it_judges(channel: Channel) -> None:
    with kept(channel, every_lead()) as read:
        for node in every_fact():
            meant = {pk for pk, facts in read.items() if naive.holds(node, facts)}
            assert judged(node, read) == meant, node
            condition = filtering.q(node, ground())
            assert set(Lead.objects.filter(condition).values_list("pk", flat=True)) == meant, node
            assert set(Lead.objects.filter(~condition).values_list("pk", flat=True)) == read.keys() - meant, (
                node
            )


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland"])
def test_every_way_to_count_what_they_did_asks_what_it_judges(channel: Channel, zone: str) -> None:
    with kept(channel, every_doer(zone)) as read:
        for node in every_deed():
            meant = {pk for pk, facts in read.items() if naive.holds(node, facts)}
            assert judged(node, read) == meant, node
            assert asked(node, ground(zone)) == meant, node


@pytest.mark.slow
@property_test
@given(node=definitions(), population=populations())
def test_the_database_picks_the_leads_the_judge_picks_and_the_negation_all_others(
    channel: Channel, node: Node, population: list[Facts]
) -> None:
    with kept(channel, population) as read:
        condition = filtering.q(node, ground(population[0].zone))
        picked = set(Lead.objects.filter(condition).values_list("pk", flat=True))
        assert picked == judged(node, read)
        assert picked == {pk for pk, facts in zip(read, population, strict=True) if naive.holds(node, facts)}
        assert set(Lead.objects.filter(~condition).values_list("pk", flat=True)) == read.keys() - picked


@pytest.mark.slow
@property_test
@given(node=definitions(), population=populations())
def test_each_lead_can_be_judged_at_a_moment_of_its_own(
    channel: Channel, node: Node, population: list[Facts]
) -> None:
    with kept(channel, population) as read:
        moments = dict(Lead.objects.values_list("pk", "last_activity_at"))
        then = {pk: Facts(facts.values, facts.events, moments[pk], facts.zone) for pk, facts in read.items()}
        assert asked(node, ground(population[0].zone, F("last_activity_at"))) == judged(node, then)


@pytest.mark.slow
@property_test
@given(node=definitions(), population=populations())
def test_steps_and_counts_are_those_of_judging_one_by_one(
    channel: Channel, node: Node, population: list[Facts]
) -> None:
    with kept(channel, population) as read:
        here = ground(population[0].zone)
        places = top_level(node)
        results = [[naive.holds(place.node, facts) for place in places] for facts in read.values()]
        steps = filtering.steps(node, Lead.objects.all(), here)
        assert [(step.path, step.id) for step in steps] == [(place.path, place.node.id) for place in places]
        for index, step in enumerate(steps):
            assert step.before == sum(all(met[:index]) for met in results)
            assert step.after == sum(all(met[: index + 1]) for met in results)
            assert step.met == sum(met[index] for met in results)
            assert step.only == sum(not met[index] and all(met[:index] + met[index + 1 :]) for met in results)
        assert filtering.meeting(node, Lead.objects.all(), here) == {
            place.path: sum(naive.holds(place.node, facts) for facts in read.values()) for place in walk(node)
        }


def test_a_definition_with_more_criteria_than_a_number_has_bits_is_still_counted(channel: Channel) -> None:
    node = All(tuple(Fact("employees", "at_least", number) for number in range(1, 71)))
    with kept(
        channel, [Facts({"employees": 35}, (), AT), Facts({"employees": 500}, (), AT), Facts({}, (), AT)]
    ):
        steps = filtering.steps(node, Lead.objects.all(), ground())
    assert [step.after for step in steps] == [2] * 35 + [1] * 35


def test_the_way_of_leads_through_a_definition_reads_like_the_draft_page(channel: Channel) -> None:
    node = All(
        (
            Fact("industry", "one_of", ("food", "packaging"), id="c1"),
            Fact("employees", "between", (150, 5000), id="c2"),
            Did("product_page", 2, in_one_day=True, id="c3"),
        )
    )
    pages = (Event("product_page", AT), Event("product_page", AT - timedelta(hours=1)))
    population = [
        Facts({"industry": "food", "employees": 200}, pages, AT),
        Facts({"industry": "food", "employees": 20}, pages, AT),
        Facts({"industry": "banking", "employees": 200}, pages, AT),
        Facts({"industry": "packaging", "employees": 300}, (), AT),
    ]
    with (
        kept(channel, population),
        CaptureQueriesContext(
            connection,
        ) as queries,
    ):
        steps = filtering.steps(node, Lead.objects.order_by("name"), ground())
        assert len(queries) == 1
    assert [(step.id, step.text, step.before, step.after, step.met, step.only) for step in steps] == [
        ("c1", "Industry is Food, Packaging", 4, 3, 3, 1),
        ("c2", "Employees between 150 and 5,000", 3, 2, 3, 1),
        ("c3", "Product pages viewed 2 in a single day", 2, 1, 3, 1),
    ]


def test_it_is_known_for_how_many_leads_each_word_has_a_value(channel: Channel) -> None:
    node = All(
        (
            Fact("employees", "at_least", 5_000),
            Fact("extra:campaign", "equals", "x"),
            Did("product_page", 9, in_one_day=True),
            Nothing((Fact("employees", "at_most", 3), Fact("is_student", "is_true"))),
        )
    )
    population = [
        Facts({"employees": 1, "extra:campaign": "y", "is_student": False}, (Event("product_page", AT),), AT),
        Facts({"employees": 2, "extra:campaign": None}, (), AT),
    ]
    with kept(channel, population), CaptureQueriesContext(connection) as queries:
        known = filtering.knowing(node, Lead.objects.all(), ground())
        assert len(queries) == 1
    assert known == {"employees": 2, "extra:campaign": 1, "product_page": 1, "is_student": 1}


@pytest.mark.parametrize("example", [life_sciences_example(), bant_example()], ids=["life sciences", "BANT"])
def test_a_worked_example_is_one_statement(channel: Channel, example: Node) -> None:
    with kept(channel, [Facts({}, (), AT)]), CaptureQueriesContext(connection) as queries:
        assert asked(example, ground("Europe/London")) == set()
        assert len(queries) == 1


def test_a_condition_joins_any_other(channel: Channel) -> None:
    node = Any((Fact("need", "unknown"), AtLeast(1, (Fact("budget", "at_least", Decimal("99.99")),))))
    with kept(
        channel, [Facts({"budget": 100, "city": "Leeds", "need": "x"}, (), AT), Facts({"need": "x"}, (), AT)]
    ) as read:
        condition = filtering.q(node, ground())
        first, second = read
        assert set(Lead.objects.filter(condition & Q(city="Leeds")).values_list("pk", flat=True)) == {first}
        assert set(Lead.objects.filter(condition | Q(city="")).values_list("pk", flat=True)) == {
            first,
            second,
        }


@pytest.mark.parametrize(
    "ask", [filtering.q, lambda node, ground: filtering.steps(node, Lead.objects.all(), ground)]
)
def test_a_faulty_definition_is_never_asked(ask: object) -> None:
    for faulty in (All(()), Points(5, ((1, Did("download")),)), Fact("employees", "contains", "x")):
        with pytest.raises(Malformed):
            ask(faulty, ground())  # type: ignore[operator]
