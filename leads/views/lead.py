"""The page of one lead, its story, and the preview of it beside the queue."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from leads.forms.narrowing import QueueForm
from leads.models import Lead
from leads.queries import portrait, story
from leads.views import found
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.roles import Permission
from slaportal.ui.parts import Choice

#: How far a lead can be taken, as the menu offers it: what for, icon, words.
FURTHER = (
    ("sql", "user-check", gettext_lazy("Found ready (SQL)")),
    ("opportunity", "target-arrow", gettext_lazy("Make it an opportunity")),
    ("won", "award", gettext_lazy("Won")),
    ("lost", "x", gettext_lazy("Lost")),
)


@requires(Permission.SEE_QUEUE)
@require_safe
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show everything about a lead on one page; ``?story=`` chooses a tab of its story."""
    lead, now = found.lead(request.user, pk), timezone.now()
    shown = portrait.of(lead, request.user, at=now)
    asked = QueueForm(request.GET, user=request.user)
    place = {key: request.GET[key] for key in ("preset", "scope") if request.GET.get(key)}
    context = {
        "at": now,
        "lead": lead,
        "shown": shown,
        "beside": portrait.beside(
            shown.stint, request.user, preset=asked.chosen_preset, scope=asked.chosen_scope, at=now
        ),
        "place": urlencode(place),
        "further": FURTHER,
        **_story(request, lead),
    }
    return render(request, "leads/detail.html", context)


@requires(Permission.SEE_QUEUE)
@require_safe
def tell(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one tab of a lead's story."""
    lead = found.lead(request.user, pk)
    context = {"at": timezone.now(), "lead": lead, **_story(request, lead)}
    return render(request, "leads/detail.html#story", context)


@requires(Permission.SEE_QUEUE)
@require_safe
def preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a lead beside the queue: how to reach it, its clock, why it came, what to ask."""
    lead, now = found.lead(request.user, pk), timezone.now()
    return render(
        request,
        "leads/_preview.html",
        {"at": now, "lead": lead, "shown": portrait.of(lead, request.user, at=now)},
    )


def _story(request: SignedInRequest, lead: Lead) -> dict[str, object]:
    tab = request.GET.get("story", "all")
    if tab not in story.TABS:
        raise Http404
    labels = {"all": _("All"), "touches": _("Touches"), "activity": _("Activity"), "changes": _("Changes")}
    address = reverse("leads:detail", args=[lead.pk])
    return {
        "days": portrait.told(lead, tab=tab, at=timezone.now()),
        "story_tabs": [
            Choice(labels[key], f"{address}?story={key}", current=key == tab, key=f"story={key}")
            for key in story.TABS
        ],
    }
