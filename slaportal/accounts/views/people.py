"""The administrator's screens for people."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from slaportal.accounts import past, queries
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.forms import ChangePersonForm, NewPersonForm, ReasonForm
from slaportal.accounts.models import User
from slaportal.accounts.operations import staffing
from slaportal.accounts.roles import POLICY, Permission, Role, roles_of
from slaportal.errors import Refused

PAGE = 50


@requires(Permission.MANAGE_PEOPLE)
@require_safe
def people(request: SignedInRequest) -> HttpResponse:
    """List people, those who left apart, with a search over name, address and title."""
    text, gone = request.GET.get("q", "").strip(), "gone" in request.GET
    page = Paginator(queries.people(text=text, active=not gone), PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/people.html", {"page": page, "text": text, "gone": gone})


@requires(Permission.MANAGE_PEOPLE)
def add(request: SignedInRequest) -> HttpResponse:
    """Enter somebody new."""
    form = NewPersonForm(request.POST or None, initial={"time_zone": request.user.time_zone})
    if request.method == "POST" and form.is_valid():
        try:
            person = staffing.add(**form.cleaned_data, at=timezone.now(), by=request.user)
        except staffing.EmailTaken as refused:
            form.add_error("email", str(refused))
        else:
            messages.success(
                request, _("%(person)s was entered and gets an invitation by e-mail.") % {"person": person}
            )
            return redirect("accounts:person", person.pk)
    return render(request, "accounts/person_new.html", {"form": form}, status=422 if form.errors else 200)


@requires(Permission.MANAGE_PEOPLE)
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one person with their history, and change what is known of them."""
    whom = get_object_or_404(User, pk=pk)
    form = ChangePersonForm(request.POST or None, initial=_known(whom))
    if request.method == "POST" and form.is_valid():
        try:
            changed = staffing.change(
                whom, form.changes, why=form.cleaned_data["why"], at=timezone.now(), by=request.user
            )
        except Refused as refused:
            form.add_error("email" if isinstance(refused, staffing.EmailTaken) else None, str(refused))
        else:
            messages.success(request, _("Saved.") if changed else _("Nothing was different."))
            return redirect("accounts:person", pk)
    shown = {
        "whom": get_object_or_404(queries.people(active=None), pk=pk),
        "form": form,
        "reason": ReasonForm(auto_id="reason_%s"),
        "roles": sorted(roles_of(whom), key=list(Role).index),
        "absences": queries.absences(User.objects.filter(pk=pk), ending_from=timezone.localdate()),
        "past": past.of_person(whom),
    }
    return render(request, "accounts/person.html", shown, status=422 if form.errors else 200)


@requires(Permission.MANAGE_PEOPLE)
@require_POST
def deactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let somebody go."""
    whom = get_object_or_404(User, pk=pk)
    try:
        staffing.deactivate(whom, why=_why(request), at=timezone.now(), by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(person)s was deactivated.") % {"person": whom})
    return redirect("accounts:person", pk)


@requires(Permission.MANAGE_PEOPLE)
@require_POST
def bring_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let somebody in again."""
    whom = get_object_or_404(User, pk=pk)
    staffing.bring_back(whom, why=_why(request), at=timezone.now(), by=request.user)
    messages.success(request, _("%(person)s may sign in again.") % {"person": whom})
    return redirect("accounts:person", pk)


@requires(Permission.MANAGE_PEOPLE)
@require_POST
def send_new_password(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a person the link with which they choose a new password."""
    whom = get_object_or_404(User, pk=pk, is_active=True)
    staffing.send_new_password(whom, at=timezone.now(), by=request.user)
    messages.success(
        request, _("A link to a new password is on its way to %(email)s.") % {"email": whom.email}
    )
    return redirect("accounts:person", pk)


@requires(Permission.MANAGE_PEOPLE)
@require_safe
def roles(request: SignedInRequest) -> HttpResponse:
    """Show the whole policy as one table."""
    rows = [(permission, [permission in POLICY[role] for role in Role]) for permission in Permission]
    return render(request, "accounts/roles.html", {"roles": list(Role), "rows": rows})


def _known(whom: User) -> dict[str, object]:
    """What the form shows of a person before it is changed."""
    return {name: getattr(whom, name) for name in ChangePersonForm.base_fields if name != "why"}


def _why(request: SignedInRequest) -> str:
    form = ReasonForm(request.POST)
    return form.cleaned_data["why"] if form.is_valid() else ""
