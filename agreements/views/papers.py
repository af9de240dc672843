"""What people take away from agreements: the signed PDF, the bundle for verification, the dates as a calendar file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.models import Artifact
from agreements.operations import printing
from agreements.queries.diary import diary_of
from agreements.queries.papers import file_name
from agreements.views import found, going
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.roles import Permission
from slaportal.errors import Refused

_TYPES: dict[str, str] = {Artifact.Kind.PDF: "application/pdf", Artifact.Kind.BUNDLE: "application/json"}


@requires(Permission.SEE_AGREEMENTS)
@require_safe
def pdf(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Hand out the signed PDF of a version."""
    return _document(request, slug, number, Artifact.Kind.PDF)


@requires(Permission.SEE_AGREEMENTS)
@require_safe
def bundle(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Hand out the bundle by which a version is verified elsewhere."""
    return _document(request, slug, number, Artifact.Kind.BUNDLE)


@requires(Permission.SEE_AGREEMENTS)
@require_safe
def calendar(request: SignedInRequest, slug: str) -> HttpResponse:
    """Hand out the days of an agreement as a calendar file."""
    agreement = found.agreement(request.user, slug)
    return _file(diary_of(agreement), f"{agreement.slug}.ics", "text/calendar; charset=utf-8")


def _document(request: SignedInRequest, slug: str, number: int, kind: str) -> HttpResponse:
    version = found.version(request.user, slug, number)
    try:
        made = printing.document(version, kind, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return going.away(request, "agreements:version", slug, number)
    return _file(bytes(made.content), file_name(version, kind), _TYPES[kind])


def _file(content: bytes, name: str, content_type: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private"},
    )
