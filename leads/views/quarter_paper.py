"""A quarter as it is printed: what the dashboard shows, in its words, on two pages to lay on a table or to pass on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate, pairwise
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import formats
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from agreements.models import Agreement
from agreements.queries import schedule_of
from agreements.queries.certificate import moment_in_words
from agreements.rules import clauses, quarters
from leads.rules.compliance import Figure
from leads.rules.figures import QuarterFigures, Reason
from leads.views.board import SORTS, Board, Card, SideBoard, ideal, minutes
from slaportal.typesetting import typeset
from slaportal.ui import words
from slaportal.ui.charts.scale import upright
from slaportal.ui.charts.sparkline import Sparkline
from slaportal.ui.tones import TONES

TEMPLATE = "quarter.typ"
#: Bars stand on a scale from 0 to this.
TALLEST = 100.0


def pdf_of(agreement: Agreement, board: Board, *, at: datetime) -> bytes:
    """Set a quarter as a PDF, the same bytes for the same figures and moment; raises typesetting.CannotBeSet."""
    return typeset(TEMPLATE, paper_of(agreement, board, at=at), at=at)


def paper_of(agreement: Agreement, board: Board, *, at: datetime) -> dict[str, Any]:
    """Return everything that templates/pdf/quarter.typ prints, with times in the zone of the agreement, whoever asks."""
    figures = board.figures
    zone = schedule_of(agreement.versions.get(number=figures.version)).zone
    return {
        "language": get_language() or settings.LANGUAGE_CODE,
        "title": quarters.name(figures.quarter),
        "agreement": str(agreement),
        "state": {"word": _("Closed"), "colour": ""} if figures.closed else _verdict("running"),
        "facts": _facts(agreement, figures, zone),
        "notice": _notice(figures),
        "sides": [_side(side, figures) for side in board.sides],
        "pace": _pace(board),
        "funnel": [[row.label, row.count, row.of_before] for row in board.funnel.rows],
        "lists": [
            _reasons(_("Returned"), figures.returns, nothing=_("No lead was returned.")),
            _reasons(_("Disqualified"), figures.disqualifications, nothing=_("No lead was disqualified.")),
            _sources(board),
        ],
        "notes": list(filter(None, [board.effort, _frozen(agreement, figures)])),
        "made": _("Made %(moment)s") % {"moment": moment_in_words(at, zone)},
        "page": _("Page {page} of {pages}"),
        "address": f"{settings.PUBLIC_URL}{reverse('leads:dashboard', args=[agreement.slug, figures.quarter])}",
        "words": _words(),
    }


def _facts(agreement: Agreement, figures: QuarterFigures, zone: str) -> list[list[str]]:
    version = _("agreement v%(n)s") % {"n": figures.version}
    if figures.others:
        version = _("%(version)s, earlier in this quarter %(others)s") % {
            "version": version,
            "others": ", ".join(f"v{number}" for number in figures.others),
        }
    days = f"{formats.date_format(figures.first, 'j F')} {_('to')} {formats.date_format(figures.last, 'j F')}"
    if figures.pace and not figures.closed:
        over = _("day %(over)s of %(days)s") % {"over": figures.pace.elapsed, "days": figures.pace.workdays}
        days = f"{days} · {over}"
    counted = moment_in_words(figures.counted_at, zone)
    return [
        [_("Agreement"), str(agreement)],
        [_("In force"), version],
        [_("Days"), days],
        [_("Figures"), f"{_('closed') if figures.closed else _('counted')} {counted}"],
    ]


def _side(side: SideBoard, figures: QuarterFigures) -> dict[str, Any]:
    is_marketing = side.side == "marketing"
    return {
        "name": _("Marketing") if is_marketing else _("Sales"),
        "title": _("Marketing promises") if is_marketing else _("Sales promises"),
        "leader": str(side.leader),
        "said": [[piece.text, piece.tone] for piece in side.said],
        "clauses": [
            _clause(card, figure, figures)
            for card, figure in zip(side.cards, figures.side(side.side), strict=True)
        ],
    }


def _clause(card: Card, figure: Figure, figures: QuarterFigures) -> dict[str, Any]:
    return {
        "code": card.code,
        "name": card.name,
        "sentence": clauses.sentence(figure.clause),
        "times": _times(figure, figures),
        "trend": _trend(card.spark),
        "promise": card.promise,
        "actual": card.actual,
        "n": card.basis if figure.pace and not figure.closed else words.number(figure.count.n),
        "verdict": _verdict(card.verdict),
    }


def _times(figure: Figure, figures: QuarterFigures) -> list[list[str]]:
    """How long answers took, where a time was promised and something was due."""
    if figure.times is None:
        return []
    n, day = figure.count.n, figures.day
    times = [
        [_("Median"), minutes(figure.times.median, n, day)],
        [_("90th percentile"), minutes(figure.times.p90, n, day)],
    ]
    if figure.within_best is None:
        return times
    return [[_("Within best"), words.percentage(figure.within_best, n=n)], *times]


def _trend(spark: Sparkline | None) -> dict[str, Any] | None:
    if spark is None or spark.end is None:
        return None
    promise = [[point.x, point.y] for point in (spark.promise_from, spark.promise_to) if point]
    return {
        "path": spark.path,
        "end": [spark.end.x, spark.end.y],
        "promise": promise,
        "label": spark.label,
    }


def _verdict(tone: str, word: str = "") -> dict[str, str]:
    known = TONES[tone]
    return {"word": word or str(known.word), "colour": known.colour}


def _pace(board: Board) -> dict[str, Any] | None:
    """The weeks of the quarter against its promise; None where no volume was promised (requirement D2)."""
    volume = next((figure for figure in board.figures.figures if figure.pace), None)
    if volume is None or volume.pace is None:
        return None
    chart = board.pace
    so_far = [chart.delivered_text, chart.gap_text] if chart else [_("The first workday is not over")]
    promise = _("Promise %(promise)s") % {"promise": words.number(volume.pace.goal)}
    ticks, weeks = _weeks(board.figures, volume)
    return {
        "code": board.pace_code,
        "verdict": _verdict(*board.pace_pill),
        "summary": [promise, *so_far, *([chart.need_text] if chart and chart.need_text else [])],
        "ticks": ticks,
        "weeks": weeks,
    }


def _weeks(figures: QuarterFigures, volume: Figure) -> tuple[list[list[Any]], list[dict[str, Any]]]:
    """The ticks of the chart; then each week with its bar, its part of the promise, and how the quarter stood at its end.

    The running week stands where the quarter stands today; of a week that has not begun only the ideal is known.
    """
    assert volume.pace is not None
    ends = [ideal(volume, end) for end in figures.week_ends]
    parts = [end - before for before, end in pairwise((0.0, *ends))]
    highest = max([1.0, *parts, *(count.kept for count in volume.weeks)])
    scale, ticks = upright(highest, parts=4, bottom=0.0, top=TALLEST)
    today = ideal(volume, volume.pace.elapsed)
    totals = list(accumulate(volume.weeks))
    weeks: list[dict[str, Any]] = []
    for place, (start, end, part) in enumerate(zip(figures.weeks, ends, parts, strict=True)):
        week = {"label": formats.date_format(start, "j M"), "part": scale.at(part)}
        if place < len(volume.weeks):
            count, total, target = volume.weeks[place].kept, totals[place].kept, min(end, today)
            gap = words.number(total - target, signed=True)
            shown = [words.number(count), words.number(total), words.number(target), gap]
            weeks.append({**week, "bar": scale.at(count), "shown": shown, "is_over": end <= today})
        else:
            weeks.append({**week, "bar": None, "shown": ["", "", words.number(end), ""], "is_over": False})
    return [[tick.place, tick.label] for tick in ticks], weeks


def _reasons(title: str, reasons: Sequence[Reason], *, nothing: str) -> dict[str, Any]:
    return {
        "title": title,
        "aside": words.number(sum(reason.count for reason in reasons)),
        "rows": [
            [[reason.label, str(SORTS[reason.kind]) if reason.kind else ""], words.number(reason.count)]
            for reason in reasons
        ],
        "nothing": nothing,
    }


def _sources(board: Board) -> dict[str, Any]:
    return {
        "title": _("By source"),
        "aside": _("accepted of decided"),
        "rows": [
            [[name, ""], words.percentage(cell.share, n=cell.n), words.number(cell.n)]
            for name, cell, _url in board.sources
        ],
        "nothing": _("Nothing was handed over yet."),
    }


def _notice(figures: QuarterFigures) -> str:
    """Say that another version was in force earlier in the quarter, as the page does."""
    if not figures.others:
        return ""
    number = len(figures.others)
    heading = ngettext(
        "Another version was in force earlier in this quarter.",
        "%(number)s other versions were in force earlier in this quarter.",
        number,
    )
    meaning = _(
        "The promises are those of version %(n)s, in force at the end. Every clock is measured by the version under which it "
        "began."
    )
    return f"{heading % {'number': number}} {meaning % {'n': figures.version}}"


def _frozen(agreement: Agreement, figures: QuarterFigures) -> str:
    if not figures.closed:
        return ""
    scorecard = agreement.scorecards.get(quarter=figures.quarter)
    frozen = _(
        "Frozen figures, SHA-256 %(digest)s. They are never changed; they can be counted again from the facts."
    )
    return frozen % {"digest": scorecard.digest}


def _words() -> dict[str, Any]:
    return {
        "heads": [_("Clause"), _("Trend"), _("Promise"), _("Actual"), "n", _("Verdict")],
        "pace": _("Pace"),
        "funnel": _("Funnel"),
        "of_before": _("with the share of the stage before"),
        "week": _("Week from"),
        "weeks": _("Delivered leads by week"),
        "bar": _("delivered in the week"),
        "running": _("in the running week so far"),
        "part": _("the week’s part of the promise"),
        "rows": [_("In the week"), _("Delivered so far"), _("Ideal"), pgettext("pace", "Gap")],
        "transcribed": _(
            "Some characters in this document have no font here or cannot be seen; they are written by their Unicode numbers in "
            "square brackets."
        ),
    }
