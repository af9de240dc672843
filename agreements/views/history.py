"""The history of an agreement, narrowed and paged, and the same as a file."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements.models import Agreement
from agreements.operations import exporting
from agreements.queries import history as queries
from agreements.views import found
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.roles import Permission, allows
from slaportal.audit import timeline
from slaportal.audit.exporting import FORMATS, as_file
from slaportal.audit.forms import HistoryForm
from slaportal.audit.timeline import Place
from slaportal.ui import telling

LINES = 50


@requires(Permission.SEE_AGREEMENTS)
@require_safe
def history(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show what happened to an agreement: who, when, what, from what to what, why."""
    agreement, at = found.agreement(request.user, slug), timezone.now()
    form = _form(request, agreement)
    page = timeline.page(
        queries.strands_of(agreement, request.user), form.wish, after=form.after_place, size=LINES
    )
    shown = {
        "agreement": agreement,
        "told": telling.told(
            page,
            form,
            address=reverse("agreements:history", args=[slug]),
            at=at,
            goes_on="rest" in request.GET,
        ),
        "export_url": reverse("agreements:history_export", args=[slug]),
        "may_export": allows(request.user, Permission.EXPORT),
        "at": at,
    }
    return render(request, f"agreements/history.html{telling.part(request)}", shown)


@requires(Permission.EXPORT)
@require_POST
def export(request: SignedInRequest, slug: str) -> HttpResponseBase:
    """Give what the filter shows as a file, and keep in the ledger that it was taken."""
    agreement, at = found.agreement(request.user, slug), timezone.now()
    format = request.POST.get("format", "")
    if format not in FORMATS:
        raise Http404
    form = _form(request, agreement)
    strands, until_now = queries.strands_of(agreement, request.user), Place(at, 0, 0)
    exporting.record(
        agreement,
        subject=_("the agreement"),
        format=format,
        filter=form.in_words,
        lines=timeline.count(strands, form.wish, after=until_now),
        at=at,
        by=request.user,
    )
    return as_file(
        format,
        f"history-{slug}-{timezone.localdate(at):%Y-%m-%d}",
        timeline.every(strands, form.wish, after=until_now),
        zone=request.user.zone,
        head={"of": str(agreement), "exported_at": at.isoformat(), "filter": form.in_words},
    )


def _form(request: SignedInRequest, agreement: Agreement) -> HistoryForm:
    topics = [(key, topic.label) for key, topic in queries.TOPICS.items()]
    return HistoryForm(request.POST or request.GET, topics=topics, people=queries.people_in(agreement))
