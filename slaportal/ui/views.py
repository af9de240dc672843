"""The doors of the look itself: the gallery of components and the choice of theme."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from slaportal.accounts.access import open_to_everyone, open_to_signed_in
from slaportal.accounts.roles import Permission, allows
from slaportal.ui import gallery as samples
from slaportal.ui.context import THEME_COOKIE, THEMES

YEAR = 365 * 24 * 3600


@open_to_signed_in
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in each of its states, to administrators, and in demo mode to everyone signed in."""
    if not (settings.DEBUG or settings.DEMO or allows(request.user, Permission.SEE_GALLERY)):
        raise PermissionDenied(str(Permission.SEE_GALLERY.label))
    return render(request, "gallery.html", samples.page(at=timezone.now()))


@open_to_everyone
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme in a cookie for a year, and go back to where the person was."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = redirect(back)
    if (chosen := request.POST.get("theme")) in THEMES:
        response.set_cookie(
            THEME_COOKIE, chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=False
        )
    return response
