"""Beginning a draft: of a new agreement, or of the next version of one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agreements.forms.beginning import BeginForm
from agreements.operations import drafting
from agreements.rules.templates import TEMPLATES
from agreements.views import found
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.roles import Permission
from slaportal.errors import Refused

#: Which field of the form a refusal belongs to.
_FIELD: dict[type[Refused], str] = {
    drafting.NameTaken: "name",
    drafting.BothSidesNeeded: "teams",
    drafting.LeadersMustDiffer: "sales_leader",
}


@requires(Permission.DRAFT_AGREEMENTS)
def begin(request: SignedInRequest) -> HttpResponse:
    """Begin an agreement from a template."""
    leads = {f"{side}_leader": request.user.pk for side in ("marketing", "sales")}
    form = BeginForm(request.POST or None, initial={**leads, "currency": "EUR"})
    if request.method == "POST" and form.is_valid():
        try:
            version = drafting.begin(**form.cleaned_data, at=timezone.now(), by=request.user)
        except Refused as refused:
            form.add_error(_FIELD.get(type(refused)), str(refused))
        else:
            messages.success(request, _("The draft is there. Nothing is promised until both leaders sign."))
            return redirect("agreements:draft", version.agreement.slug, version.number)
    shown = {"form": form, "templates": TEMPLATES.values()}
    return render(request, "agreements/new.html", shown, status=422 if form.errors else 200)


@requires(Permission.DRAFT_AGREEMENTS)
@require_POST
def amend(request: SignedInRequest, slug: str) -> HttpResponse:
    """Begin the next version from the newest signed one; where one is being written already, go there."""
    agreement = found.agreement(request.user, slug)
    try:
        version = drafting.amend(agreement, at=timezone.now(), by=request.user)
    except drafting.OneDraftAtATime as refused:
        messages.warning(request, str(refused))
        version = refused.version
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("agreements:detail", slug)
    return redirect("agreements:draft", slug, version.number)
