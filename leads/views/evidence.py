"""The leads behind a figure: a list to narrow, to page through and to take along."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from leads.forms.evidence import EvidenceForm
from leads.queries import evidence, sight
from leads.queries.evidence import NoSuchFigure, Selection
from leads.queries.promised import Promised
from leads.views import behind
from leads.views.board import quarter_name, way_of
from leads.views.dashboard import agreement_of, figures_of, promised_in
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.models import User
from slaportal.accounts.roles import Permission, allows
from slaportal.ui.csvfile import download
from slaportal.ui.parts import Choice

PAGE = 50
CHUNK = 2000
HEADER = (
    "lead",
    "name",
    "company",
    "owner",
    "counted_at",
    "clause",
    "due_at",
    "answered_at",
    "result",
    "said",
)


@requires(Permission.SEE_DASHBOARD)
@require_safe
def figure(request: SignedInRequest, slug: str, quarter: str, figure: str) -> HttpResponse:
    """List the leads a figure counted, each with the fact that made it count."""
    at = timezone.now()
    agreement = agreement_of(request.user, slug, at=at)
    of = promised_in(agreement, quarter, at=at)
    selection = _selection(request, figure)
    rows, parts = _rows(of, selection)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    counted = figures_of(agreement, quarter, at=at).figure(figure)
    way = way_of(agreement, quarter)
    name, said = behind.heading(selection, counted)
    facts = evidence.facts(page.object_list, of)
    shown = {
        "agreement": agreement,
        "name": name,
        "code": figure if counted else "",
        "verdict": str(counted.verdict) if counted else "",
        "said": said,
        "steps": [
            Choice(str(agreement), reverse("leads:dashboard", args=[slug, quarter])),
            Choice(quarter_name(quarter), reverse("leads:dashboard", args=[slug, quarter])),
        ],
        "tabs": behind.tabs(selection, counted, way, parts) if len(parts) > 1 else [],
        "chips": behind.chips(selection, of, way),
        "page": page,
        "total": page.paginator.count,
        "lines": list(behind.lines(facts, of, selection, open_to=_open_to(request.user, facts))),
        "has_clocks": any(fact.due_at for fact in facts),
        "csv": f"{reverse('leads:figure_csv', args=[slug, quarter, figure])}?{request.GET.urlencode()}",
        "may_export": allows(request.user, Permission.EXPORT),
        "dashboard": reverse("leads:dashboard", args=[slug, quarter]),
        "at": at,
    }
    return render(request, "leads/evidence.html", shown)


@requires(Permission.EXPORT)
@require_safe
def csv(request: SignedInRequest, slug: str, quarter: str, figure: str) -> HttpResponseBase:
    """Hand out the leads behind a figure as a file."""
    at = timezone.now()
    of = promised_in(agreement_of(request.user, slug, at=at), quarter, at=at)
    selection = _selection(request, figure)
    rows, _parts = _rows(of, selection)
    return download(f"{slug}-{quarter}-{figure}.csv", HEADER, _cells(rows, of, selection, request.user))


def _selection(request: SignedInRequest, figure: str) -> Selection:
    form = EvidenceForm(request.GET)
    if not form.is_valid():
        raise Http404(_("The address asks for something no figure has."))
    return form.selection(figure)


def _rows(of: Promised, selection: Selection) -> tuple[QuerySet[Any], tuple[evidence.Part, ...]]:
    try:
        return evidence.leads_behind(of, selection), evidence.parts_of(of, selection.figure)
    except NoSuchFigure as error:
        raise Http404(str(error)) from error


def _open_to(user: User, facts: list[evidence.Fact]) -> set[int]:
    leads = {fact.lead.pk for fact in facts}
    return set(sight.leads_visible_to(user).filter(pk__in=leads).values_list("pk", flat=True))


def _cells(
    rows: QuerySet[Any], of: Promised, selection: Selection, user: User
) -> Iterator[tuple[object, ...]]:
    """Write all rows, some thousands at a time."""
    for start in range(0, rows.count(), CHUNK):
        facts = evidence.facts(rows[start : start + CHUNK], of)
        may_open = _open_to(user, facts)
        for fact, line in zip(facts, behind.lines(facts, of, selection, open_to=may_open), strict=True):
            moments = (fact.at, fact.due_at, fact.met_at)
            counted_at, due_at, met_at = (moment.isoformat() if moment else "" for moment in moments)
            yield (
                fact.lead.reference,
                line.lead,
                line.company,
                line.owner,
                counted_at,
                fact.clause,
                due_at,
                met_at,
                fact.result,
                line.said,
            )
