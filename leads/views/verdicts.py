"""How each promise stands in the running quarter, put beside its text on the agreement's own page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.rules import quarters
from leads.queries import scorecards
from leads.views.board import side_of
from leads.views.dashboard import agreement_of, figures_of
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.roles import Permission


@requires(Permission.SEE_DASHBOARD)
@require_safe
def verdicts(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the fragment that fills the places of an agreement's page; 404 where nothing has been in force."""
    at = timezone.now()
    agreement = agreement_of(request.user, slug, at=at)
    quarter = scorecards.quarters_of(agreement, at=at)[-1].name
    figures = figures_of(agreement, quarter, at=at)
    sides = [side_of(agreement, figures, side, viewer=request.user) for side in ("marketing", "sales")]
    shown = {
        "sides": [(side, figures.kept(side.side)) for side in sides],
        "quarter": quarters.name(quarter),
    }
    return render(request, "leads/_verdicts.html", shown)
