"""Reading agreements: the list, one agreement, the full text, two texts side by side."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from agreements.models import Version
from agreements.operations import publishing
from agreements.queries import shelf
from agreements.queries.cover import cover
from agreements.queries.reading import reading
from agreements.views import found, going
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.roles import Permission, allows

ROWS = 25


@requires(Permission.SEE_AGREEMENTS)
@require_safe
def listing(request: SignedInRequest) -> HttpResponse:
    """List the agreements a person may read, each with what is in force and what is being written."""
    at = timezone.now()
    page = Paginator(found.agreements_of(request.user), ROWS).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "rows": shelf.rows(page, at=at),
        "can_draft": allows(request.user, Permission.DRAFT_AGREEMENTS),
        "at": at,
    }
    return render(request, "agreements/list.html", shown)


@requires(Permission.SEE_AGREEMENTS)
@require_safe
def detail(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show an agreement: what is in force, its promises, who signed and read it, its versions and what happened."""
    at = timezone.now()
    agreement = found.agreement(request.user, slug)
    shown = {
        "agreement": agreement,
        "cover": cover(agreement, request.user, at=at),
        "may_see_figures": allows(request.user, Permission.SEE_DASHBOARD),
        "at": at,
    }
    return render(request, "agreements/detail.html", shown)


@requires(Permission.SEE_AGREEMENTS)
@require_safe
def version(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Show the full text of a version, or its differences to another one (``?against=2``)."""
    at = timezone.now()
    this = found.version(request.user, slug, number)
    asked = request.GET.get("against", "")
    against = int(asked) if asked.isascii() and asked.isdigit() else None
    try:
        page = reading(this, request.user, against=against, at=at)
    except Version.DoesNotExist as missing:
        raise Http404 from missing
    shown = {"agreement": this.agreement, "reading": page, "at": at}
    return render(request, "agreements/version.html", shown)


@requires(Permission.SEE_AGREEMENTS)
@require_POST
def confirm(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Confirm having read a version."""
    this = found.version(request.user, slug, number)
    return going.done(
        request,
        lambda: publishing.confirm_reading(this, at=timezone.now(), by=request.user),
        said=_("Thank you. It is on record that you have read version %(n)s.") % {"n": number},
        to=resolve_url("agreements:version", slug, number),
    )


@requires(Permission.DRAFT_AGREEMENTS)
@require_POST
def remind(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Remind those who have not confirmed reading a version."""
    this = found.version(request.user, slug, number)
    return going.done(
        request,
        lambda: publishing.remind_readers(this, at=timezone.now(), by=request.user),
        said=_reminded,
        to=resolve_url("agreements:detail", slug),
    )


def _reminded(told: int) -> str:
    if not told:
        return _("Everybody was reminded today already.")
    return ngettext("One person was reminded.", "%(n)s people were reminded.", told) % {"n": told}
