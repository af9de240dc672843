"""The health page, asked by machines that do not sign in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from slaportal.timetable import last_run_key
from slaportal.ui import health

NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_a_well_portal_answers_without_sign_in(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["ok"]) == (200, True)
    assert answer.json()["database"]["ok"] is True
    assert answer.json()["broker"] == {"ok": True, "kind": "files", "waiting": 0}


def on_redis(settings: Settings, url: str) -> None:
    """Put cache and broker on a Redis server, as REDIS_URL does."""
    settings.REDIS_URL = url
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}}


@pytest.mark.django_db
def test_a_broker_that_is_gone_makes_it_503(client: Client, settings: Settings) -> None:
    on_redis(settings, "redis://127.0.0.1:1/0")
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["broker"]) == (503, {"ok": False, "kind": "redis"})
    assert answer.json()["sweep"] == {"last": None, "late": True}


@pytest.mark.redis
def test_a_redis_that_answers_is_well(settings: Settings, redis_url: str) -> None:
    on_redis(settings, redis_url)
    assert health.broker_state() == {"ok": True, "kind": "redis"}


@pytest.mark.parametrize(("seconds", "late"), [(0, False), (120, False), (121, True)])
def test_a_sweep_is_late_after_two_minutes(seconds: int, late: bool) -> None:
    cache.set(last_run_key(health.SWEEP), NOON - timedelta(seconds=seconds))
    assert health.sweep_state(at=NOON)["late"] is late


def test_a_sweep_that_never_ran_is_late() -> None:
    cache.clear()
    assert health.sweep_state(at=NOON) == {"last": None, "late": True}
