"""Entering one lead by hand."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from leads import notices
from leads.forms.entry import EntryForm
from leads.operations import receiving
from leads.operations.receiving import Received
from leads.queries import intake
from leads.rules.spelling import Hints
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.roles import Permission
from slaportal.errors import Refused


@requires(Permission.BRING_LEADS)
def new(request: SignedInRequest) -> HttpResponse:
    """Take in a lead that somebody types; one we know is joined by what is new."""
    form, at = EntryForm(request.POST or None, user=request.user), timezone.now()
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        hints = Hints(country=said["country"], zone=request.user.time_zone)
        try:
            received = receiving.receive(
                said["channel"],
                form.payload(),
                events=form.events(at=at),
                hints=hints,
                at=at,
                by=request.user,
            )
        except Refused as refused:
            form.add_error("channel", str(refused))
        else:
            messages.success(request, _said(received))
            return redirect(notices.page(received.lead.pk) if received.lead else "leads:new")
    has_channels = intake.open_channels(request.user, "entry").exists()
    shown = {"form": form, "has_channels": has_channels}
    return render(request, "leads/new.html", shown, status=422 if form.errors else 200)


def _said(received: Received) -> str:
    """Say what became of the lead."""
    lead, stint = received.lead, received.stint
    if lead is None:
        return _("It is kept and is worked on again in a moment.")
    known = (
        _("%(lead)s was known already and has what is new.") if received.joined else _("%(lead)s was added.")
    )
    said = known % {"lead": lead}
    if stint is not None and stint.owner is not None:
        return f"{said} " + _("It qualifies and went to %(person)s.") % {"person": stint.owner}
    return said
