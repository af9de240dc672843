"""The forecast beside a draft: the definition on past leads, advice, and how many leads remain at each criterion."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import formats, timezone
from django.views.decorators.http import require_http_methods

from agreements import queries as agreements
from agreements.models import Version
from agreements.operations import forecasting
from agreements.rules.criteria import advice, notation
from agreements.rules.criteria.advice import ForecastFacts
from agreements.rules.criteria.notation import Malformed
from agreements.rules.terms import Terms
from leads.queries import backtest
from leads.rules.forecast import Forecast
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.models import User
from slaportal.accounts.roles import Permission
from slaportal.ui import charts


@requires(Permission.SEE_AGREEMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def forecast(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the fragment with a draft's run on past leads; a POST runs it, and the run is kept with the draft."""
    at = timezone.now()
    version = _version(request.user, pk)
    terms = agreements.terms_of(version)
    try:
        node = notation.parse(terms.definition)
        found = _kept(version, terms, at=at)
        if request.method == "POST" or not version.is_open:
            found = found or backtest.run(version, at=at)
            forecasting.keep_forecast(version, found.to_document())
    except Malformed as malformed:
        return render(request, "leads/_forecast.html", {"version": version, "faults": malformed.faults})
    if found is None:
        return render(request, "leads/_forecast.html", {"version": version, "is_waiting": True})
    volume = terms.clause("volume")
    promised = volume.leads if volume else None
    facts = ForecastFacts(found.leads, found.known, found.a_quarter, promised) if found.leads else None
    shown = {
        "version": version,
        "forecast": found,
        "promised": promised,
        "short": max(0, (promised or 0) - found.a_quarter),
        "chart": _chart(found, promised),
        "advice": advice.advise(node, terms.required, facts),
        "at": at,
    }
    return render(request, "leads/_forecast.html", shown)


def _version(user: User, pk: int) -> Version:
    visible = agreements.visible_to(user)
    return get_object_or_404(Version.objects.select_related("agreement"), pk=pk, agreement__in=visible)


def _kept(version: Version, terms: Terms, *, at: datetime) -> Forecast | None:
    """The run kept with the version, while it is of this definition and of today; of a signed one, as it was signed."""
    if version.forecast is None:
        return None
    kept = Forecast.from_document(version.forecast)
    return kept if kept.holds_for(terms.definition, at=at if version.is_open else kept.ran_at) else None


def _chart(found: Forecast, promised: int | None) -> charts.Stacked:
    """The months since leads first came in, which are the ones that the figure beside it is taken from."""
    months = [
        charts.Month(formats.date_format(month.first, "M"), month.qualified, month.accepted, month.won)
        for month in found.months[-found.measured_months :]
    ]
    return charts.stacked(months, promise=promised / 3 if promised else None)
