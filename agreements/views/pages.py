"""Reading agreements: the list, one agreement with its verdicts, the full text, two texts side by side."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements import queries
from agreements.operations import publishing
from agreements.queries import shelf
from agreements.rules import clauses, comparing, lifecycle
from agreements.views import found
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.roles import Permission, allows
from slaportal.errors import Refused

PAGE = 25


@requires(Permission.SEE_AGREEMENTS)
@require_safe
def listing(request: SignedInRequest) -> HttpResponse:
    """List the agreements a person may read, each with what is in force and what is being written."""
    page = Paginator(found.agreements_of(request.user), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "agreements/list.html",
        {
            "page": page,
            "rows": shelf.rows(page, at=timezone.now()),
            "can_draft": allows(request.user, Permission.DRAFT_AGREEMENTS),
        },
    )


@requires(Permission.SEE_AGREEMENTS)
@require_safe
def detail(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show an agreement: what is in force, its promises, who signed and read it, its versions and what happened."""
    now = timezone.now()
    agreement = found.agreement(request.user, slug)
    shown = queries.in_force(agreement, now) or queries.newest_signed(agreement)
    parties = queries.parties(agreement, request.user)
    versions = list(agreement.versions.order_by("-number"))
    return render(
        request,
        "agreements/detail.html",
        {
            "agreement": agreement,
            "shown": shown,
            "terms": queries.terms_of(shown) if shown else None,
            "standing": queries.standing(shown, now) if shown else None,
            "sections": clauses.sections(queries.terms_of(shown)) if shown else (),
            "versions": [(version, queries.standing(version, now)) for version in versions],
            "open": next((version for version in versions if version.is_open), None),
            "signatures": shelf.signatures(shown) if shown else (),
            "readers": shelf.readers(shown) if shown else None,
            "review": agreement.reviews.filter(concluded_at=None).order_by("due_on").first(),
            "is_leader": not parties.isdisjoint(lifecycle.LEADERS),
            "past": queries.account_of(agreement)[:12],
        },
    )


@requires(Permission.SEE_AGREEMENTS)
@require_safe
def version(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Show the full text of a version, and its differences to another one (``?against=2``)."""
    this = found.version(request.user, slug, number)
    now = timezone.now()
    terms = queries.terms_of(this)
    against = request.GET.get("against", "")
    other = get_object_or_404(this.agreement.versions, number=against) if against.isdigit() else None
    if other is not None:
        other.agreement = this.agreement
    receipt = this.read_receipts.filter(person=request.user).first()
    parties = queries.parties(this.agreement, request.user)
    return render(
        request,
        "agreements/version.html",
        {
            "agreement": this.agreement,
            "version": this,
            "terms": terms,
            "opening": clauses.opening(terms),
            "sections": (*clauses.sections(terms), *clauses.annexes(terms)),
            "against": other,
            "comparison": comparing.between(queries.terms_of(other), terms) if other else None,
            "others": this.agreement.versions.exclude(pk=this.pk).order_by("-number"),
            "standing": queries.standing(this, now),
            "signatures": shelf.signatures(this),
            "receipt": receipt,
            "may_confirm": receipt is None
            and lifecycle.allowed(this.state, "confirm_reading", parties)
            and this.agreement.side_led_by(request.user) is None,
        },
    )


@requires(Permission.SEE_AGREEMENTS)
@require_safe
def history(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show everything that happened to an agreement: who, when, what, from what to what, why."""
    agreement = found.agreement(request.user, slug)
    page = Paginator(queries.account_of(agreement), 50).get_page(request.GET.get("page"))
    return render(request, "agreements/history.html", {"agreement": agreement, "page": page})


@requires(Permission.SEE_AGREEMENTS)
@require_POST
def confirm(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Confirm having read a version."""
    this = found.version(request.user, slug, number)
    try:
        publishing.confirm_reading(this, at=timezone.now(), by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, _("Thank you. It is on record that you have read version %(n)s.") % {"n": this.number}
        )
    return redirect("agreements:version", slug, number)


@requires(Permission.DRAFT_AGREEMENTS)
@require_POST
def remind(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Remind those who have not confirmed reading a version."""
    this = found.version(request.user, slug, number)
    try:
        told = publishing.remind_readers(this, at=timezone.now(), by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _reminded(told))
    return redirect("agreements:detail", slug)


def _reminded(told: int) -> str:
    if not told:
        return _("Everybody was reminded today already.")
    return _("%(n)s people were reminded.") % {"n": told} if told > 1 else _("One person was reminded.")
