"""Substitutes: a leader names who signs in their place for a time, and revokes it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agreements.forms.substituting import SubstituteForm
from agreements.models import Substitution
from agreements.operations import drafting, substituting
from agreements.views import found, going
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.roles import Permission
from slaportal.errors import Refused

#: Which field of the form a refusal belongs to.
_FIELD: dict[type[Refused], str] = {
    substituting.WrongPerson: "substitute",
    substituting.AlreadyNamed: "first_day",
    drafting.WrongDate: "last_day",
}


@requires(Permission.SIGN_AGREEMENTS)
def name(request: SignedInRequest, slug: str) -> HttpResponse:
    """Name a substitute for a period."""
    agreement = found.agreement(request.user, slug)
    form = SubstituteForm(request.POST or None, agreement=agreement)
    if request.method == "POST" and form.is_valid():
        try:
            made = substituting.name(agreement, **form.cleaned_data, at=timezone.now(), by=request.user)
        except Refused as refused:
            form.add_error(_FIELD.get(type(refused)), str(refused))
        else:
            messages.success(
                request,
                _("%(person)s may sign in your place then, and was told.") % {"person": made.substitute},
            )
            return redirect("agreements:detail", slug)
    shown = {"agreement": agreement, "form": form}
    return render(request, "agreements/substitute.html", shown, status=422 if form.errors else 200)


@requires(Permission.SIGN_AGREEMENTS)
@require_POST
def revoke(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Revoke a substitute before the period ends."""
    agreement = found.agreement(request.user, slug)
    substitution = get_object_or_404(Substitution, pk=pk, agreement=agreement)
    return going.done(
        request,
        lambda: substituting.revoke(substitution, at=timezone.now(), by=request.user),
        said=_("Revoked. What was signed before stays as it is."),
        to=resolve_url("agreements:detail", slug),
    )
