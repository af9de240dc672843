"""The administrator's screens for teams."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from slaportal.accounts import past, queries
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.forms import ChangeTeamForm, SeatFormSet, TeamForm, seats_of
from slaportal.accounts.models import Team
from slaportal.accounts.operations import teaming
from slaportal.accounts.roles import Permission
from slaportal.errors import Refused


@requires(Permission.MANAGE_PEOPLE)
@require_safe
def teams(request: SignedInRequest) -> HttpResponse:
    """List the teams of both sides with their leaders and territory."""
    return render(request, "accounts/teams.html", {"teams": queries.teams()})


@requires(Permission.MANAGE_PEOPLE)
def add(request: SignedInRequest) -> HttpResponse:
    """Found a team."""
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            team = teaming.found(**form.cleaned_data, at=timezone.now(), by=request.user)
        except teaming.NameTaken as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, _("%(team)s was founded. Now add its people.") % {"team": team})
            return redirect("accounts:team", team.pk)
    return render(request, "accounts/team_new.html", {"form": form}, status=422 if form.errors else 200)


@requires(Permission.MANAGE_PEOPLE)
def team(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one team with its history, and change it and its places."""
    which = get_object_or_404(Team, pk=pk)
    places = which.memberships.order_by("role", "user__full_name")
    form = ChangeTeamForm(request.POST or None, initial=_known(which))
    seats = SeatFormSet(
        request.POST or None,
        prefix="seats",
        initial=[
            {"person": place.user_id, "role": place.role, "weight": place.weight, "capacity": place.capacity}
            for place in places
        ],
        form_kwargs={"people": queries.for_team(which)},
    )
    if request.method == "POST" and form.is_valid() and seats.is_valid():
        try:
            teaming.change(
                which, **form.cleaned_data, seats=seats_of(seats), at=timezone.now(), by=request.user
            )
        except Refused as refused:
            form.add_error("name" if isinstance(refused, teaming.NameTaken) else None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:team", pk)
    refused_form = form.errors or (seats.is_bound and not seats.is_valid())
    shown = {"team": which, "form": form, "seats": seats, "past": past.of_team(which)}
    return render(request, "accounts/team.html", shown, status=422 if refused_form else 200)


def _known(which: Team) -> dict[str, object]:
    """What the form shows of a team before it is changed."""
    return {
        "name": which.name,
        "side": which.side,
        "countries": ", ".join(which.countries),
        "is_active": which.is_active,
    }
