"""A quarter is closed: its figures are counted once more, frozen, and laid before the review (requirements D4, B7)."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import DatabaseError, transaction

from agreements.models import Agreement
from agreements.operations import reviewing
from agreements.rules import clauses, quarters
from leads.models import Scorecard
from leads.queries import compliance, promised, scorecards
from leads.rules import figures
from leads.rules.compliance import Figure
from leads.rules.figures import QuarterFigures
from slaportal.accounts.models import User
from slaportal.audit import ledger
from slaportal.errors import Refused
from slaportal.ui import words

log = structlog.get_logger(__name__)

#: A review that nobody foresaw takes place so many days after the quarter, and not sooner than so many after its figures.
REVIEW_DAYS, NOTICE_DAYS = 12, 7


class NotOver(Refused):
    """The quarter still runs, or its last leads are still to be decided."""


def close(agreement: Agreement, quarter: str, *, at: datetime, by: User | None) -> Scorecard:
    """Freeze a quarter's figures as of ``at`` and open its review with them; a closed quarter is returned as it is.

    Raises NotOver before the last lead handed over in it has had its time to be decided, NothingPromised when no version
    was in force, ValueError for what is not the name of a quarter.
    """
    closed = Scorecard.objects.filter(agreement=agreement, quarter=quarter).first()
    if closed is not None:
        return closed
    of = promised.in_quarter(agreement, quarter, at=at)
    if at < of.closes_at:
        raise NotOver(
            f"{quarter} closes on {of.frame.day_of(of.closes_at):%-d %B %Y}; until then its figures may move."
        )
    document = compliance.count(of, closed=True).to_document()
    with transaction.atomic():
        scorecard, is_new = Scorecard.objects.get_or_create(
            agreement=agreement,
            quarter=quarter,
            defaults={"figures": document, "digest": figures.digest(document), "counted_at": at},
        )
        if is_new:
            ledger.record(
                scorecard,
                "quarter.closed",
                at=at,
                by=by,
                data={"quarter": quarter, "digest": scorecard.digest},
            )
            if agreement.ended_at is None:
                _open_review(scorecard, of, at=at, by=by)
    return scorecard


def _open_review(scorecard: Scorecard, of: promised.Promised, *, at: datetime, by: User | None) -> None:
    due_on = max(
        quarters.last_day(scorecard.quarter) + timedelta(days=REVIEW_DAYS),
        of.frame.day_of(at) + timedelta(days=NOTICE_DAYS),
    )
    reviewing.open_review(
        scorecard.agreement,
        quarter=scorecard.quarter,
        due_on=due_on,
        evidence={
            "scorecard": scorecard.pk,
            "digest": scorecard.digest,
            "clauses": [
                _in_words(figure) for figure in QuarterFigures.from_document(scorecard.figures).figures
            ],
        },
        at=at,
        by=by,
    )


def _in_words(figure: Figure) -> dict[str, str]:
    """One clause as the review reads it."""
    return {
        "code": figure.clause.code,
        "name": figure.clause.name,
        "actual": words.number(figure.pace.actual) if figure.pace else words.percentage(figure.shown),
        "promise": words.number(figure.pace.goal) if figure.pace else clauses.promise(figure.clause),
        "n": words.number(figure.count.n),
        "verdict": str(figure.verdict),
    }


def close_due(*, at: datetime) -> int:
    """Close every quarter that can be closed, and return how many were; one that cannot be counted keeps no other back."""
    return sum(
        _close_if_over(agreement, quarter.name, at=at)
        for agreement in Agreement.objects.order_by("pk")
        for quarter in scorecards.quarters_of(agreement, at=at)
        if not quarter.closed
    )


def _close_if_over(agreement: Agreement, quarter: str, *, at: datetime) -> bool:
    try:
        close(agreement, quarter, at=at, by=None)
    except (NotOver, promised.NothingPromised):
        return False
    except (Refused, DatabaseError):
        log.exception("a quarter could not be closed", agreement=agreement.pk, quarter=quarter)
        return False
    return True
