"""All leads: the list with its filters, and the same as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from leads.forms.narrowing import ListForm
from leads.models import Lead
from leads.queries import register
from leads.queries.register import SHELVES, Wish
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.roles import Permission, allows
from slaportal.ui.csvfile import download
from slaportal.ui.parts import Choice

HEADER = (
    "number", "name", "title", "company", "e-mail", "telephone", "country", "agreement", "source", "stage", "with",
    "criteria missing", "came in", "qualified", "handed over", "last activity", "outcome", "deal value", "currency",
)  # fmt: skip


@requires(Permission.SEE_QUEUE)
@require_safe
def leads(request: SignedInRequest) -> HttpResponse:
    """List the leads a person may see, newest first."""
    form = ListForm(request.GET, user=request.user)
    shown = {
        "at": timezone.now(),
        "form": form,
        "page": register.page(request.user, form.wish, number=form.page_number),
        "tabs": _tabs(request.GET, form.wish),
        "empty": SHELVES[form.wish.shelf].empty,
        "is_narrowed": form.wish != Wish(form.wish.shelf),
        "may_bring": allows(request.user, Permission.BRING_LEADS),
        "may_export": allows(request.user, Permission.EXPORT),
    }
    return render(request, "leads/list.html", shown)


@requires(Permission.EXPORT)
@require_safe
def export(request: SignedInRequest) -> HttpResponseBase:
    """Give what the list shows as a file; every lead in it is one the person may see."""
    form = ListForm(request.GET, user=request.user)
    name = f"leads-{timezone.localdate():%Y-%m-%d}.csv"
    return download(name, HEADER, _rows(register.rows(request.user, form.wish)))


def _rows(leads: Iterator[Lead]) -> Iterator[tuple[Any, ...]]:
    for lead in leads:
        moments = (lead.created_at, lead.qualified_at, lead.handed_over_at, lead.last_activity_at)
        came_in, qualified, handed_over, last_activity = (
            f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else "" for moment in moments
        )
        yield (
            lead.reference, lead.name, lead.title, lead.company, lead.email, lead.phone, lead.country,
            str(lead.agreement), lead.channel.name, lead.get_stage_display(), str(lead.owner or ""),
            "" if lead.near_miss is None else lead.near_miss, came_in, qualified, handed_over, last_activity,
            lead.outcome, "" if lead.deal_value is None else lead.deal_value,
            "" if lead.deal_value is None else lead.agreement.currency,
        )  # fmt: skip


def _tabs(query: QueryDict, wish: Wish) -> list[Choice]:
    """Return the shelves; the other wishes stay."""
    tabs = []
    for key, shelf in SHELVES.items():
        said = query.copy()
        said.pop("page", None)
        said["show"] = key
        address = f"{reverse('leads:list')}?{said.urlencode()}"
        tabs.append(Choice(str(shelf.label), address, current=key == wish.shelf))
    return tabs
