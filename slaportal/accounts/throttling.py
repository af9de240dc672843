"""Limits on doors that strangers could abuse: so many requests from one place in so long."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.cache import cache
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from slaportal.accounts.visitors import client_ip

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def limited(
    name: str, *, requests: int, seconds: int, methods: frozenset[str] = frozenset({"POST"})
) -> Callable[[View], View]:
    """Answer 429 with a page in words to more than ``requests`` in a window of ``seconds`` from one address.

    Windows are fixed (by the clock, not by the first request), so one counter in the cache is all that is kept. ``name``
    keeps the counters of two doors apart; ``methods`` are the ones that count.
    """

    def limit(view: View) -> View:
        @wraps(view)
        def limited_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in methods:
                return view(request, *args, **kwargs)
            window, passed = divmod(int(timezone.now().timestamp()), seconds)
            key = f"door:{name}:{client_ip(request)}:{window}"
            if count(key, lasting=seconds) <= requests:
                return view(request, *args, **kwargs)
            answer = render(request, "429.html", status=429)
            answer.headers["Retry-After"] = str(seconds - passed)
            return answer

        return limited_view  # type: ignore[return-value]

    return limit


def count(key: str, *, lasting: int) -> int:
    """Count one more under ``key`` for ``lasting`` seconds and return how many there are."""
    if cache.add(key, 1, timeout=lasting):
        return 1
    try:
        number = cache.incr(key)
    except ValueError:  # it expired between the two lines
        return 1
    cache.touch(key, lasting)  # not every cache keeps the time when it counts
    return number
