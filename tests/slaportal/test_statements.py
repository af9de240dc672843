"""Statements made once do exactly what the ORM does, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.db.models import BigIntegerField, CharField, DateField, Model
from django.test.utils import CaptureQueriesContext

from leads.models import Activity, Lead
from slaportal import statements
from slaportal.accounts.models import Absence, Membership, Side, Team, User
from slaportal.statements import Parameter, Prepared
from tests.factories import leads, moments
from tests.factories.people import Cast

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


@pytest.fixture
def rows(in_force: Any) -> list[Lead]:
    """Two unsaved leads with a value of every kind."""
    channel = leads.channel(in_force.agreement)

    def lead(number: int) -> Lead:
        return Lead(
            agreement=in_force.agreement,
            channel=channel,
            name=f"Ólafur “{number}” %s",
            email_key=f"{number}@example.com",
            employees=number,
            budget=Decimal("1234.50"),
            contact_me=bool(number % 2),
            formats=",webinar,",
            attributes={"job": "technician", "calls": 3, "nothing": None},
            stage=Lead.Stage.PROSPECT,
            recycle_on=date(2026, 12, 1),
            created_at=datetime(2026, 11, 17, 10, 42, 3, 123456, tzinfo=UTC),
            last_activity_at=moments.NOW,
            changed_at=moments.NOW,
        )

    return [lead(1), lead(2)]


def stored(row: Model) -> dict[str, Any]:
    """What the database holds of a row, without its key."""
    fields = [field.attname for field in row._meta.concrete_fields if not field.primary_key]
    return type(row)._default_manager.values(*fields).get(pk=row.pk)


def test_inserted_rows_are_those_the_orm_would_have_written(rows: list[Lead]) -> None:
    statements.insert(rows)
    ours = [stored(row) for row in rows]
    Lead.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        row.pk = None
    Lead.objects.bulk_create(rows)
    assert ours == [stored(row) for row in rows]


def test_inserted_rows_have_their_keys_in_order_and_count_as_saved(rows: list[Lead]) -> None:
    statements.insert(rows)
    assert [Lead.objects.get(pk=row.pk).email_key for row in rows] == ["1@example.com", "2@example.com"]
    assert not any(row._state.adding for row in rows)


def test_a_related_row_that_was_just_inserted_gives_its_key(rows: list[Lead]) -> None:
    activity = Activity(lead=rows[0], kind="download", at=moments.NOW, recorded_at=moments.NOW)
    statements.insert(rows)
    statements.insert([activity])
    assert Activity.objects.get().lead_id == rows[0].pk
    with CaptureQueriesContext(connection) as queries:
        assert activity.lead is rows[0]
    assert len(queries) == 0


def test_many_rows_go_in_more_than_one_statement(rows: list[Lead], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "MOST_VALUES", 10)
    with CaptureQueriesContext(connection) as queries:
        statements.insert(rows)
    assert len(queries) == 2
    assert len({row.pk for row in rows}) == 2


def test_a_broken_constraint_is_raised(rows: list[Lead]) -> None:
    rows[1].email_key = rows[0].email_key
    with pytest.raises(IntegrityError):
        statements.insert(rows)


def test_a_row_in_conflict_is_left_out_when_asked(cast: Cast) -> None:
    twice = [Membership(user=cast.helen, team=cast.demand), Membership(user=cast.priya, team=cast.islands)]
    statements.insert(twice, ignore_conflicts=True)
    assert Membership.objects.filter(user__in=[cast.helen, cast.priya]).count() == 2


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
