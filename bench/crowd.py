"""A great many leads at once: copies, made inside the database, of one that really came in, each valid by itself.

Every copy has its own name, keys, owner and moments, and the rows that receiving writes: lead with its line of history,
arrival, activity, evaluation, stint with its line, and clocks with the events that the sweep would have recorded by now.
Left out are notices, which their owners would have read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import F, JSONField, Max, QuerySet, Value

from bench import company, dialects
from bench.company import World
from leads.models import Activity, Arrival, Clock, ClockEvent, Evaluation, Lead, Stint
from leads.operations import receiving
from leads.rules import clock as rules
from leads.rules import escalation
from slaportal.accounts.models import Membership

#: Handoffs lie within so many seconds before now; the stride is a prime, so that neighbours are far apart.
SPAN, STRIDE = 5 * 24 * 3600, 7_919
BACK = f"(CAST(n AS BIGINT) * {STRIDE}) % {SPAN}"
#: Tables whose rows others point to, so that copies need known keys.
POINTED_AT = (Arrival, Evaluation, Lead, Stint)
#: Everything that is copied.
TABLES = (*POINTED_AT, Activity, Clock, ClockEvent, Lead.history.model, Stint.history.model)


def grow(world: World, size: int) -> None:
    """Add leads until there are ``size`` of them, all with sales, spread over the reps."""
    missing = size - Lead.objects.count()
    if missing <= 0:
        return
    with _room(), transaction.atomic():
        last = Clock.objects.aggregate(last=Max("pk"))["last"] or 0
        _Copies(world, missing - 1).make()
        _record_steps(Clock.objects.filter(pk__gt=last), world.now)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), TABLES):
            cursor.execute(statement)
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


@contextmanager
def _room() -> Iterator[None]:
    """Let the database make so many rows in minutes: SQLite keeps what it changes in memory, PostgreSQL believes the keys."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            ((before,),) = cursor.execute("PRAGMA cache_size").fetchall()
            cursor.execute("PRAGMA cache_size = -6000000")  # in kB
            yield
            cursor.execute(f"PRAGMA cache_size = {before}")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = DEFAULT")


@dataclass
class _Copies:
    """Makes ``number`` copies of a lead that comes in now."""

    world: World
    number: int

    def make(self) -> None:
        """Receive the lead, then copy table by table."""
        now = self.world.now
        taken = receiving.receive(
            self.world.channel,
            company.somebody(Lead.objects.count()),
            events=tuple(company.visits(now)),
            at=now - timedelta(seconds=1),
            by=None,
        )
        assert taken.lead is not None
        assert taken.stint is not None
        lead, stint = taken.lead, Stint.objects.get(pk=taken.stint.pk)
        if self.number == 0:
            return
        key = {model: f"{model._default_manager.latest('pk').pk} + n" for model in POINTED_AT}
        who = self._identity(key[Lead])
        owned = self._ownership()
        clocks = list(lead.clocks.all())
        of_lead, of_stint = {"lead_id": key[Lead]}, {"lead_id": key[Lead], "evaluation_id": key[Evaluation]}
        self._copy(lead, id=key[Lead], **who, **owned)
        self._copy(taken.arrival, id=key[Arrival], **of_lead)
        self._copy(taken.evaluation, id=key[Evaluation], **of_lead)
        self._copy(stint, id=key[Stint], **of_stint, **owned, next_due_at=self._due_next(clocks))
        self._copy(lead.history.latest(), id=key[Lead], **who, **owned)
        self._copy(stint.history.latest(), id=key[Stint], **of_stint, **owned)
        for activity in lead.activities.all():
            self._copy(activity, **of_lead, arrival_id=key[Arrival])
        for clock in clocks:
            of_sales = {"stint_id": key[Stint], **owned} if clock.stint_id else {}
            self._copy(clock, **of_lead, **of_sales, check_at=self._check_at(clock))

    def _copy(self, row: models.Model | None, **changes: str) -> None:
        """Insert the copies of one row; a change is an expression of n, and every other moment moves back with the handoff."""
        assert row is not None
        columns, expressions, values = [], [], []
        for field in row._meta.concrete_fields:
            value = getattr(row, field.attname)
            if field.primary_key and field.attname not in changes:
                continue
            assert field.column is not None
            columns.append(connection.ops.quote_name(field.column))
            if field.attname in changes and hasattr(row, field.attname):
                expressions.append(changes[field.attname])
            elif isinstance(value, datetime):
                expressions.append(self._moment(value))
            else:
                expressions.append("%s")
                values.append(field.get_db_prep_save(value, connection))
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {connection.ops.quote_name(row._meta.db_table)} ({', '.join(columns)}) "
                f"SELECT {', '.join(text if text == '%s' else text.replace('%', '%%') for text in expressions)} "
                f"FROM {dialects.numbers(connection.vendor, self.number)}",
                values,
            )

    def _moment(self, moment: datetime) -> str:
        return dialects.earlier(connection.vendor, moment, BACK)

    def _first_from_now_on(self, moments: Iterable[datetime | None], otherwise: str) -> str:
        now = dialects.literal(connection.vendor, self.world.now)
        cases = [
            f"WHEN {self._moment(moment)} >= {now} THEN {self._moment(moment)}"
            for moment in moments
            if moment
        ]
        return f"CASE {' '.join(cases)} ELSE {otherwise} END" if cases else otherwise

    def _check_at(self, clock: Clock) -> str:
        if clock.check_at is None:
            return "NULL"
        return self._first_from_now_on((getattr(clock, moment) for moment in escalation.MOMENTS), "NULL")

    def _due_next(self, clocks: Iterable[Clock]) -> str:
        running = [clock for clock in clocks if clock.met_at is None]
        first = min(rules.due_next(clock, clock.started_at) for clock in running)
        return self._first_from_now_on([first], self._moment(min(clock.due_at for clock in running)))

    def _identity(self, key: str) -> dict[str, str]:
        address = f"'crowd.' || ({key}) || '@aldermoor.example.com'"
        reached = f"'+4470' || ({key})"
        return {
            "name": f"'Maya Okafor ' || ({key})",
            "email": address,
            "email_key": address,
            "phone": reached,
            "phone_key": reached,
            "person_key": f"'maya okafor ' || ({key}) || '|aldermoor'",
        }

    def _ownership(self) -> dict[str, str]:
        places = Membership.objects.filter(team__side="sales", weight__gt=0).order_by("pk")
        people, teams = zip(*places.values_list("user_id", "team_id"), strict=True)
        return {"owner_id": dialects.pick("n", people), "team_id": dialects.pick("n", teams)}


def _record_steps(clocks: QuerySet[Clock], now: datetime) -> None:
    """Insert the events of steps that these clocks have behind them, as the sweep would have."""
    for rung in escalation.RUNGS:
        past = clocks.filter(**{f"{rung.moment}__lt": now}, met_at=None)
        rows = past.filter(due_at__gte=now) if rung.fades else past
        moment = F(rung.moment)
        chosen = rows.order_by().values_list("pk", Value(rung.key), moment, moment, Value({}, JSONField()))
        sql, values = chosen.query.sql_with_params()
        with connection.cursor() as cursor:
            columns = "clock_id, kind, at, recorded_at, detail"
            cursor.execute(f"INSERT INTO {ClockEvent._meta.db_table} ({columns}) {sql}", values)
