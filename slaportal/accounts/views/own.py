"""What people look after themselves: their profile, when they are away, a code to prove who they are."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from slaportal.accounts import past, queries, reauthentication
from slaportal.accounts.access import SignedInRequest, open_to_signed_in
from slaportal.accounts.forms import AbsenceForm, ProfileForm
from slaportal.accounts.models import Absence
from slaportal.accounts.operations import absenting, staffing
from slaportal.accounts.roles import Role, roles_of
from slaportal.errors import Refused


@open_to_signed_in
def profile(request: SignedInRequest) -> HttpResponse:
    """Show and change one's own name, zone and letters."""
    person = get_object_or_404(queries.people(), pk=request.user.pk)
    form = ProfileForm(
        request.POST or None, initial={name: getattr(person, name) for name in ProfileForm.base_fields}
    )
    if request.method == "POST" and form.is_valid():
        staffing.change(person, form.cleaned_data, why="", at=timezone.now(), by=person)
        messages.success(request, _("Saved."))
        return redirect("accounts:profile")
    shown = {
        "whom": person,
        "form": form,
        "roles": sorted(roles_of(person), key=list(Role).index),
        "past": past.of_person(person),
    }
    return render(request, "accounts/profile.html", shown, status=422 if form.errors else 200)


@open_to_signed_in
def absences(request: SignedInRequest) -> HttpResponse:
    """Show when one is away, and for leaders their people too; plan an absence."""
    people = queries.absences_planned_by(request.user)
    form = AbsenceForm(request.POST or None, initial={"person": request.user.pk}, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            planned = absenting.plan(**form.cleaned_data, at=timezone.now(), by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("%(person)s gets no new leads on these days.") % {"person": planned.user}
            )
            return redirect("accounts:absences")
    shown = {
        "form": form,
        "rows": queries.absences(people, ending_from=timezone.localdate()),
        "for_others": people.count() > 1,
    }
    return render(request, "accounts/absences.html", shown, status=422 if form.errors else 200)


@open_to_signed_in
@require_POST
def cancel_absence(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take an absence back, one's own or that of somebody one plans for."""
    people = queries.absences_planned_by(request.user)
    absence = get_object_or_404(Absence.objects.select_related("user"), pk=pk, user__in=people)
    absenting.cancel(absence, at=timezone.now(), by=request.user)
    messages.success(request, _("Taken back."))
    return redirect("accounts:absences")


@open_to_signed_in
@require_POST
def send_code(request: SignedInRequest) -> HttpResponse:
    """Send a code to somebody whose account has no password, and go back to where it is asked for."""
    try:
        reauthentication.send_code(request.user, at=timezone.now())
        said, went = _("A code is on its way to %(email)s.") % {"email": request.user.email}, True
    except Refused as refused:
        said, went = str(refused), False
    if request.headers.get("HX-Request") == "true":
        return render(request, "accounts/_code_sent.html", {"said": said, "went": went})
    (messages.success if went else messages.error)(request, said)
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if is_ours else "accounts:profile")
