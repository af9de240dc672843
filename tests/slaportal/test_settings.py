"""What the settings promise: strict pages, closed doors, and a configuration that only the environment changes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.test import Client

from slaportal.accounts.models import User

SETTINGS_AS_JSON = """
import json, sys
from slaportal import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))
"""


def settings_with(environment: dict[str, str], *names: str) -> dict[str, Any]:
    """Read settings in a fresh process with this environment."""
    done = subprocess.run(
        [sys.executable, "-c", SETTINGS_AS_JSON, *names],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    read: dict[str, Any] = json.loads(done.stdout)
    return read


def test_a_page_may_use_nothing_inline_and_nothing_from_elsewhere(client: Client) -> None:
    policy = client.get("/account/login/")["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == "'self'"


@pytest.mark.django_db
def test_nobody_signs_up_by_themselves(client: Client) -> None:
    password = "long-enough-to-be-taken"
    client.post(
        "/account/signup/", {"email": "stranger@example.com", "password1": password, "password2": password}
    )
    assert not User.objects.exists()


def test_https_switches_on_everything_that_needs_it() -> None:
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "ALLOWED_HOSTS")
    assert settings_with({"PUBLIC_URL": "https://portal.example.com"}, *names) == {
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "ALLOWED_HOSTS": ["portal.example.com"],
    }


def test_a_portal_on_https_refuses_to_make_up_its_key() -> None:
    with pytest.raises(subprocess.CalledProcessError) as refused:
        settings_with({"PUBLIC_URL": "https://portal.example.com", "SECRET_KEY": ""}, "SECRET_KEY")
    assert "Set SECRET_KEY" in refused.value.stderr


def test_a_local_portal_makes_its_key_once_and_keeps_it(tmp_path: Any) -> None:
    environment = {"SECRET_KEY": "", "VAR_DIR": str(tmp_path)}
    first = settings_with(environment, "SECRET_KEY")
    assert first == settings_with(environment, "SECRET_KEY")
    assert len(first["SECRET_KEY"]) > 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_redis_carries_broker_and_cache_when_there_is_one() -> None:
    read = settings_with({"REDIS_URL": "redis://127.0.0.1:6379/9"}, "CELERY_BROKER_URL", "CACHES")
    assert read["CELERY_BROKER_URL"] == "redis://127.0.0.1:6379/9"
    assert read["CACHES"]["default"]["BACKEND"] == "django.core.cache.backends.redis.RedisCache"


def test_without_redis_the_broker_is_a_folder() -> None:
    assert settings_with({"REDIS_URL": ""}, "CELERY_BROKER_URL") == {"CELERY_BROKER_URL": "filesystem://"}


def test_sqlite_takes_its_write_lock_first() -> None:
    database = settings_with({"DATABASE_URL": "sqlite:////tmp/portal.sqlite3"}, "DATABASES")["DATABASES"][
        "default"
    ]
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert database["OPTIONS"]["timeout"] == 20


def test_postgresql_connections_are_kept() -> None:
    database = settings_with({"DATABASE_URL": "postgres://u:p@db.example.com/portal"}, "DATABASES")[
        "DATABASES"
    ]["default"]
    assert (database["CONN_MAX_AGE"], database["CONN_HEALTH_CHECKS"]) == (600, True)
