"""Two versions side by side, clause by clause."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.models import Version
from agreements.queries.comparison import comparison
from agreements.views import found
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.roles import Permission


@requires(Permission.SEE_AGREEMENTS)
@require_safe
def compare(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show what differs from one version to another (``?from=1&to=3``)."""
    at = timezone.now()
    agreement = found.agreement(request.user, slug)
    try:
        compared = comparison(agreement, old=_number(request, "from"), new=_number(request, "to"), at=at)
    except (Version.DoesNotExist, ValueError) as missing:
        raise Http404 from missing
    shown = {"agreement": agreement, "compared": compared, "at": at}
    return render(request, "agreements/compare.html", shown)


def _number(request: SignedInRequest, name: str) -> int | None:
    asked = request.GET.get(name, "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit() and len(asked) < 6):
        raise ValueError(asked)
    return int(asked)
