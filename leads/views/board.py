"""A quarter's figures as the dashboard shows them: sentences, cards, charts and tables, each with the way to its leads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from agreements.models import Agreement
from agreements.rules import clauses, quarters
from leads.rules.compliance import TREND_WEEKS, Count, Figure, Said
from leads.rules.figures import QuarterFigures, Reason, Rep, Stretch
from slaportal.accounts.models import User
from slaportal.ui import charts, words
from slaportal.ui.charts.funnel import Funnel
from slaportal.ui.charts.histogram import Histogram
from slaportal.ui.charts.pace import Pace
from slaportal.ui.charts.sparkline import Sparkline

STAGES: dict[str, str | Promise] = {
    "lead": gettext_lazy("Leads"),
    "prospect": gettext_lazy("Prospects"),
    "mql": gettext_lazy("MQL"),
    "sal": gettext_lazy("SAL"),
    "sql": gettext_lazy("SQL"),
    "opportunity": gettext_lazy("Opportunities"),
    "won": gettext_lazy("Won"),
}
SORTS: dict[str, str | Promise] = {
    "definitional": pgettext_lazy("return", "Definitional"),
    "clerical": pgettext_lazy("return", "Clerical"),
    "procedural": pgettext_lazy("return", "Procedural"),
}

Way = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Card:
    """One clause: which, its verdict, how much, of what, from how many. All of it leads to the leads behind it."""

    code: str
    name: str
    verdict: str
    actual: str
    promise: str
    basis: str
    spark: Sparkline | None
    url: str


@dataclass(frozen=True, slots=True)
class SideBoard:
    """One side: who leads it, how it stands in one sentence, and its promises."""

    side: str
    leader: User
    is_own: bool
    said: tuple[Said, ...]
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a list with bars; ``part`` is of the longest."""

    label: str
    detail: str
    count: int
    part: float
    url: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A share with its n: kept, missed, or nothing due."""

    share: Decimal | None
    n: int
    verdict: str
    url: str


@dataclass(frozen=True, slots=True)
class RepRow:
    """One rep, or all of them, with the way to every figure."""

    name: str
    handed_over: tuple[int, str]
    accepted: tuple[int, str]
    returned: tuple[int, str]
    response: Cell | None
    median: timedelta | None
    cadence: Cell | None
    found_ready: tuple[int, str]


@dataclass(frozen=True, slots=True)
class Response:
    """How long first responses took."""

    code: str
    within_best: Decimal | None
    median: str
    p90: str
    chart: Histogram
    url: str


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the dashboard of one quarter shows."""

    figures: QuarterFigures
    sides: tuple[SideBoard, SideBoard]
    pace: Pace | None
    pace_code: str
    pace_pill: tuple[str, str]
    response: Response | None
    funnel: Funnel
    returned: tuple[Bar, ...]
    returned_total: int
    disqualified: tuple[Bar, ...]
    disqualified_total: int
    effort: str
    sources: tuple[tuple[str, Cell, str], ...]
    reps: tuple[RepRow, ...]
    everyone: RepRow


def board(agreement: Agreement, figures: QuarterFigures, *, viewer: User) -> Board:
    """Lay out the figures of a quarter for the person who looks."""
    way = way_of(agreement, figures.quarter)
    volume = next((figure for figure in figures.figures if figure.pace), None)
    return Board(
        figures=figures,
        sides=(
            side_of(agreement, figures, "marketing", viewer=viewer),
            side_of(agreement, figures, "sales", viewer=viewer),
        ),
        pace=_pace(figures),
        pace_code=volume.clause.code if volume else "",
        pace_pill=pace_pill(volume) if volume else ("", ""),
        response=_response(figures, way),
        funnel=charts.funnel([charts.Stage(str(STAGES[s.key]), s.count, way(s.key)) for s in figures.funnel]),
        returned=_returned(figures.returns, way),
        returned_total=sum(reason.count for reason in figures.returns),
        disqualified=_bars(
            [
                (each.label, "", each.count, way("disqualified", reason=each.key))
                for each in figures.disqualifications
            ]
        ),
        disqualified_total=sum(reason.count for reason in figures.disqualifications),
        effort=_effort(figures),
        sources=tuple(_source(figures, way)),
        reps=tuple(_rep(rep, figures, way) for rep in figures.reps),
        everyone=_everyone(figures, way),
    )


