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

from agreements.forms.signing import ConsentForm, EndForm, ReasonForm, SignForm
from agreements.models import SigningRound, Version
from agreements.operations import admitting, attesting, extending, signing
from agreements.queries.ceremony import ceremony
from agreements.queries.reading import Text
from agreements.rules import consent
from agreements.views import found, going
from slaportal.accounts import reauthentication
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.roles import Permission
from slaportal.accounts.throttling import limited
from slaportal.accounts.visitors import client_ip
from slaportal.errors import Refused

#: Which field of the form a refusal belongs to.
_FIELD: dict[type[Refused], str] = {
    signing.NameDoesNotMatch: "typed_name",
    admitting.ConsentMissing: "consent",
    **dict.fromkeys(reauthentication.ABOUT_THE_SECRET, "password"),
}


@sensitive_post_parameters("password")
@limited("sign", requests=30, seconds=300)
@requires(Permission.SEE_AGREEMENTS)
@found.in_round
def sign(request: SignedInRequest, round: SigningRound) -> HttpResponse:
    """Show the frozen text to whoever may read it, and take the signature of a leader or of who stands in for one.

    Who signs is a matter of the agreement, not of a role: whoever else tries is refused, and it is on record.
    """
    if request.method == "POST":
        return _take(request, round)
    signing.view(round, at=timezone.now(), by=request.user)
    return _show(request, round)


@limited("consent", requests=30, seconds=300)
@requires(Permission.SEE_AGREEMENTS)
@require_POST
@found.in_round
def consent_to(request: SignedInRequest, round: SigningRound) -> HttpResponse:
    """Record that the declaration was accepted, at the moment the box is ticked; taking the tick away says nothing."""
    form = ConsentForm(request.POST)
    if "consent" not in request.POST or not form.is_valid():
        return HttpResponse(status=204)
    now = timezone.now()
    answer: dict[str, Any] = {"at": now}
    try:
        answer["consented_at"] = signing.consent_to(round, **form.cleaned_data, at=now, by=request.user)
    except Refused as refused:
        answer["refused"] = str(refused)
    return render(request, "agreements/_consented.html", answer, status=422 if "refused" in answer else 200)


@requires(Permission.SEE_AGREEMENTS)
@require_POST
@found.in_round
def decline(request: SignedInRequest, round: SigningRound) -> HttpResponse:
    """Refuse to sign, with a reason; a leader, or who stands in for one."""
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


@requires(Permission.SIGN_AGREEMENTS)
@require_POST
@found.in_round
def move_end(request: SignedInRequest, round: SigningRound) -> HttpResponse:
    """Give a round another end, or none."""
    form = EndForm(request.POST, auto_id="end_%s")
    if not form.is_valid():
        return _show(request, round, end_form=form)
    return going.done(
        request,
        lambda: extending.move_end(round, **form.cleaned_data, at=timezone.now(), by=request.user),
        said=_("The round has its new end, and whoever signs was told."),
        to=_page("sign", round.version),
    )


def _take(request: SignedInRequest, round: SigningRound) -> HttpResponse:
    """Take a signature, or say at the field it concerns why it was not taken; nothing is recorded then."""
    form = SignForm(request.POST, person=request.user)
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
    except admitting.TextHasChanged as moved:
        return _show(request, round, moved=moved)
    except (admitting.AlreadySigned, admitting.RoundClosed) as settled:
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
    moved: admitting.TextHasChanged | None = None,
    **others: ReasonForm | EndForm,
) -> HttpResponse:
    """Answer with the signing page: 422 with a form that was refused, 409 with the differences to the text that was seen.

    Whose form it is not to send gets the page with 403.
    """
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
        "form": form or SignForm(person=request.user, initial=seen),
        "moved": moved,
        "moved_text": Text.of(moved.current, against=moved.seen) if moved and moved.seen else None,
        "decline_form": ReasonForm(auto_id="decline_%s"),
        "withdraw_form": ReasonForm(auto_id="withdraw_%s"),
        "end_form": EndForm(auto_id="end_%s", initial={"expires_at": round.expires_at}),
        **others,
        "at": at,
    }
    status = 409 if moved else 403 if form and not page.capacity else 422 if form or others else 200
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
