"""Where a door sends somebody afterwards, and how it says what was done or why it was not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url

from slaportal.errors import Refused

Made = TypeVar("Made")


def away(request: HttpRequest, to: str, *args: object) -> HttpResponse:
    """Go to another page, all of it, even when a fragment was asked for."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": resolve_url(to, *args)})
    return redirect(to, *args)


def done(
    request: HttpRequest,
    do: Callable[[], Made],
    *,
    said: str | Callable[[Made], str],
    to: str,
    otherwise: str = "",
) -> HttpResponse:
    """Do something, say that it is done, and go ``to`` an address; when it is refused say why, and go ``otherwise``."""
    try:
        made = do()
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(otherwise or to)
    messages.success(request, said(made) if callable(said) else said)
    return redirect(to)