def way_of(agreement: Agreement, quarter: str) -> Way:
    """Return the function that gives the address of the leads behind a figure, narrowed as asked."""

    def way(figure: str, **narrowed: object) -> str:
        url = reverse("leads:figure", args=[agreement.slug, quarter, figure])
        asked = {key: value for key, value in narrowed.items() if value not in (None, "")}
        return f"{url}?{urlencode(asked)}" if asked else url

    return way


def side_of(agreement: Agreement, figures: QuarterFigures, side: str, *, viewer: User) -> SideBoard:
    """Lay out one side's promises."""
    way = way_of(agreement, figures.quarter)
    leader = agreement.leader_of(side)
    return SideBoard(
        side=side,
        leader=leader,
        is_own=leader.pk == viewer.pk,
        said=figures.sentence(side),
        cards=tuple(card(figure, figures, way) for figure in figures.side(side)),
    )


def card(figure: Figure, figures: QuarterFigures, way: Way) -> Card:
    """Lay out one clause."""
    return Card(
        code=figure.clause.code,
        name=figure.clause.name,
        verdict=str(figure.verdict),
        actual=actual(figure),
        promise=words.number(figure.pace.goal) if figure.pace else clauses.promise(figure.clause),
        basis=_basis(figure),
        spark=_spark(figure, figures),
        url=way(figure.clause.code),
    )


def actual(figure: Figure) -> str:
    """Say what came of a promise: "90.8 %", "117", "Not measured"."""
    if figure.pace:
        return words.number(figure.pace.actual)
    return words.percentage(figure.shown, n=figure.count.n)


def _basis(figure: Figure) -> str:
    if figure.pace and not figure.closed:
        return _("%(over)d/%(days)d days") % {"over": figure.pace.elapsed, "days": figure.pace.workdays}
    return _("n %(number)s") % {"number": words.number(figure.count.n)}


def _spark(figure: Figure, figures: QuarterFigures) -> Sparkline | None:
    """The trend; a volume is drawn against its ideal course, every other clause against its promise."""
    values = [None if value is None else float(value) for value in figure.trend]
    if not figure.pace:
        return charts.sparkline(values, float(figure.clause.target), places=1)
    begun = len(figure.weeks)
    ends = figures.week_ends[max(0, begun - TREND_WEEKS) : begun]
    return charts.sparkline(values, [ideal(figure, end) for end in ends])


def ideal(figure: Figure, workday: int) -> float:
    """Return how many leads an even walk to the quarter's promise has delivered by the end of a workday."""
    assert figure.pace is not None
    return figure.pace.goal * workday / figure.pace.workdays if figure.pace.workdays else 0.0


def _pace(figures: QuarterFigures) -> Pace | None:
    """The course by the ends of the weeks so far, then today; nothing to draw before the first workday is over."""
    volume = next((figure for figure in figures.figures if figure.pace), None)
    if volume is None or volume.pace is None or not volume.pace.elapsed:
        return None
    points, delivered = [], 0
    for count, end, start in zip(volume.weeks, figures.week_ends, figures.weeks, strict=False):
        delivered += count.kept
        if 0 < end < volume.pace.elapsed:
            points.append(charts.PacePoint(end, delivered, _day(start + timedelta(days=6 - start.weekday()))))
    today = figures.last if volume.pace.left == 0 else figures.counted_at.date() - timedelta(days=1)
    points.append(charts.PacePoint(volume.pace.elapsed, volume.pace.actual, _day(today)))
    dates = [
        (0, _day(figures.first)),
        *((over, _day(day)) for over, day in figures.months),
        (volume.pace.workdays, _day(figures.last)),
    ]
    return charts.pace(points, goal=volume.pace.goal, days=volume.pace.workdays, dates=dates)


