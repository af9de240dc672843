"""What keeps terms from being signed: every fault with its place and what would mend it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import get_args

from agreements.rules.criteria import checking
from agreements.rules.criteria.notation import Fault
from agreements.rules.criteria.required import REQUIRED
from agreements.rules.templates import STAGES
from agreements.rules.terms import (
    CLAUSES,
    UNITS,
    Clause,
    DisqualifyReason,
    Duration,
    ReturnKind,
    ReturnReason,
    Terms,
)
from slaportal.worktime import Schedule, next_open

#: "Quarterly, at least one a year" (requirement B7).
REVIEW_MONTHS = (3, 6, 12)
RETURN_KINDS: tuple[ReturnKind, ...] = get_args(ReturnKind)

#: Fields a clause of the kind may leave empty.
OPTIONAL = {("response", "best"), ("volume", "daily_relief")}
#: What each counted field counts, and the most that makes sense of it.
_COUNTED = {
    "leads": ("leads a quarter", 1_000_000),
    "daily_relief": ("leads a day", 100_000),
    "calls": ("calls", 100),
    "emails": ("e-mails", 100),
    "interactions": ("interactions", 100),
}
_MOST = {"minutes": 60 * 24 * 365, "hours": 24 * 365, "business_days": 366, "days": 730}
#: Terms without a date are tried out on this one.
_ANY_DAY = date(2026, 1, 1)
_STAGE_KEYS = frozenset(stage.key for stage in STAGES)


def check(terms: Terms) -> list[Fault]:
    """Return every fault of the terms, in the order of the document; an empty list means they can be proposed.

    Paths name fields as ``Terms.to_document`` writes them: ``clauses.S1.within``, ``definition.items[2]``, ``hours``.
    """
    return [
        *_written(terms),
        *checking.check(terms.definition),
        *_required(terms),
        *_sides(terms),
        *(fault for clause in terms.clauses for fault in _clause(clause)),
        *_hours(terms),
        *_reasons(terms),
        *_review_and_term(terms),
    ]


def _written(terms: Terms) -> Iterator[Fault]:
    for path, text, what in (
        ("title", terms.title, "a title"),
        ("purpose", terms.purpose, "a purpose"),
        ("parties.marketing.name", terms.marketing_party, "a name for marketing’s side"),
        ("parties.sales.name", terms.sales_party, "a name for sales’ side"),
    ):
        if not text.strip():
            yield Fault(path, f"The agreement has no {what.split(' ', 1)[1]}.", f"Write {what}.")


def _required(terms: Terms) -> Iterator[Fault]:
    for key in terms.required:
        if key not in REQUIRED:
            yield Fault("required", f"“{key}” is no information that can be required.", "Leave it out.")
    yield from _once("required", terms.required, "is required twice")
    if not terms.required and terms.clause("required_information"):
        yield Fault(
            "required",
            "M2 promises required information, and none is required.",
            "Require some, or leave M2 out.",
        )


def _sides(terms: Terms) -> Iterator[Fault]:
    for side, word in (("marketing", "Marketing"), ("sales", "Sales")):
        if not terms.side(side):
            yield Fault("clauses", f"{word} promises nothing.", f"Add one of {word.lower()}’s clauses.")
    yield from _once("clauses", [clause.code for clause in terms.clauses], "stands in the agreement twice")
    schedule = _schedule(terms)
    response = terms.clause("response")
    if schedule and response and response.best and response.within and not list(_clause(response)):
        start = next_open(schedule, _first_moment(terms))
        if response.best.after(schedule, start) > response.within.after(schedule, start):
            yield Fault(
                "clauses.S1.best",
                f"The best target, {response.best}, is longer than the limit, {response.within}.",
                "Make the best target shorter.",
            )


def _clause(clause: Clause) -> Iterator[Fault]:
    path = f"clauses.{clause.code}"
    if CLAUSES[clause.kind].measured == "share" and not Decimal(0) < clause.target <= Decimal(100):
        yield Fault(
            f"{path}.target",
            f"{clause.code} promises {clause.target:f} %.",
            "Give more than 0 and at most 100 %.",
        )
    for name in CLAUSES[clause.kind].fields:
        value = getattr(clause, name)
        if value is None:
            if (clause.kind, name) not in OPTIONAL:
                yield Fault(f"{path}.{name}", f"{clause.code} does not say {_asked(name)}.", "Fill it in.")
        elif isinstance(value, Duration):
            yield from _duration(f"{path}.{name}", value)
        elif not _least(clause, name) <= value <= _COUNTED[name][1]:
            what, most = _COUNTED[name]
            yield Fault(f"{path}.{name}", f"{value:,} {what} cannot be promised.", f"Give 1 to {most:,}.")
    if clause.kind == "cadence" and clause.calls == 0 and clause.emails == 0:
        yield Fault(f"{path}.calls", "The cadence has no touches.", "Promise at least one call or e-mail.")


def _least(clause: Clause, name: str) -> int:
    """A cadence may be of calls alone or of e-mails alone; every other number promises something."""
    return 0 if clause.kind == "cadence" else 1


def _asked(name: str) -> str:
    return "within what time" if name in ("within", "best") else f"how many {_COUNTED[name][0]}"


def _duration(path: str, duration: Duration) -> Iterator[Fault]:
    if duration.unit not in UNITS:
        yield Fault(path, f"“{duration.unit}” is no unit of time.", f"Use one of {', '.join(UNITS)}.")
    elif not 1 <= duration.amount <= _MOST[duration.unit]:
        yield Fault(path, f"{duration} cannot be promised.", f"Give 1 to {_MOST[duration.unit]:,}.")


def _schedule(terms: Terms) -> Schedule | None:
    """Return the business hours, or None when they are faulty (``_hours`` names how)."""
    return None if list(_hours(terms)) else terms.hours.schedule()


def _hours(terms: Terms) -> Iterator[Fault]:
    try:
        next_open(terms.hours.schedule(), _first_moment(terms))
    except ValueError as error:
        yield Fault("hours", str(error), "Correct the business hours.")


def _first_moment(terms: Terms) -> datetime:
    return datetime.combine(terms.effective_from or _ANY_DAY, time(), UTC)


def _reasons(terms: Terms) -> Iterator[Fault]:
    lists: tuple[tuple[str, Sequence[ReturnReason | DisqualifyReason], str], ...] = (
        ("return_reasons", terms.return_reasons, "reason to return a lead"),
        ("disqualify_reasons", terms.disqualify_reasons, "reason to disqualify a lead"),
    )
    for path, rows, what in lists:
        if not rows:
            yield Fault(path, f"There is no {what}.", "Add at least one.")
        yield from _once(path, [row.key for row in rows], "is listed twice")
        for index, row in enumerate(rows):
            if not row.key or not row.label.strip():
                yield Fault(f"{path}[{index}]", "A reason has no name.", "Name it, or remove it.")
    for index, reason in enumerate(terms.return_reasons):
        if reason.kind not in RETURN_KINDS:
            yield Fault(
                f"return_reasons[{index}].kind",
                f"“{reason.kind}” does not say what marketing does next.",
                f"Use one of {', '.join(RETURN_KINDS)}.",
            )
    for index, closing in enumerate(terms.disqualify_reasons):
        if closing.recycle_days is not None and not 1 <= closing.recycle_days <= 3650:
            yield Fault(
                f"disqualify_reasons[{index}].recycle_days",
                f"A lead cannot be judged again after {closing.recycle_days} days.",
                "Give 1 to 3,650 days, or none.",
            )
    keys = [stage.key for stage in terms.stages]
    yield from _once("stages", keys, "is listed twice")
    for key in sorted(_STAGE_KEYS - set(keys)):
        yield Fault("stages", f"The stage “{key}” has no meaning yet.", "Say what both sides mean by it.")
    for index, stage in enumerate(terms.stages):
        if stage.key not in _STAGE_KEYS:
            yield Fault(f"stages[{index}]", f"There is no stage “{stage.key}”.", "Remove it.")
        elif not stage.label.strip() or not stage.meaning.strip():
            yield Fault(f"stages[{index}]", f"The stage “{stage.key}” has no meaning yet.", "Write it.")


def _review_and_term(terms: Terms) -> Iterator[Fault]:
    if terms.review_months not in REVIEW_MONTHS:
        yield Fault(
            "review.months",
            f"A review every {terms.review_months} months is not foreseen.",
            "Review every 3, 6 or 12 months.",
        )
    start, end = terms.effective_from, terms.effective_until
    if start and terms.first_review_on and terms.first_review_on <= start:
        yield Fault(
            "review.first_on", "The first review is before the agreement is in force.", "Choose a later date."
        )
    if start and end and end < start:
        yield Fault("effective.until", "The agreement ends before it begins.", "Choose a later last day.")


def _once(path: str, keys: Iterable[str], what: str) -> Iterator[Fault]:
    for key, times in Counter(keys).items():
        if times > 1:
            yield Fault(path, f"“{key}” {what}.", "Leave it there once.")
