"""Signing: a quiet page with the text, what changed, the other side's state, consent, name and password."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from agreements import queries
from agreements.forms.signing import ReasonForm, SignForm
from agreements.models import SigningRound, Version
from agreements.operations import signing
from agreements.rules import clauses, comparing, consent
from agreements.views import found
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
def sign(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Show the frozen text to whoever may read it, and take the signature of a named leader."""
    version = found.version(request.user, slug, number)
    round = found.round_of(version)
    if round is None or round.closed_at is not None:
        messages.info(request, _("Version %(number)s is not out for signature.") % {"number": number})
        return redirect("agreements:draft" if version.is_open else "agreements:version", slug, number)
    round.version = version
    form = SignForm(
        request.POST or None, initial={"digest_seen": round.digest, "consent_version": consent.CURRENT}
    )
    if request.method == "POST" and form.is_valid():
        try:
            _sign(request, round, form)
        except signing.TextHasChanged as refused:
            return _page(request, round, _fresh(round), moved=refused, status=409)
        except Refused as refused:
            form.add_error(_FIELD.get(type(refused)), str(refused))
        else:
            version.refresh_from_db()
            messages.success(request, _said(version))
            return redirect(
                "agreements:detail" if version.signed_at else "agreements:sign", *_address(version)
            )
    signing.view(round, at=timezone.now(), by=request.user)
    return _page(request, round, form, status=422 if form.errors else 200)


@requires(Permission.SIGN_AGREEMENTS)
@require_POST
def decline(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Refuse to sign, with a reason."""
    return _close(request, slug, number, declining=True)


@requires(Permission.SIGN_AGREEMENTS)
@require_POST
def withdraw(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Take a version back from signing, with a reason."""
    return _close(request, slug, number, declining=False)


def _sign(request: SignedInRequest, round: SigningRound, form: SignForm) -> None:
    """Check who the signer is, then sign; a wrong password is on record even though nothing else is."""
    now, ip = timezone.now(), client_ip(request)
    try:
        known_by = reauthentication.check_password(request.user, form.cleaned_data["password"], ip=ip, at=now)
    except (reauthentication.WrongPassword, reauthentication.TooManyAttempts):
        signing.note_failed_authentication(round, at=now, by=request.user, ip_address=ip)
        raise
    side = round.version.agreement.side_led_by(request.user)
    if side is None:
        raise signing.NotTheLeader(_("Only the two named leaders sign this agreement. Nothing was recorded."))
    signing.sign(
        round,
        side=side,
        typed_name=form.cleaned_data["typed_name"],
        digest_seen=form.cleaned_data["digest_seen"],
        consent_version=form.cleaned_data["consent_version"],
        authenticated_by=known_by,
        ip_address=ip,
        user_agent=request.headers.get("User-Agent", ""),
        at=now,
        by=request.user,
    )


def _close(request: SignedInRequest, slug: str, number: int, *, declining: bool) -> HttpResponse:
    version = found.version(request.user, slug, number)
    round = found.round_of(version)
    form = ReasonForm(request.POST, auto_id="reason_%s")
    if round is None:
        messages.info(request, _("Version %(number)s is not out for signature.") % {"number": number})
        return redirect("agreements:detail", slug)
    round.version = version
    if not form.is_valid():
        return _page(request, round, _fresh(round), reason_form=form, declining=declining, status=422)
    close = signing.decline if declining else signing.withdraw
    try:
        close(round, reason=form.cleaned_data["reason"], at=timezone.now(), by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("agreements:sign", slug, number)
    messages.success(
        request, _("The round is closed and the version is back in review. The other side was told.")
    )
    return redirect("agreements:draft", slug, number)


def _page(
    request: SignedInRequest,
    round: SigningRound,
    form: SignForm,
    *,
    moved: signing.TextHasChanged | None = None,
    reason_form: ReasonForm | None = None,
    declining: bool = True,
    status: int = 200,
) -> HttpResponse:
    version = round.version
    terms = queries.terms_of(version)
    before = queries.in_force(version.agreement, timezone.now()) or queries.newest_signed(version.agreement)
    before = before if before and before.pk != version.pk else None
    given = {signature.side: signature for signature in round.signatures.all()}
    side = version.agreement.side_led_by(request.user)
    comparison = comparing.between(queries.terms_of(before), terms) if before else None
    shown = {
        "agreement": version.agreement,
        "version": version,
        "round": round,
        "form": form,
        "reason_form": reason_form or ReasonForm(auto_id="reason_%s"),
        "reason_open": reason_form is not None,
        "declining": declining,
        "moved": moved,
        "moved_comparison": comparing.between(moved.seen, moved.current) if moved and moved.seen else None,
        "terms": terms,
        "opening": clauses.opening(terms),
        "sections": (*clauses.sections(terms), *clauses.annexes(terms)),
        "before": before,
        "comparison": comparison,
        "view": "changes" if comparison and request.GET.get("view") == "changes" else "text",
        "sides": [
            {"side": each, "leader": version.agreement.leader_of(each), "signature": given.get(each)}
            for each in ("marketing", "sales")
        ],
        "side": side,
        "own": given.get(side) if side else None,
        "consent_text": consent.TEXTS[consent.CURRENT],
        "consent_number": consent.CURRENT,
    }
    return render(request, "agreements/sign.html", shown, status=status)


def _fresh(round: SigningRound) -> SignForm:
    return SignForm(initial={"digest_seen": round.digest, "consent_version": consent.CURRENT})


def _said(version: Version) -> str:
    if version.signed_at is None:
        return _("Signed. The other side was told that it is their turn to sign.")
    if version.in_force_from and version.in_force_from > timezone.now():
        return _("Signed by both. Version %(number)s comes into force on its date.") % {
            "number": version.number
        }
    return _("Signed by both. Version %(number)s is in force.") % {"number": version.number}


def _address(version: Version) -> tuple[str, ...] | tuple[str, int]:
    slug = version.agreement.slug
    return (slug,) if version.signed_at else (slug, version.number)
