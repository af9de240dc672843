"""The two agreements of the demo company: one in force with a past, one waiting for its second signature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from agreements import queries
from agreements.models import Agreement, SigningRound, Version
from agreements.operations import drafting, publishing, signing
from agreements.rules import consent, quarters
from agreements.rules.terms import Clause, Duration
from leads.management.demo.people import Company
from slaportal.accounts.models import Side, User

ZONE = ZoneInfo("Europe/London")


def instant(day: date, hour: int, minute: int = 0) -> datetime:
    """Return a wall-clock moment of the company's place."""
    return datetime.combine(day, time(hour, minute), ZONE)


def instruments(company: Company, *, first: str, now: datetime) -> Agreement:
    """Sign version 1 before the quarter ``first`` and version 2, which asks more, for the quarter after it."""
    begins = quarters.first_day(first)
    written = instant(begins - timedelta(days=21), 10)
    version = drafting.begin(
        name="Instruments, Europe",
        marketing_leader=company.marketing_leader,
        sales_leader=company.sales_leader,
        teams=company.teams,
        currency="GBP",
        template="industrial",
        at=written,
        by=company.marketing_leader,
    )
    terms = queries.terms_of(version)
    clauses = _changed(
        terms.clauses,
        response={"best": Duration(60, "minutes")},
        volume={"leads": 200},
    )
    first_review = quarters.first_day(quarters.after(first)) + timedelta(days=11)
    _edit(
        version,
        {"clauses": clauses, "effective_from": begins, "first_review_on": first_review},
        at=written,
        by=company.marketing_leader,
    )
    version = sign_both(version, at=instant(begins - timedelta(days=8), 11, 52))
    _read(version, company.reps[:9], at=instant(begins, 9, 5))
    return version.agreement


def tighten(company: Company, agreement: Agreement, *, quarter: str) -> Version:
    """Amend for a quarter: a quicker first response, more leads."""
    begins = quarters.first_day(quarter)
    at = instant(begins - timedelta(days=12), 14)
    draft = drafting.amend(agreement, at=at, by=company.marketing_leader)
    terms = queries.terms_of(draft)
    clauses = _changed(terms.clauses, response={"best": Duration(30, "minutes")}, volume={"leads": 270})
    _edit(
        draft,
        {"clauses": clauses, "effective_from": begins},
        at=at,
        by=company.marketing_leader,
        why="Answered within the hour all quarter; leads who hear from us in half an hour buy more often.",
    )
    version = sign_both(draft, at=instant(begins - timedelta(days=7), 14, 8))
    _read(version, company.reps[:11], at=instant(begins, 9, 20))
    return version


def service(company: Company, *, now: datetime) -> Version:
    """Put a second agreement before both leaders; marketing has signed it, sales has not."""
    today = now.astimezone(ZONE).date()
    written = instant(today - timedelta(days=6), 15)
    version = drafting.begin(
        name="Service contracts, Europe",
        marketing_leader=company.marketing_leader,
        sales_leader=company.sales_leader,
        teams=company.teams,
        currency="GBP",
        template="software",
        at=written,
        by=company.marketing_leader,
    )
    opened = instant(today - timedelta(days=2), 9, 30)
    round = drafting.propose(
        version, expires_at=now + timedelta(days=8), at=opened, by=company.marketing_leader
    )
    _sign(round, Side.MARKETING, company.marketing_leader, at=opened + timedelta(minutes=20))
    return version


def sign_both(version: Version, *, at: datetime) -> Version:
    """Propose a version and let both leaders sign it."""
    agreement = version.agreement
    round = drafting.propose(
        version, expires_at=at + timedelta(days=7), at=at - timedelta(hours=3), by=agreement.marketing_leader
    )
    _sign(round, Side.MARKETING, agreement.marketing_leader, at=at)
    _sign(round, Side.SALES, agreement.sales_leader, at=at + timedelta(hours=2, minutes=16))
    return Version.objects.select_related("agreement").get(pk=version.pk)


def _sign(round: SigningRound, side: Side, by: User, *, at: datetime) -> None:
    signing.view(round, at=at - timedelta(minutes=15), by=by)
    signing.consent_to(
        round,
        consent_version=consent.CURRENT,
        digest_seen=round.digest,
        at=at - timedelta(seconds=40),
        by=by,
    )
    signing.sign(
        round,
        side=side,
        typed_name=by.full_name,
        digest_seen=round.digest,
        consent_version=consent.CURRENT,
        authenticated_by="password",
        ip_address="192.0.2.41" if side == Side.MARKETING else "192.0.2.87",
        user_agent="Demo",
        at=at,
        by=by,
    )


def _edit(version: Version, changes: Mapping[str, Any], *, at: datetime, by: User, why: str = "") -> None:
    drafting.edit(version, terms=changes, seen_revision=None, at=at, by=by, why=why)
    version.refresh_from_db()


def _read(version: Version, people: tuple[User, ...], *, at: datetime) -> None:
    for place, person in enumerate(people):
        publishing.confirm_reading(version, at=at + timedelta(hours=5 * place), by=person)


def _changed(clauses: tuple[Clause, ...], **changes: Mapping[str, Any]) -> tuple[Clause, ...]:
    return tuple(replace(clause, **changes.get(clause.kind, {})) for clause in clauses)
