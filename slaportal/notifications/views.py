"""The bell: what a person was told, newest first."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from slaportal.accounts.access import SignedInRequest, open_to_signed_in
from slaportal.notifications import queries, reading
from slaportal.notifications.kinds import Kind, kind_of
from slaportal.notifications.models import Notice

PAGE = 30
PANEL = 7


@open_to_signed_in
@require_safe
def notices(request: SignedInRequest) -> HttpResponse:
    """List one's notices, all or those not read."""
    unread = "unread" in request.GET
    mine = queries.notices_of(request.user)
    page = Paginator(mine.filter(read_at=None) if unread else mine, PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "rows": _with_kinds(page), "unread": unread}
    return render(request, "notifications/notices.html", shown)


@open_to_signed_in
@require_safe
def panel(request: SignedInRequest) -> HttpResponse:
    """Show the newest notices under the bell."""
    rows = _with_kinds(queries.notices_of(request.user)[:PANEL])
    return render(request, "notifications/notices.html#panel", {"rows": rows})


@open_to_signed_in
@require_safe
def open_notice(request: SignedInRequest, pk: int) -> HttpResponse:
    """Go where a notice leads; it is read then."""
    mine = queries.notices_of(request.user)
    notice = get_object_or_404(mine, pk=pk)
    reading.mark_read(mine.filter(pk=pk), at=timezone.now())
    return redirect(notice.url or "notifications:list")


@open_to_signed_in
@require_POST
def read_all(request: SignedInRequest) -> HttpResponse:
    """Mark all of one's notices read."""
    reading.mark_read(queries.notices_of(request.user), at=timezone.now())
    return redirect("notifications:list")


def _with_kinds(notices: Iterable[Notice]) -> list[tuple[Kind, Notice]]:
    return [(kind_of(notice.kind), notice) for notice in notices]
