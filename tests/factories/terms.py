"""Terms without a database: the industrial template as it stood on 10 June 2026, with other values where a test says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from agreements.rules import templates
from agreements.rules.terms import Terms


def sample(template: str = "industrial", **changes: Any) -> Terms:
    """Return complete terms between Ines and Daniel; ``changes`` are fields of Terms."""
    terms = templates.starting(
        template,
        title="Agreement on qualified leads, Instruments Europe",
        marketing_leader="Ines Marchetti",
        sales_leader="Daniel Osei",
        currency="GBP",
        zone="Europe/London",
        today=date(2026, 6, 10),
    )
    return replace(terms, **changes)


def with_clause(terms: Terms, kind: str, **changes: Any) -> Terms:
    """Return terms in which one kind of clause has other values."""
    clauses = tuple(replace(clause, **changes) if clause.kind == kind else clause for clause in terms.clauses)
    return replace(terms, clauses=clauses)