def pace_pill(volume: Figure) -> tuple[str, str]:
    """Return the verdict of the pace, and it in words: "5 % behind", "On course"; after the end in whole leads."""
    assert volume.pace is not None
    if volume.closed or volume.pace.share is None:
        return str(volume.verdict), ""
    standing = volume.pace.standing
    share = words.percentage(abs(volume.pace.share), places=0)
    said = {"behind": _("%(share)s behind"), "ahead": _("%(share)s ahead")}.get(standing, "")
    return standing, said % {"share": share} if said else ""


@dataclass(frozen=True, slots=True)
class Strip:
    """How far the volume has come, as a bar of 100: what is delivered, where the ideal stands, and its words."""

    label: str
    part: str
    ideal: str
    text: str
    anchor: str
    pace: str


def strip(figures: QuarterFigures) -> Strip | None:
    """Lay out the delivered bar; None where no volume was promised."""
    pace = figures.pace
    if pace is None or not pace.goal:
        return None
    ideal = min(Decimal(100), pace.ideal / pace.goal * 100)
    text = _("ideal today %(number)s") % {"number": words.number(round(pace.ideal))}
    return Strip(
        label=_("%(delivered)s of %(goal)s, %(ideal)s")
        % {"delivered": words.number(pace.actual), "goal": words.number(pace.goal), "ideal": text},
        part=f"{min(100, pace.actual * 100 / pace.goal):.2f}",
        ideal=f"{ideal:.2f}",
        text=text,
        anchor="" if ideal < 15 else "end" if ideal > 85 else "mid",
        pace="–" if pace.share is None else _signed_percent(pace.share),
    )


def _signed_percent(share: Decimal) -> str:
    sign = "−" if share < 0 else "+" if share > 0 else ""
    return f"{sign}{words.percentage(abs(share), places=0)}"


def _effort(figures: QuarterFigures) -> str:
    """How much of the promised touches was made, in a sentence; empty while no cadence has ended."""
    effort = figures.effort
    if effort is None or effort.depth is None or effort.attempts_a_lead is None:
        return ""
    return _(
        "Of the touches promised, %(depth)s were made: %(attempts)s attempts a lead, over %(n)s cadences."
    ) % {
        "depth": words.percentage(effort.depth),
        "attempts": words.number(effort.attempts_a_lead, places=1),
        "n": words.number(effort.leads),
    }


def _day(day: date) -> str:
    return formats.date_format(day, "j M")


def _response(figures: QuarterFigures, way: Way) -> Response | None:
    figure = next((figure for figure in figures.figures if figure.clause.kind == "response"), None)
    if figure is None or not figures.stretches:
        return None
    clause, late = figure.clause, figures.stretches[-1].count
    bests = sum(stretch.within_best for stretch in figures.stretches)
    limits = []
    if clause.best:
        limits.append(charts.Threshold(bests, _("best, %(time)s") % {"time": clauses.said(clause.best)}))
    limits.append(
        charts.Threshold(
            len(figures.stretches) - 1, _("at most, %(time)s") % {"time": clauses.said(clause.within)}
        )
    )
    return Response(
        code=clause.code,
        within_best=figure.within_best,
        median=minutes(figure.times.median if figure.times else None, figure.count.n, figures.day),
        p90=minutes(figure.times.p90 if figure.times else None, figure.count.n, figures.day),
        chart=charts.histogram(
            _bins(figures.stretches, figures.day, way, clause.code),
            label=_("Response time: %(late)s of %(n)s late")
            % {"late": words.number(late), "n": words.number(figure.count.n)},
            caption=_("Business time from handoff to the first human touch"),
            thresholds=limits,
        ),
        url=way(clause.code),
    )


def minutes(value: int | None, n: int, day: timedelta) -> str:
    """Say a median or a percentile: "24 min"; "Not answered" when it is one that nobody answered."""
    if not n:
        return _("Not measured")
    return _("Not answered") if value is None else words.duration(timedelta(minutes=value), day=day)


