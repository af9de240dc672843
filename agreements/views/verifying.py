"""Verification: the public pages on which a document is held against what was signed, and the state of an agreement's seal."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from agreements.forms.verifying import BringForm
from agreements.queries.verification import brought, certificate
from agreements.queries.verification.brought import Brought, Came
from agreements.views import found
from slaportal.accounts.access import SignedInRequest, open_to_everyone, requires
from slaportal.accounts.roles import Permission
from slaportal.accounts.throttling import limited

#: What the form around a file may weigh.
AROUND = 64 * 1024


@csrf_exempt  # only so that a body that is too large can be refused unread; whatever is read is checked by ``_examined``
@open_to_everyone
@require_http_methods(["GET", "HEAD", "POST"])
@limited("verify", requests=30, seconds=600)
def verify(request: HttpRequest) -> HttpResponse:
    """Take a document and say what it is."""
    if request.method != "POST":
        return _page(request, {"form": BringForm()})
    if _weight(request) > brought.MAX_BYTES + AROUND:
        refused = Brought(Came.UNKNOWN, brought.too_large())
        return _page(request, {"form": BringForm(), "brought": refused}, status=413)
    return _examined(request)


@open_to_everyone
@require_safe
@limited("verify-token", requests=120, seconds=600, methods=frozenset({"GET"}))
def token(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a signed document's own address leads to."""
    at = timezone.now()
    shown = certificate.by_token(token, at=at)
    return _page(
        request,
        {"form": BringForm(), "certificate": shown, "at": at, "is_unknown": shown is None},
        status=200 if shown else 404,
    )


@requires(Permission.SEE_AGREEMENTS)
@require_safe
def seal(request: SignedInRequest, slug: str) -> HttpResponse:
    """Say whether the evidence of an agreement holds, beside its signatures."""
    at = timezone.now()
    shown = {"certificate": certificate.of_agreement(found.agreement(request.user, slug), at=at), "at": at}
    return render(request, "agreements/_seal.html", shown)


@csrf_protect
def _examined(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    form = BringForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, {"form": form}, status=422)
    answer = brought.examine(form.cleaned_data["file"].read(), at=at)
    return _page(
        request,
        {"form": BringForm(), "brought": answer, "certificate": answer.certificate, "at": at},
    )


def _weight(request: HttpRequest) -> int:
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdigit() else 0


def _page(request: HttpRequest, shown: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Answer with the page, which no cache keeps and no search engine lists."""
    answer = render(request, "agreements/verify.html", shown, status=status)
    add_never_cache_headers(answer)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
