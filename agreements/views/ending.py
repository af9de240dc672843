"""Ending an agreement by both sides: one leader asks, the other agrees or refuses."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from agreements.forms.proving import ProofForm
from agreements.forms.signing import ReasonForm
from agreements.forms.terminating import EndAgreementForm
from agreements.models import Agreement, Termination
from agreements.operations import attesting, drafting, terminating
from agreements.queries import terminations
from agreements.views import found, going
from slaportal.accounts import reauthentication
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.roles import Permission
from slaportal.accounts.visitors import client_ip
from slaportal.errors import Refused

#: Which field of a form a refusal belongs to.
_FIELD: dict[type[Refused], str] = {
    drafting.WrongDate: "last_day",
    terminating.ReasonMissing: "reason",
    **dict.fromkeys(reauthentication.ABOUT_THE_SECRET, "password"),
}


@sensitive_post_parameters("password")
@requires(Permission.SIGN_AGREEMENTS)
def end(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show how an agreement stands, and take a leader's question whether to end it."""
    agreement = found.agreement(request.user, slug)
    if request.method != "POST":
        return _show(request, agreement)
    form = EndAgreementForm(request.POST, zone=terminations.zone_of(agreement), person=request.user)
    if form.is_valid() and _done(
        form, lambda: attesting.ask_to_end(agreement, **form.cleaned_data, **_who(request))
    ):
        messages.success(request, _("The other side was asked. Until it agrees nothing changes."))
        return redirect("agreements:end", slug)
    return _show(request, agreement, ask_form=form)


@sensitive_post_parameters("password")
@requires(Permission.SIGN_AGREEMENTS)
@require_POST
def agree(request: SignedInRequest, slug: str) -> HttpResponse:
    """Agree to the end that the other side asked for."""
    agreement = found.agreement(request.user, slug)
    termination = _waiting(agreement)
    form = ProofForm(request.POST, person=request.user)
    if form.is_valid() and _done(
        form, lambda: attesting.agree_to_end(termination, **form.cleaned_data, **_who(request))
    ):
        messages.success(request, _("Both sides have ended the agreement. Everybody bound was told."))
        return redirect("agreements:detail", slug)
    return _show(request, agreement, agree_form=form)


@requires(Permission.SIGN_AGREEMENTS)
@require_POST
def refuse(request: SignedInRequest, slug: str) -> HttpResponse:
    """Refuse the end that the other side asked for, with a reason."""
    agreement = found.agreement(request.user, slug)
    termination = _waiting(agreement)
    form = ReasonForm(request.POST, auto_id="refuse_%s")
    if not form.is_valid():
        return _show(request, agreement, refuse_form=form)
    return going.done(
        request,
        lambda: terminating.refuse(termination, **form.cleaned_data, at=timezone.now(), by=request.user),
        said=_("Refused. The agreement goes on, and the other side was told why."),
        to=resolve_url("agreements:detail", slug),
        otherwise=resolve_url("agreements:end", slug),
    )


@requires(Permission.SIGN_AGREEMENTS)
@require_POST
def withdraw(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask no more."""
    agreement = found.agreement(request.user, slug)
    termination = _waiting(agreement)
    return going.done(
        request,
        lambda: terminating.withdraw(termination, at=timezone.now(), by=request.user),
        said=_("Withdrawn. The agreement goes on."),
        to=resolve_url("agreements:detail", slug),
        otherwise=resolve_url("agreements:end", slug),
    )


def _waiting(agreement: Agreement) -> Termination:
    termination = terminations.waiting(agreement)
    if termination is None:
        raise Http404
    termination.agreement = agreement
    return termination


def _who(request: SignedInRequest) -> dict[str, Any]:
    return {"ip_address": client_ip(request), "at": timezone.now(), "by": request.user}


def _done(form: ProofForm, do: Any) -> bool:
    """Do something; when it is refused, say at the field it concerns why."""
    try:
        do()
    except Refused as refused:
        field = _FIELD.get(type(refused))
        form.add_error(field if field in form.fields else None, str(refused))
        return False
    return True


def _show(request: SignedInRequest, agreement: Agreement, **forms: Any) -> HttpResponse:
    termination = terminations.waiting(agreement) or terminations.agreed(agreement)
    zone = terminations.zone_of(agreement)
    shown = {
        "agreement": agreement,
        "termination": termination,
        "side": agreement.side_led_by(request.user),
        "ask_form": EndAgreementForm(zone=zone, person=request.user),
        "agree_form": ProofForm(person=request.user),
        "refuse_form": ReasonForm(auto_id="refuse_%s"),
        **forms,
        "at": timezone.now(),
    }
    return render(request, "agreements/end.html", shown, status=422 if forms else 200)