def _bins(stretches: Sequence[Stretch], day: timedelta, way: Way, code: str) -> list[charts.Bin]:
    bins, after = [], None
    for place, stretch in enumerate(stretches):
        if stretch.minutes is None:
            bins.append(charts.Bin(_("late"), stretch.count, "late", way(code, part="missed")))
            continue
        following = stretches[place + 1].minutes if place + 1 < len(stretches) else None
        in_minutes = following is not None and following < 60
        span = (
            str(stretch.minutes)
            if in_minutes
            else words.duration(timedelta(minutes=stretch.minutes), day=day)
        )
        url = way(code, part="kept", after=after, within=stretch.minutes)
        bins.append(charts.Bin(f"≤ {span}", stretch.count, "best" if stretch.within_best else "met", url))
        after = stretch.minutes
    return bins


def _returned(reasons: Sequence[Reason], way: Way) -> tuple[Bar, ...]:
    """Returns by sort, with the reasons given most."""
    rows = []
    for sort, label in SORTS.items():
        given = [reason for reason in reasons if reason.kind == sort]
        if given:
            detail = ", ".join(reason.label[0].lower() + reason.label[1:] for reason in given[:2])
            rows.append(
                (str(label), detail, sum(reason.count for reason in given), way("returned", sort=sort))
            )
    return _bars(sorted(rows, key=lambda row: -row[2]))


def _bars(rows: Sequence[tuple[str, str, int, str]]) -> tuple[Bar, ...]:
    longest = max((count for _label, _detail, count, _url in rows), default=0)
    return tuple(Bar(label, detail, count, count / longest, url) for label, detail, count, url in rows)


def _source(figures: QuarterFigures, way: Way) -> Iterable[tuple[str, Cell, str]]:
    code = next((figure.clause.code for figure in figures.figures if figure.clause.kind == "acceptance"), "")
    for source in figures.sources:
        url = way("mql", channel=source.channel)
        narrowed = way(code, channel=source.channel) if code else url
        yield source.name, Cell(source.accepted.share, source.accepted.n, "", narrowed), url


def _cell(count: Count, figure: Figure | None, url: str) -> Cell | None:
    """A rep's share of a promise, measured by the promise of all."""
    if figure is None:
        return None
    verdict = Figure(figure.clause, count).verdict
    return Cell(Figure(figure.clause, count).shown, count.n, str(verdict), url)


def _of_kind(figures: QuarterFigures, kind: str) -> Figure | None:
    return next((figure for figure in figures.figures if figure.clause.kind == kind), None)


def _rep(rep: Rep, figures: QuarterFigures, way: Way) -> RepRow:
    response, cadence = _of_kind(figures, "response"), _of_kind(figures, "cadence")
    whose: dict[str, object] = {"person": rep.person} if rep.person else {"unassigned": 1}
    return RepRow(
        name=rep.name or _("Unassigned"),
        handed_over=(rep.handed_over, way("given", **whose)),
        accepted=(rep.accepted, way("taken", **whose)),
        returned=(rep.returned, way("sent_back", **whose)),
        response=_cell(rep.response, response, way(response.clause.code, **whose) if response else ""),
        median=None if rep.median is None else timedelta(minutes=rep.median),
        cadence=_cell(rep.cadence, cadence, way(cadence.clause.code, **whose) if cadence else ""),
        found_ready=(rep.found_ready, way("sql", **whose)),
    )


def _everyone(figures: QuarterFigures, way: Way) -> RepRow:
    stages = {step.key: step.count for step in figures.funnel}
    response, cadence = _of_kind(figures, "response"), _of_kind(figures, "cadence")
    times = response.times if response else None
    return RepRow(
        name=_("All"),
        handed_over=(stages["mql"], way("mql")),
        accepted=(stages["sal"], way("sal")),
        returned=(sum(s.accepted.n - s.accepted.kept for s in figures.sources), way("sent_back")),
        response=_cell(response.count, response, way(response.clause.code)) if response else None,
        median=timedelta(minutes=times.median) if times and times.median is not None else None,
        cadence=_cell(cadence.count, cadence, way(cadence.clause.code)) if cadence else None,
        found_ready=(stages["sql"], way("sql")),
    )


def quarter_name(quarter: str) -> str:
    """Say a quarter in a small space: "Q4 2026"."""
    return f"Q{quarter[-1]} {quarters.first_day(quarter).year}"
