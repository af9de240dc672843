"""Guards of the doors: every view says whom it lets in."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url

from slaportal.accounts.models import User
from slaportal.accounts.roles import Permission, allows

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class SignedInRequest(HttpRequest):
    """A request behind a guard: its user is one of our people. Views that are not public take this type."""

    user: User


class Open(Enum):
    """Whom a view without a permission lets in."""

    EVERYONE = "everyone"
    SIGNED_IN = "everyone signed in"


def requires(permission: Permission) -> Callable[[View], View]:
    """Let in people with the permission; others get the 403 page, strangers the sign-in page.

    The permission stands on the view function as ``permission``, where the test of all doors reads it.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not allows(request.user, permission):
                raise PermissionDenied(str(permission.label))
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return guard


def open_to_everyone(view: View) -> View:
    """Mark a public door: no sign-in, such as a hosted form."""
    view.permission = Open.EVERYONE  # type: ignore[attr-defined]
    return login_not_required(view)


def open_to_signed_in(view: View) -> View:
    """Mark a door for whoever is signed in, whatever their role, such as one's own profile."""
    view.permission = Open.SIGNED_IN  # type: ignore[attr-defined]
    return view


class SignInRequired(LoginRequiredMiddleware):
    """Sends strangers to the sign-in page; where a fragment was asked for, the whole page goes there."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponseBase:
        """Answer a request that needs a signed-in person."""
        if request.headers.get("HX-Request") != "true":
            return super().handle_no_permission(request, view_func)
        back = urlsplit(request.headers.get("HX-Current-URL", "")).path or "/"
        address = resolve_url(self.get_login_url(view_func))
        return HttpResponse(status=204, headers={"HX-Redirect": f"{address}?{urlencode({'next': back})}"})
