"""The queue: a worksheet of what is due next, and the preview of the lead in use."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from leads.forms.narrowing import QueueForm
from leads.queries import presets, worksheet
from leads.queries.counts import Counts
from leads.queries.presets import PRESETS
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.roles import Permission, allows
from slaportal.ui.parts import Choice

#: What an empty tab says: icon, title, text.
EMPTY: Mapping[str, tuple[str, str | Promise, str | Promise]] = {
    "all": (
        "inbox",
        gettext_lazy("Nothing waits for you"),
        gettext_lazy("The next lead shows here the moment marketing hands it over, with its clocks running."),
    ),
    "due_soon": (
        "clock",
        gettext_lazy("Nothing else is due today"),
        gettext_lazy("What is due later stands under All."),
    ),
    "overdue": (
        "circle-check",
        gettext_lazy("Nothing is overdue"),
        gettext_lazy("Every promise that has come due was kept or answered."),
    ),
    "no_attempt": (
        "circle-check",
        gettext_lazy("Every lead has been tried"),
        gettext_lazy("Leads nobody has called or written to yet show here."),
    ),
    "cadence_behind": (
        "circle-check",
        gettext_lazy("No cadence is behind"),
        gettext_lazy("Leads show here when touches are missing and the time for them is nearly over."),
    ),
    "unassigned": (
        "circle-check",
        gettext_lazy("Every lead has an owner"),
        gettext_lazy("Leads show here when nobody in their territory could take them."),
    ),
    "returned": (
        "inbox",
        gettext_lazy("No lead was returned"),
        gettext_lazy("Leads that went back to marketing stay here until they are handed over again."),
    ),
    "recycled": (
        "recycle",
        gettext_lazy("No lead rests"),
        gettext_lazy("Leads sent back to nurture wait here for the day they are judged again."),
    ),
}
_NARROWED = (
    "filter",
    gettext_lazy("No lead fits the filter"),
    gettext_lazy("Take the filter away, or look among the team’s leads."),
)


@requires(Permission.SEE_QUEUE)
@require_safe
def queue(request: SignedInRequest) -> HttpResponse:
    """Show one tab of the queue."""
    asked, now = QueueForm(request.GET, user=request.user), timezone.now()
    sheet = worksheet.of(
        request.user,
        preset=asked.chosen_preset,
        scope=asked.chosen_scope,
        only=asked.only,
        page=asked.page_number,
        at=now,
    )
    rows = sheet.page.rows
    shown = {
        "at": now,
        "sheet": sheet,
        "first": rows[0] if rows else None,
        "common": next((row.face for row in rows if row.face), None),
        "doors": doors(),
        "around": around(request.GET),
        "tabs": tabs(request.GET, asked, sheet.counts),
        "scopes": _scopes(request.GET, asked, sheet.counts),
        "empty": _NARROWED if sheet.is_narrowed else EMPTY[asked.chosen_preset],
        "may_work": allows(request.user, Permission.WORK_LEADS) and not sheet.preset.ended,
        "may_bring": allows(request.user, Permission.BRING_LEADS),
    }
    return render(request, "leads/queue.html", shown)


@requires(Permission.SEE_QUEUE)
@require_safe
def narrow(request: SignedInRequest) -> HttpResponse:
    """Show the form that narrows the queue down: as the panel under its button, or as a page."""
    asked = QueueForm(request.GET, user=request.user)
    part = "#form" if request.headers.get("HX-Request") == "true" else ""
    return render(request, f"leads/queue_filter.html{part}", {"form": asked})


def doors() -> dict[str, str]:
    """Return the addresses of what can be done with a lead, with ``__id__`` where its key goes (rows.js puts it in)."""
    return {
        name: _pattern(f"leads:{name}")
        for name in ("preview", "touch", "accept", "return", "disqualify", "plan")
    }


def around(query: QueryDict) -> tuple[str, str]:
    """Return what stands before and after a lead's key in the address of its page, which keeps the list it is read in."""
    before, after = _pattern("leads:detail").split("__id__")
    place = {key: query[key] for key in ("preset", "scope") if query.get(key)}
    return before, f"{after}?{urlencode(place)}" if place else after


def _pattern(name: str) -> str:
    return reverse(name, args=[0]).replace("/0/", "/__id__/")


def tabs(query: QueryDict, asked: QueueForm, counts: Counts) -> list[Choice]:
    """Return the presets with their counts; nobody sees the tab for unassigned leads while there are none."""
    return [
        Choice(
            str(PRESETS[key].label),
            _address(query, preset=key),
            current=key == asked.chosen_preset,
            count=number.count,
            more=number.more,
        )
        for key, number in counts.presets.items()
        if key != "unassigned" or number.count or key == asked.chosen_preset
    ]


def _scopes(query: QueryDict, asked: QueueForm, counts: Counts) -> list[Choice]:
    labels = {"mine": _("Mine"), "team": _("Team")}
    return [
        Choice(
            labels[scope],
            _address(query, scope=scope, owner=""),
            current=scope == asked.chosen_scope,
            count=counts.scopes[scope].count,
            more=counts.scopes[scope].more,
        )
        for scope in sorted(presets.scopes_of(asked.user))
    ]


def _address(query: QueryDict, **changes: str) -> str:
    """Return the queue's address with other wishes, on its first page."""
    wishes = {key: query.get(key, "") for key in ("preset", "scope", "q", "due", "owner")} | changes
    said = QueryDict(mutable=True)
    said.update({key: value for key, value in wishes.items() if value})
    return f"{reverse('leads:queue')}?{said.urlencode()}" if said else reverse("leads:queue")
