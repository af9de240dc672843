"""The quarterly compliance dashboard: the quarter on one page, as files to take away, and as a small score on other pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import structlog
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.models import Agreement
from agreements.rules import quarters
from leads.queries import compliance, dashboards, habits, pace, promised, scorecards
from leads.queries.promised import NothingPromised, Promised
from leads.rules.figures import QuarterFigures
from leads.views import quarter_paper, sheet
from leads.views.board import board, quarter_name, side_of, strip, way_of
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.models import User
from slaportal.accounts.roles import Permission, allows
from slaportal.typesetting import CannotBeSet
from slaportal.ui.csvfile import download
from slaportal.ui.parts import Choice

log = structlog.get_logger(__name__)


@requires(Permission.SEE_DASHBOARD)
@require_safe
def here(request: SignedInRequest) -> HttpResponse:
    """Go to the running quarter of the agreement a person most likely means; say what comes first when there is none."""
    at = timezone.now()
    agreement = dashboards.scored(request.user, at=at).first()
    past = scorecards.quarters_of(agreement, at=at) if agreement else ()
    if agreement is None or not past:
        return render(request, "leads/no_dashboard.html")
    return redirect("leads:dashboard", agreement.slug, past[-1].name)


@requires(Permission.SEE_DASHBOARD)
@require_safe
def dashboard(request: SignedInRequest, slug: str, quarter: str) -> HttpResponse:
    """Show how both sides keep their promises in a quarter (requirement D1)."""
    at = timezone.now()
    agreement = agreement_of(request.user, slug, at=at)
    figures = figures_of(agreement, quarter, at=at)
    shown = {
        "agreement": agreement,
        "board": board(agreement, figures, viewer=request.user),
        "figures": figures,
        "title": quarters.name(quarter),
        "quarter": quarter,
        "quarter_name": quarter_name(quarter),
        "quarters": _quarters(agreement, quarter, at=at),
        "agreements": _others(request.user, agreement, at=at),
        "scorecard": agreement.scorecards.filter(quarter=quarter).first() if figures.closed else None,
        "review": agreement.reviews.filter(quarter=quarter).order_by("is_early").first(),
        "may_call": allows(request.user, Permission.CALL_REVIEWS) and agreement.side_led_by(request.user),
        "may_export": allows(request.user, Permission.EXPORT),
        "at": at,
    }
    return render(request, "leads/dashboard.html", shown)


@requires(Permission.EXPORT)
@require_safe
def csv(request: SignedInRequest, slug: str, quarter: str) -> HttpResponseBase:
    """Hand out a quarter's figures as a file."""
    at = timezone.now()
    agreement = agreement_of(request.user, slug, at=at)
    figures = figures_of(agreement, quarter, at=at)
    return download(f"{slug}-{quarter}.csv", sheet.HEADER, sheet.rows(figures))


@requires(Permission.EXPORT)
@require_safe
def pdf(request: SignedInRequest, slug: str, quarter: str) -> HttpResponse:
    """Hand out a quarter as a document to print or to pass on."""
    at = timezone.now()
    agreement = agreement_of(request.user, slug, at=at)
    shown = board(agreement, figures_of(agreement, quarter, at=at), viewer=request.user)
    try:
        content = quarter_paper.pdf_of(agreement, shown, at=at)
    except CannotBeSet as error:
        log.error("document_not_made", agreement=slug, quarter=quarter, error=str(error))
        messages.error(
            request, _("The document could not be made. Every figure is on this page and in the CSV file.")
        )
        return redirect("leads:dashboard", slug, quarter)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{slug}-{quarter}.pdf"',
            "Cache-Control": "private",
        },
    )


@requires(Permission.SEE_DASHBOARD)
@require_safe
def patterns(request: SignedInRequest, slug: str, quarter: str) -> HttpResponse:
    """Show the fragment with hints at odd patterns in the entries of a quarter (requirement D5)."""
    of = promised_in(agreement_of(request.user, slug, at=timezone.now()), quarter, at=timezone.now())
    return render(request, "leads/_patterns.html", {"hints": habits.hints(of.frame), "quarter": quarter})


@requires(Permission.SEE_DASHBOARD)
@require_safe
def scoreboard(request: SignedInRequest, slug: str = "") -> HttpResponse:
    """Show the fragment with the running quarter of an agreement, or of the one a person most likely means."""
    at = timezone.now()
    scored = dashboards.scored(request.user, at=at)
    agreement = get_object_or_404(scored, slug=slug) if slug else scored.first()
    past = scorecards.quarters_of(agreement, at=at) if agreement else ()
    if agreement is None or not past:
        return render(request, "leads/_scoreboard.html", {"agreement": None})
    quarter = past[-1].name
    of = promised_in(agreement, quarter, at=at)
    figures = compliance.for_quarter(agreement, quarter, at=at)
    way = way_of(agreement, quarter)
    today = pace.today(of.frame)
    shown = {
        "agreement": agreement,
        "figures": figures,
        "quarter": quarter,
        "sides": [side_of(agreement, figures, side, viewer=request.user) for side in ("marketing", "sales")],
        "today": today,
        "bar": strip(figures),
        "is_yesterday": (of.frame.today - today.since).days == 1,
        "ways": {
            figure: way(figure, since=today.since)
            for figure in ("mql", "accepted", "returned", "opportunities", "late")
        },
        "overdue_url": way("overdue"),
        "volume": next((figure.clause.code for figure in figures.figures if figure.pace), ""),
        "volume_url": way(next((figure.clause.code for figure in figures.figures if figure.pace), "mql")),
    }
    return render(request, "leads/_scoreboard.html", shown)


def agreement_of(user: User, slug: str, *, at: datetime) -> Agreement:
    """Return an agreement that has a score; 404 for one that the person may not read or that was never in force."""
    return get_object_or_404(dashboards.scored(user, at=at), slug=slug)


def figures_of(agreement: Agreement, quarter: str, *, at: datetime) -> QuarterFigures:
    """Return a quarter's figures; 404 for one in which nothing was promised and for what names no quarter."""
    with _else_not_found(quarter):
        return compliance.for_quarter(agreement, quarter, at=at)


def promised_in(agreement: Agreement, quarter: str, *, at: datetime) -> Promised:
    """Return what was promised in a quarter, seen from its closing once it is closed; 404 as above."""
    closed = agreement.scorecards.filter(quarter=quarter).values_list("counted_at", flat=True).first()
    with _else_not_found(quarter):
        return promised.in_quarter(agreement, quarter, at=closed or at)


@contextmanager
def _else_not_found(quarter: str) -> Iterator[None]:
    try:
        quarters.first_day(quarter)
    except ValueError as error:
        raise Http404(str(error)) from error
    try:
        yield
    except NothingPromised as error:
        raise Http404(str(error)) from error


def _quarters(agreement: Agreement, quarter: str, *, at: datetime) -> list[Choice]:
    """The quarters to choose from, newest first; a closed one wears a lock."""
    return [
        Choice(
            quarter_name(each.name),
            reverse("leads:dashboard", args=[agreement.slug, each.name]),
            current=each.name == quarter,
            icon="lock" if each.closed else "",
        )
        for each in reversed(scorecards.quarters_of(agreement, at=at))
    ]


def _others(user: User, agreement: Agreement, *, at: datetime) -> list[Choice]:
    """The agreements to choose from, where there is a choice."""
    choices = [
        Choice(
            str(each), reverse("leads:dashboard", args=[each.slug, quarters.of(at.date())]), each == agreement
        )
        for each in dashboards.scored(user, at=at)
    ]
    return choices if len(choices) > 1 else []
