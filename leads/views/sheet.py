"""A quarter's figures as the rows of a file: one figure a row, with its promise, its n and its verdict."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from leads.rules.compliance import Count, Figure
from leads.rules.figures import QuarterFigures
from leads.views.board import SORTS, STAGES

HEADER = (
    "group",
    "figure",
    "name",
    "promised",
    "actual",
    "kept",
    "n",
    "verdict",
    "within_best",
    "median_business_minutes",
    "p90_business_minutes",
)


def rows(figures: QuarterFigures) -> Iterator[tuple[object, ...]]:
    """Write clauses, weeks, funnel, reasons, sources and reps; a share that was not measured is an empty cell."""
    for figure in figures.figures:
        yield _clause(figure)
    yield from _weeks(figures)
    for step in figures.funnel:
        yield ("funnel", step.key, str(STAGES[step.key]), "", step.count, "", "", "", "", "", "")
    for reason in (*figures.returns, *figures.disqualifications):
        group = str(SORTS[reason.kind]) if reason.kind else _("Disqualified")
        yield ("reason", reason.key, f"{group}: {reason.label}", "", reason.count, "", "", "", "", "", "")
    for source in figures.sources:
        yield _share("source", str(source.channel), source.name, source.accepted)
    for rep in figures.reps:
        name = rep.name or _("Unassigned")
        yield ("rep", "handed_over", name, "", rep.handed_over, "", "", "", "", "", "")
        yield (*_share("rep", "response", name, rep.response)[:-2], _cell(rep.median), "")
        yield _share("rep", "cadence", name, rep.cadence)


def _clause(figure: Figure) -> tuple[object, ...]:
    times = figure.times
    return (
        "clause",
        figure.clause.code,
        figure.clause.name,
        figure.pace.goal if figure.pace else f"{figure.clause.target.normalize():f}",
        figure.pace.actual if figure.pace else _percent(figure.shown),
        figure.count.kept,
        figure.count.n,
        str(figure.verdict),
        _percent(figure.within_best),
        _cell(times.median if times else None),
        _cell(times.p90 if times else None),
    )


def _weeks(figures: QuarterFigures) -> Iterator[tuple[object, ...]]:
    """What was delivered week by week, and what the promise asked for by the end of each (requirement D2)."""
    volume = next((figure for figure in figures.figures if figure.pace), None)
    if volume is None or volume.pace is None:
        return
    for start, count, end in zip(figures.weeks, volume.weeks, figures.week_ends, strict=False):
        ideal = volume.pace.goal * end / volume.pace.workdays if volume.pace.workdays else 0
        yield (
            "week",
            start.isoformat(),
            _("Delivered"),
            f"{ideal:.1f}",
            count.kept,
            "",
            count.n,
            "",
            "",
            "",
            "",
        )


def _share(group: str, key: str, name: str, count: Count) -> tuple[object, ...]:
    return (group, key, name, "", _percent(count.share), count.kept, count.n, "", "", "", "")


def _percent(share: Decimal | None) -> str:
    return "" if share is None else f"{share * 100:.1f}"


def _cell(value: int | None) -> object:
    return "" if value is None else value
