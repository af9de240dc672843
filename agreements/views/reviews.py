"""Reviews: the quarter's figures, what both sides concluded, and the early review either may ask for."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from agreements import queries
from agreements.forms.proving import ProofForm
from agreements.forms.reviewing import ConcludeForm, EarlyReviewForm
from agreements.models import Review
from agreements.operations import attesting, drafting, reviewing
from agreements.queries.conclusions import sitting
from agreements.queries.evidence import evidence
from agreements.rules import quarters
from agreements.views import found
from slaportal.accounts import reauthentication
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.roles import Permission, allows
from slaportal.accounts.visitors import client_ip
from slaportal.errors import Refused


@sensitive_post_parameters("password")
@requires(Permission.SEE_AGREEMENTS)
def review(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a review with its evidence and what was signed, and take a wording that a leader puts forward and signs."""
    this = found.review(request.user, pk)
    if request.method != "POST":
        return _show(request, this)
    form = ConcludeForm(request.POST, person=request.user)
    if form.is_valid() and _signed(request, this, form, form.cleaned_data):
        return _after(request, this)
    return _show(request, this, form=form)


@sensitive_post_parameters("password")
@requires(Permission.CALL_REVIEWS)
@require_POST
def sign(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign the wording that the other side has signed."""
    this = found.review(request.user, pk)
    asked = request.POST.get("statement", "")
    wording = get_object_or_404(this.statements, pk=asked if asked.isascii() and asked.isdigit() else 0)
    form = ProofForm(request.POST, person=request.user, auto_id="same_%s")
    said = {"conclusion": wording.conclusion, "notes": wording.notes}
    if form.is_valid() and _signed(request, this, form, said | form.cleaned_data):
        return _after(request, this)
    return _show(request, this, same_form=form)


def _signed(request: SignedInRequest, review: Review, form: ProofForm, said: dict[str, Any]) -> bool:
    """Sign a wording; when that is refused, say at the field it concerns why."""
    now, ip = timezone.now(), client_ip(request)
    try:
        attesting.conclude(review, **said, ip_address=ip, at=now, by=request.user)
    except Refused as refused:
        is_secret = isinstance(refused, reauthentication.ABOUT_THE_SECRET)
        form.add_error("password" if is_secret else None, str(refused))
        return False
    return True


def _after(request: SignedInRequest, review: Review) -> HttpResponse:
    """Go on: to the draft that follows, to the agreement, or back to the review that waits for the other side."""
    review.refresh_from_db()
    slug = review.agreement.slug
    if review.concluded_at is None:
        messages.success(request, _("Signed. The other side was asked to sign the same wording."))
        return redirect("agreements:review", review.pk)
    draft = queries.open_version(review.agreement)
    if review.conclusion != Review.Conclusion.AMEND or draft is None:
        messages.success(request, _("Concluded by both. The next review is on the agreement’s page."))
        return redirect("agreements:detail", slug)
    said = _("Concluded by both. Here is the draft of version %(n)s.") % {"n": draft.number}
    messages.success(request, said)
    return redirect("agreements:draft", slug, draft.number)


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


def _show(
    request: SignedInRequest,
    review: Review,
    *,
    form: ConcludeForm | None = None,
    same_form: ProofForm | None = None,
) -> HttpResponse:
    shown = {
        "review": review,
        "agreement": review.agreement,
        "quarter": quarters.name(review.quarter),
        "evidence": evidence(review),
        "sitting": sitting(review, request.user),
        "form": form or ConcludeForm(person=request.user),
        "same_form": same_form or ProofForm(person=request.user, auto_id="same_%s"),
        "may_see_figures": allows(request.user, Permission.SEE_DASHBOARD),
        "at": timezone.now(),
    }
    return render(request, "agreements/review.html", shown, status=422 if form or same_form else 200)
