"""Signing: a quiet page with the text, what changed, the other side's state, consent, name and password."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from agreements.forms.signing import ReasonForm, SignForm
from agreements.models import SigningRound, Version
from agreements.operations import attesting, signing
from agreements.queries.ceremony import ceremony
from agreements.queries.reading import Text
from agreements.rules import consent
from agreements.views import found, going
from slaportal.accounts import reauthentication
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.roles import Permission
from slaportal.accounts.visitors import client_ip
from slaportal.errors import Refused

#: Which field of the form a refusal belongs to.
_FIELD: dict[type[Refused], str] = {
    signing.NameDoesNotMatch: "typed_name",
    signing.ConsentMissing: "consent",
    reauthentication.WrongPassword: "password",
    reauthentication.TooManyAttempts: "password",
    reauthentication.NoPassword: "password",
}


@sensitive_post_parameters("password")
@requires(Permission.SIGN_AGREEMENTS)
@found.in_round
def sign(request: SignedInRequest, round: SigningRound) -> HttpResponse:
    """Show the frozen text to whoever may read it, and take the signature of a named leader."""
    if request.method == "POST":
        return _take(request, round)
    signing.view(round, at=timezone.now(), by=request.user)
    return _show(request, round)


@requires(Permission.SIGN_AGREEMENTS)
@require_POST
@found.in_round
def decline(request: SignedInRequest, round: SigningRound) -> HttpResponse:
    """Refuse to sign, with a reason."""
    form = ReasonForm(request.POST, auto_id="decline_%s")
    if not form.is_valid():
        return _show(request, round, decline_form=form)
    return going.done(
        request,
        lambda: signing.decline(round, **form.cleaned_data, at=timezone.now(), by=request.user),
        said=_("Declined. The round is closed, the version is back in review, and the other side was told."),
        to=_page("draft", round.version),
        otherwise=_page("sign", round.version),
    )


@requires(Permission.SIGN_AGREEMENTS)
@require_POST
@found.in_round
def withdraw(request: SignedInRequest, round: SigningRound) -> HttpResponse:
    """Take a version back from signing, with a reason."""
    form = ReasonForm(request.POST, auto_id="withdraw_%s")
    if not form.is_valid():
        return _show(request, round, withdraw_form=form)
    return going.done(
        request,
        lambda: signing.withdraw(round, **form.cleaned_data, at=timezone.now(), by=request.user),
        said=_("Withdrawn. The round is closed, the version is back in review, and the other side was told."),
        to=_page("draft", round.version),
        otherwise=_page("sign", round.version),
    )


def _take(request: SignedInRequest, round: SigningRound) -> HttpResponse:
    """Take a signature, or say at the field it concerns why it was not taken; nothing is recorded then."""
    form = SignForm(request.POST)
    if not form.is_valid():
        return _show(request, round, form=form)
    given = {name: value for name, value in form.cleaned_data.items() if name != "consent"}
    try:
        attesting.attest(
            round,
            **given,
            ip_address=client_ip(request),
            user_agent=request.headers.get("User-Agent", ""),
            at=timezone.now(),
            by=request.user,
        )
    except signing.TextHasChanged as moved:
        return _show(request, round, moved=moved)
    except (signing.AlreadySigned, signing.RoundClosed) as settled:
        messages.info(request, str(settled))
        return redirect(_page("sign", round.version))
    except Refused as refused:
        form.add_error(_FIELD.get(type(refused)), str(refused))
        return _show(request, round, form=form)
    version = Version.objects.select_related("agreement").get(pk=round.version_id)
    messages.success(request, _said(version))
    if version.signed_at is None:
        return redirect(_page("sign", version))
    return redirect("agreements:detail", version.agreement.slug)


def _show(
    request: SignedInRequest,
    round: SigningRound,
    *,
    form: SignForm | None = None,
    moved: signing.TextHasChanged | None = None,
    **reasons: ReasonForm,
) -> HttpResponse:
    """Answer with the signing page: 422 with a form that was refused, 409 with the differences to the text that was seen."""
    at = timezone.now()
    page = ceremony(round, request.user, at=at)
    changes = page.text.comparison is not None and request.GET.get("view") == "changes"
    seen: dict[str, Any] = {"digest_seen": round.digest, "consent_version": consent.CURRENT}
    shown = {
        "agreement": round.version.agreement,
        "version": round.version,
        "round": round,
        "ceremony": page,
        "view": "changes" if changes else "text",
        "form": form or SignForm(initial=seen),
        "moved": moved,
        "moved_text": Text.of(moved.current, against=moved.seen) if moved and moved.seen else None,
        "decline_form": ReasonForm(auto_id="decline_%s"),
        "withdraw_form": ReasonForm(auto_id="withdraw_%s"),
        **reasons,
        "at": at,
    }
    status = 409 if moved else 422 if form or reasons else 200
    return render(request, "agreements/sign.html", shown, status=status)


def _page(name: str, version: Version) -> str:
    return resolve_url(f"agreements:{name}", version.agreement.slug, version.number)


def _said(version: Version) -> str:
    number = {"number": version.number}
    if version.signed_at is None:
        return _("Signed. The other side was told that it is their turn to sign.")
    if version.in_force_from and version.in_force_from > timezone.now():
        return _("Signed by both. Version %(number)s comes into force on its date.") % number
    return _("Signed by both. Version %(number)s is in force.") % number
