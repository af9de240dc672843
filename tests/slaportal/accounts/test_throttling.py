"""Doors that strangers could abuse answer only so often."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from slaportal.accounts.throttling import limited


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@limited("form", requests=3, seconds=60)
def door(request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


@limited("other-form", requests=3, seconds=60)
def other_door(request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


def knock(at: str = "192.0.2.1", method: str = "POST", view: object = door) -> HttpResponse:
    request = RequestFactory().generic(method, "/f/price/", REMOTE_ADDR=at)
    request.COOKIES = {}
    return view(request)  # type: ignore[operator, no-any-return]


def test_the_fourth_in_a_minute_is_told_when_to_come_back() -> None:
    with time_machine.travel("2026-11-17 10:42:20+00:00", tick=False):
        assert [knock().status_code for _ in range(4)] == [200, 200, 200, 429]
        refused = knock()
    assert refused.headers["Retry-After"] == "40"
    assert "Too many tries" in refused.content.decode()


def test_the_next_minute_begins_afresh() -> None:
    with time_machine.travel("2026-11-17 10:42:20+00:00", tick=False) as clock:
        assert [knock().status_code for _ in range(4)][-1] == 429
        clock.shift(40)
        assert knock().status_code == 200


def test_others_addresses_other_doors_and_looking_do_not_count() -> None:
    with time_machine.travel("2026-11-17 10:42:20+00:00", tick=False):
        for _ in range(3):
            knock()
        answers = [knock("192.0.2.2"), knock(view=other_door), knock(method="GET")]
    assert [answer.status_code for answer in answers] == [200, 200, 200]


@pytest.mark.redis
def test_redis_counts_the_same(settings: Settings, redis_url: str) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": redis_url,
            "KEY_PREFIX": "throttling",
        }
    }
    cache.clear()
    with time_machine.travel("2026-11-17 10:42:20+00:00", tick=False):
        assert [knock("192.0.2.3").status_code for _ in range(4)] == [200, 200, 200, 429]
    cache.clear()
