"""The history of a lead, narrowed and paged, and the same as a file."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements.operations import exporting
from leads.models import Lead
from leads.queries import story
from leads.views import found
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.roles import Permission, allows
from slaportal.audit import timeline
from slaportal.audit.exporting import FORMATS, as_file
from slaportal.audit.forms import HistoryForm
from slaportal.audit.timeline import Place
from slaportal.ui import telling


@requires(Permission.SEE_QUEUE)
@require_safe
def history(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what happened with a lead: who, when, what, from what to what, why."""
    lead, at = found.lead(request.user, pk), timezone.now()
    form = _form(request, lead)
    page = story.page(story.whole(lead, request.user, at=at), form.wish, after=form.after_place)
    shown = {
        "lead": lead,
        "told": telling.told(
            page, form, address=reverse("leads:history", args=[pk]), at=at, goes_on="rest" in request.GET
        ),
        "export_url": reverse("leads:history_export", args=[pk]),
        "may_export": allows(request.user, Permission.EXPORT),
        "at": at,
    }
    return render(request, f"leads/history.html{telling.part(request)}", shown)


@requires(Permission.EXPORT)
@require_POST
def export(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Give what the filter shows as a file, and keep in the agreement's ledger that it was taken."""
    lead, at = found.lead(request.user, pk), timezone.now()
    format = request.POST.get("format", "")
    if format not in FORMATS:
        raise Http404
    form = _form(request, lead)
    strands, until_now = story.whole(lead, request.user, at=at), Place(at, 0, 0)
    exporting.record(
        lead.agreement,
        subject=_("the lead %(lead)s, %(number)s") % {"lead": lead, "number": lead.reference},
        format=format,
        filter=form.in_words,
        lines=timeline.count(strands, form.wish, after=until_now),
        at=at,
        by=request.user,
    )
    return as_file(
        format,
        f"history-{lead.reference}-{timezone.localdate(at):%Y-%m-%d}",
        timeline.every(strands, form.wish, after=until_now),
        zone=request.user.zone,
        head={"of": f"{lead}, {lead.reference}", "exported_at": at.isoformat(), "filter": form.in_words},
    )


def _form(request: SignedInRequest, lead: Lead) -> HistoryForm:
    return HistoryForm(request.POST or request.GET, topics=story.TOPICS.items(), people=story.people_in(lead))
