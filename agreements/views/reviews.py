"""Reviews: the quarter's figures, what both sides concluded, and the early review either may ask for."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.forms.reviewing import ConcludeForm, EarlyReviewForm
from agreements.models import Review
from agreements.operations import drafting, reviewing
from agreements.queries.evidence import evidence
from agreements.rules import quarters
from agreements.views import found
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.roles import Permission, allows
from slaportal.errors import Refused


@requires(Permission.SEE_AGREEMENTS)
def review(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a review with its evidence, and record what a leader says was concluded."""
    this = found.review(request.user, pk)
    form = ConcludeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            draft = reviewing.conclude(this, **form.cleaned_data, at=timezone.now(), by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            if draft is None:
                messages.success(request, _("Concluded. The next review is on the agreement’s page."))
                return redirect("agreements:detail", this.agreement.slug)
            said = _("Concluded. Here is the draft of version %(n)s.") % {"n": draft.number}
            messages.success(request, said)
            return redirect("agreements:draft", this.agreement.slug, draft.number)
    return _show(request, this, form)


@requires(Permission.CALL_REVIEWS)
def early(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask for a review before its date."""
    agreement = found.agreement(request.user, slug)
    form = EarlyReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reviewing.call_early(agreement, **form.cleaned_data, at=timezone.now(), by=request.user)
        except Refused as refused:
            form.add_error("due_on" if isinstance(refused, drafting.WrongDate) else None, str(refused))
        else:
            messages.success(request, _("The other side was told of the early review."))
            return redirect("agreements:detail", slug)
    shown = {"agreement": agreement, "form": form}
    return render(request, "agreements/early_review.html", shown, status=422 if form.errors else 200)


def _show(request: SignedInRequest, review: Review, form: ConcludeForm) -> HttpResponse:
    shown = {
        "review": review,
        "agreement": review.agreement,
        "quarter": quarters.name(review.quarter),
        "evidence": evidence(review),
        "form": form,
        "may_see_figures": allows(request.user, Permission.SEE_DASHBOARD),
        "is_leader": review.agreement.side_led_by(request.user) is not None,
        "at": timezone.now(),
    }
    return render(request, "agreements/review.html", shown, status=422 if form.errors else 200)
