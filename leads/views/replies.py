"""How a door answers after something was done with a lead: on the queue with the row as it now is, else with its page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from leads.forms.narrowing import QueueForm
from leads.models import Lead
from leads.queries import counts, queue, worksheet
from leads.views.queue import around, tabs
from slaportal.accounts.access import SignedInRequest
from slaportal.errors import Refused
from slaportal.ui.parts import Choice


@dataclass(frozen=True, slots=True)
class Dialog:
    """What a dialog about a lead says: its title, a sentence below it, its button, and other forms one may switch to."""

    title: str
    go: str
    intro: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, in words, and the address that takes it back."""

    said: str
    undo_url: str = ""


def play(
    request: SignedInRequest, lead: Lead, form: Form, dialog: Dialog, do: Callable[[dict[str, Any]], Done]
) -> HttpResponse:
    """Ask by a dialog (or a page), and do what was asked; what is refused comes back with everything that was written."""
    if request.method != "POST":
        return _ask(request, lead, form, dialog)
    if form.is_valid():
        try:
            done = do(form.cleaned_data)
        except Refused as refused:
            if "quick" in request.POST:
                return refuse(request, lead, refused)
            form.add_error(None, str(refused))
        else:
            return answer(request, lead, done)
    return _ask(request, lead, form, dialog, status=422)


def at_once(request: SignedInRequest, lead: Lead, do: Callable[[], Done]) -> HttpResponse:
    """Do what needs no question."""
    try:
        done = do()
    except Refused as refused:
        return refuse(request, lead, refused)
    return answer(request, lead, done)


def answer(request: SignedInRequest, lead: Lead, done: Done) -> HttpResponse:
    """Say what was done, where the person is."""
    if (wishes := _queue_in_front(request)) is not None:
        return _row(request, lead, wishes, {"said": done.said, "undo_url": done.undo_url, "tone": "ok"})
    messages.success(request, done.said, extra_tags=done.undo_url)
    return _to_the_lead(request, lead)


def refuse(request: SignedInRequest, lead: Lead, refused: Refused) -> HttpResponse:
    """Say why nothing was done, where the person is."""
    if (wishes := _queue_in_front(request)) is not None:
        return _row(request, lead, wishes, {"said": str(refused), "tone": "bad"})
    messages.error(request, str(refused))
    return _to_the_lead(request, lead)


def _ask(request: SignedInRequest, lead: Lead, form: Form, dialog: Dialog, status: int = 200) -> HttpResponse:
    part = "#dialog" if _is_fragment(request) else ""
    shown = {"lead": lead, "form": form, "dialog": dialog}
    return render(request, f"leads/act.html{part}", shown, status=status)


def _row(request: SignedInRequest, lead: Lead, wishes: QueryDict, said: dict[str, str]) -> HttpResponse:
    """Answer for the queue: the row as it now is (gone, when the lead has left it), the tabs counted again, and a toast."""
    at: datetime = timezone.now()
    asked = QueueForm(wishes, user=request.user)
    row = queue.row_of(lead.pk, request.user, at=at)
    numbers = counts.of(request.user, scope=asked.chosen_scope, at=at)
    shown = {
        "at": at,
        "lead": lead,
        "line": worksheet.line(row, at=at, names_owner=asked.chosen_scope == "team") if row else None,
        "common": None,
        "around": around(wishes),
        "tabs": tabs(wishes, asked, numbers),
        "is_fresh": True,
        **said,
    }
    return render(request, "leads/queue.html#done", shown)


def _to_the_lead(request: SignedInRequest, lead: Lead) -> HttpResponse:
    place = {key: request.GET[key] for key in ("preset", "scope") if request.GET.get(key)}
    address = reverse("leads:detail", args=[lead.pk], query=place)
    if _is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _queue_in_front(request: SignedInRequest) -> QueryDict | None:
    """Return what the queue on the person's screen shows, None when they look at something else."""
    if not _is_fragment(request):
        return None
    current = urlsplit(request.headers.get("HX-Current-URL", ""))
    return QueryDict(current.query) if current.path == reverse("leads:queue") else None


def _is_fragment(request: SignedInRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
