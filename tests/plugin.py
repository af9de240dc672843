"""Chooses which tests run where, skips in plain words what this machine cannot do, and lends out services."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import hypothesis
import pytest
from django.conf import settings
from django.db.backends.sqlite3.base import DatabaseOperations
from playwright.sync_api import Browser, sync_playwright

from slaportal.audit import guards
from tests import services

CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# marker → what raises services.Missing when the machine lacks it
NEEDED: dict[str, Callable[[], str]] = {
    "redis": services.redis_url,
    "browser": services.chromium_path,
}

# Machines differ in speed: a property test fails for what it finds, never for how long it looked.
hypothesis.settings.register_profile("portal", deadline=None, print_blob=True)
hypothesis.settings.load_profile("portal")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave tests for PostgreSQL alone to their own run; skip those whose service is missing."""
    if os.environ.get("TEST_ON") == "postgres":
        if settings.NO_POSTGRES:
            _skip(items, settings.NO_POSTGRES)
    elif elsewhere := [item for item in items if _only_on_postgres(item)]:
        items[:] = [item for item in items if item not in elsewhere]
        config.hook.pytest_deselected(items=elsewhere)
    for marker, need in NEEDED.items():
        if needing := [item for item in items if item.get_closest_marker(marker)]:
            try:
                need()
            except services.Missing as missing:
                _skip(needing, str(missing))


def _only_on_postgres(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("postgres")
    return bool(marker and marker.kwargs.get("only"))


def _skip(items: list[pytest.Item], reason: str) -> None:
    for item in items:
        item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session", autouse=True)
def emptied_though_guarded() -> Iterator[None]:
    """Let Django empty a test's SQLite, which it does row by row: the guards of evidence stand aside for that alone."""
    flush = DatabaseOperations.execute_sql_flush

    def unguarded(self: DatabaseOperations, statements: list[str]) -> None:
        with guards.lifted(self.connection.alias):
            flush(self, statements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", unguarded)
        yield


@pytest.fixture(scope="session")
def redis_url() -> str:
    """The address of a Redis server; mark the test with ``redis``."""
    return services.redis_url()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A running Chromium; mark the test with ``browser``."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=services.chromium_path(), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
