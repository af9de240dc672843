"""Reviews: the quarter's figures, what both sides concluded, and the early review either may ask for."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements import queries
from agreements.forms.signing import ConcludeForm, EarlyReviewForm
from agreements.models import Review
from agreements.operations import reviewing
from agreements.rules import quarters
from agreements.views import found
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.roles import Permission
from slaportal.errors import Refused


@requires(Permission.SEE_AGREEMENTS)
def review(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a review with its evidence, and record what a leader says was concluded."""
    agreements = found.agreements_of(request.user)
    this = get_object_or_404(
        Review.objects.select_related("concluded_by", "called_by"), pk=pk, agreement__in=agreements
    )
    this.agreement = agreements.get(pk=this.agreement_id)
    is_leader = this.agreement.side_led_by(request.user) is not None
    form = ConcludeForm(request.POST or None, initial={"conclusion": "no_change"})
    if request.method == "POST" and form.is_valid():
        try:
            draft = reviewing.conclude(this, **form.cleaned_data, at=timezone.now(), by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            if draft is not None:
                messages.success(
                    request, _("Concluded. Here is the draft of version %(n)s.") % {"n": draft.number}
                )
                return redirect("agreements:draft", this.agreement.slug, draft.number)
            messages.success(request, _("Concluded. The next review is on the agreement’s page."))
            return redirect("agreements:detail", this.agreement.slug)
    shown = {
        "review": this,
        "agreement": this.agreement,
        "quarter": quarters.name(this.quarter),
        "form": form,
        "is_leader": is_leader,
        "version": queries.in_force(this.agreement, timezone.now()),
    }
    return render(request, "agreements/review.html", shown, status=422 if form.errors else 200)


@requires(Permission.CALL_REVIEWS)
def early(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask for a review before its date."""
    agreement = found.agreement(request.user, slug)
    form = EarlyReviewForm(request.POST or None, auto_id="early_%s")
    if request.method == "POST" and form.is_valid():
        try:
            reviewing.call_early(agreement, **form.cleaned_data, at=timezone.now(), by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The other side was told of the early review."))
            return redirect("agreements:detail", slug)
    return render(
        request,
        "agreements/early_review.html",
        {"agreement": agreement, "form": form},
        status=422 if form.errors else 200,
    )
