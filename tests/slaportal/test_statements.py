"""Statements made once do exactly what the ORM does, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import BigIntegerField, CharField, DateField, Model
from django.test.utils import CaptureQueriesContext

from leads.models import Activity, Channel, Lead, Rotation
from slaportal import statements
from slaportal.accounts.models import Absence, Membership, Side, Team, User
from slaportal.statements import Parameter, Prepared, writing
from tests.factories import leads, moments
from tests.factories.people import Cast

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


@pytest.fixture
def channel(in_force: Any) -> Channel:
    return leads.channel(in_force.agreement)


def lead(channel: Channel, number: int) -> Lead:
    """An unsaved lead with a value of every kind."""
    return Lead(
        agreement=channel.agreement,
        channel=channel,
        name=f"Ólafur “{number}” %s\t\\N",
        email_key=f"{number}@example.com",
        employees=number,
        budget=Decimal("1234.50"),
        contact_me=bool(number % 2),
        formats=",webinar,",
        attributes={"job": "technician", "calls": 3, "nothing": None} if number % 3 else {},
        stage=Lead.Stage.PROSPECT,
        recycle_on=date(2026, 12, 1),
        created_at=datetime(2026, 11, 17, 10, 42, 3, 123456, tzinfo=UTC),
        last_activity_at=moments.NOW,
        changed_at=datetime(2026, 11, 17, 10, 42, tzinfo=ZoneInfo("Asia/Tokyo")),
    )


@pytest.fixture
def rows(channel: Channel) -> list[Lead]:
    """Two unsaved leads."""
    return [lead(channel, 1), lead(channel, 2)]


#: Few rows go in by one statement, many by the way that is the database's own.
FEW_AND_MANY = pytest.mark.parametrize("number", [1, 2, writing.MANY - 1, writing.MANY, 3 * writing.MANY])


def stored(row: Model) -> dict[str, Any]:
    """What the database holds of a row, without its key."""
    fields = [field.attname for field in row._meta.concrete_fields if not field.primary_key]
    return type(row)._default_manager.values(*fields).get(pk=row.pk)


@FEW_AND_MANY
def test_inserted_rows_are_those_the_orm_would_have_written(channel: Channel, number: int) -> None:
    rows = [lead(channel, each) for each in range(number)]
    statements.insert(rows)
    ours = [stored(row) for row in rows]
    Lead.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        row.pk = None
    Lead.objects.bulk_create(rows)
    assert ours == [stored(row) for row in rows]


@FEW_AND_MANY
def test_inserted_rows_have_their_keys_in_order_and_count_as_saved(channel: Channel, number: int) -> None:
    rows = [lead(channel, each) for each in range(number)]
    statements.insert(rows)
    assert [Lead.objects.get(pk=row.pk).email_key for row in rows] == [row.email_key for row in rows]
    assert sorted({row.pk for row in rows}) == [row.pk for row in rows]
    assert not any(row._state.adding for row in rows)


def test_keys_that_were_given_are_not_given_again(channel: Channel) -> None:
    statements.insert([lead(channel, each) for each in range(writing.MANY)])
    ours = lead(channel, 1000)
    ours.save()
    assert Lead.objects.count() == writing.MANY + 1


def test_the_same_wall_clock_twice_in_an_autumn_night_is_two_moments(channel: Channel) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    first, second = lead(channel, 1), lead(channel, 2)
    first.changed_at = datetime(2026, 10, 25, 2, 30, tzinfo=berlin)
    second.changed_at = datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=berlin)
    statements.insert([first, second])
    kept = Lead.objects.order_by("pk").values_list("changed_at", flat=True)
    assert kept[1] - kept[0] == timedelta(hours=1)


@FEW_AND_MANY
def test_rows_whose_keys_nobody_asks_for_get_none(channel: Channel, number: int) -> None:
    rows = [lead(channel, each) for each in range(number)]
    statements.insert(rows, keys=False)
    assert Lead.objects.count() == number
    assert all(row.pk is None for row in rows)


def test_what_is_sent_together_is_there_at_the_end(rows: list[Lead]) -> None:
    statements.insert(rows)
    rows[0].name, rows[1].name = "“One”; %s", "Two"
    touch = Activity(
        lead=rows[0], kind="download", at=moments.NOW, recorded_at=moments.NOW, detail="50 % off; 'x'"
    )
    with statements.together():
        statements.insert([touch], keys=False)
        statements.update(rows, ["name"], wait=True)
        with statements.together():
            statements.insert_copies(
                rows,
                Lead.history.model,
                own={
                    "history_date": lambda row: moments.NOW,
                    "history_user_id": lambda row: None,
                    "history_change_reason": lambda row: None,
                    "history_type": lambda row: "~",
                },
            )
    assert Activity.objects.get().detail == "50 % off; 'x'"
    assert [row.name for row in Lead.objects.order_by("pk")] == ["“One”; %s", "Two"]
    assert [line.name for line in Lead.history.order_by("history_id")] == ["“One”; %s", "Two"]


def test_what_is_sent_together_is_one_message_to_a_server(rows: list[Lead]) -> None:
    statements.insert(rows)
    activities = [Activity(lead=row, kind="visit", at=moments.NOW, recorded_at=moments.NOW) for row in rows]
    with CaptureQueriesContext(connection) as queries, statements.together():
        for activity in activities:
            statements.insert([activity], keys=False)
    assert len(queries) == (1 if connection.vendor == "postgresql" else 2)


def test_nothing_is_sent_when_what_goes_together_fails(rows: list[Lead]) -> None:
    statements.insert(rows)
    activity = Activity(lead=rows[0], kind="visit", at=moments.NOW, recorded_at=moments.NOW)
    with pytest.raises(ZeroDivisionError), transaction.atomic(), statements.together():
        statements.insert([activity], keys=False)
        _ = 1 / 0
    assert not Activity.objects.exists()
    statements.insert([activity], keys=False)
    assert Activity.objects.count() == 1


def test_a_related_row_that_was_just_inserted_gives_its_key(rows: list[Lead]) -> None:
    activity = Activity(lead=rows[0], kind="download", at=moments.NOW, recorded_at=moments.NOW)
    statements.insert(rows)
    statements.insert([activity])
    assert Activity.objects.get().lead_id == rows[0].pk
    with CaptureQueriesContext(connection) as queries:
        assert activity.lead is rows[0]
    assert len(queries) == 0


def test_many_rows_go_in_more_than_one_statement(rows: list[Lead], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MOST_VALUES", 10)
    with CaptureQueriesContext(connection) as queries:
        statements.insert(rows)
    assert len(queries) == 2
    assert len({row.pk for row in rows}) == 2


@FEW_AND_MANY
def test_a_broken_constraint_is_raised(channel: Channel, number: int) -> None:
    rows = [lead(channel, each) for each in (*range(number), 0)]
    with pytest.raises(IntegrityError), transaction.atomic():
        statements.insert(rows)
    assert not Lead.objects.exists()


def test_a_row_in_conflict_is_left_out_when_asked(cast: Cast) -> None:
    twice = [Membership(user=cast.helen, team=cast.demand), Membership(user=cast.priya, team=cast.islands)]
    statements.insert(twice, ignore_conflicts=True)
    assert Membership.objects.filter(user__in=[cast.helen, cast.priya]).count() == 2


def test_rows_in_conflict_among_many_are_left_out(cast: Cast) -> None:
    many = [Membership(user=cast.helen, team=cast.demand) for _ in range(writing.MANY + 1)]
    statements.insert(many, ignore_conflicts=True)
    assert Membership.objects.filter(user=cast.helen, team=cast.demand).count() == 1


def test_nothing_is_inserted_and_updated_by_nothing() -> None:
    with CaptureQueriesContext(connection) as queries:
        statements.insert([])
        statements.insert_copies([], Lead, own={})
        statements.update([], ["name"])
    assert len(queries) == 0


@pytest.mark.parametrize("number", [1, 2])
def test_an_update_writes_the_named_fields_and_no_others(rows: list[Lead], number: int) -> None:
    statements.insert(rows)
    for row in rows[:number]:
        row.name, row.budget, row.attributes, row.recycle_on, row.city = (
            "New",
            None,
            {"a": [1]},
            None,
            "Leeds",
        )
    statements.update(rows[:number], ["name", "budget", "attributes", "recycle_on"])
    for row in rows[:number]:
        kept = Lead.objects.get(pk=row.pk)
        assert (kept.name, kept.budget, kept.attributes, kept.recycle_on) == ("New", None, {"a": [1]}, None)
        assert kept.city == ""


def test_an_update_may_find_its_rows_by_another_unique_field(rows: list[Lead], cast: Cast) -> None:
    place = Membership.objects.filter(user=cast.priya).get()
    Rotation.objects.create(membership=place, dealt=3)
    statements.update(
        [Rotation(membership_id=place.pk, dealt=4, last_at=moments.NOW)],
        ["dealt", "last_at"],
        key="membership",
    )
    assert Rotation.objects.values_list("dealt", "last_at").get() == (4, moments.NOW)


@FEW_AND_MANY
def test_copies_repeat_the_columns_of_few_and_many(channel: Channel, number: int) -> None:
    rows = [lead(channel, each) for each in range(number)]
    statements.insert(rows)
    statements.insert_copies(
        rows,
        Lead.history.model,
        own={
            "history_date": lambda row: row.created_at,
            "history_user_id": lambda row: None,
            "history_change_reason": lambda row: None,
            "history_type": lambda row: "+",
        },
    )
    assert [(line.id, line.name, line.attributes) for line in Lead.history.order_by("history_id")] == [
        (row.pk, row.name, row.attributes) for row in rows
    ]


def test_copies_repeat_the_columns_and_take_their_own_values(rows: list[Lead], cast: Cast) -> None:
    statements.insert(rows)
    history: Any = Lead.history.model
    statements.insert_copies(
        rows,
        history,
        own={
            "history_date": lambda row: moments.NOW,
            "history_user_id": lambda row: cast.ruth.pk,
            "history_change_reason": lambda row: f"row {row.employees}",
            "history_type": lambda row: "+",
        },
    )
    line = Lead.history.get(id=rows[1].pk)
    assert (line.name, line.attributes, line.budget) == (rows[1].name, rows[1].attributes, rows[1].budget)
    assert (line.history_user, line.history_change_reason, line.history_date) == (
        cast.ruth,
        "row 2",
        moments.NOW,
    )


def test_a_prepared_query_finds_what_the_orm_finds(cast: Cast) -> None:
    Absence.objects.create(user=cast.priya, starts_on=date(2026, 11, 16), ends_on=date(2026, 11, 20))
    Absence.objects.create(user=cast.tom, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 2))
    away = Prepared(
        lambda: (
            Absence.objects.filter(starts_on__lte=Parameter("day", DateField()), ends_on__gte=Parameter("day", DateField()))
            .values_list("user_id", "starts_on", "user__full_name")
        )
    )  # fmt: skip
    assert [tuple(row) for row in away(day=date(2026, 11, 17))] == [
        (cast.priya.pk, date(2026, 11, 16), "Priya Raman")
    ]
    assert [row[0] for row in away(day=date(2026, 12, 1))] == [cast.tom.pk]


def test_a_prepared_query_reads_values_as_the_orm_does(cast: Cast) -> None:
    teams = Prepared(
        lambda: (
            Team.objects.filter(side=Parameter("side", CharField()))
            .order_by("pk")
            .values_list("countries", "is_active")
        )
    )
    expected = Team.objects.filter(side=Side.SALES).order_by("pk").values_list("countries", "is_active")
    assert [tuple(row) for row in teams(side="sales")] == list(expected)


def test_a_prepared_query_makes_its_sql_once(cast: Cast) -> None:
    made = []

    def build() -> Any:
        made.append(True)
        return User.objects.filter(pk=Parameter("person", BigIntegerField())).values_list("email")

    person = Prepared(build)
    emails = [next(person(person=each.pk))[0] for each in (cast.priya, cast.tom)]
    assert emails == [cast.priya.email, cast.tom.email]
    assert made == [True]
