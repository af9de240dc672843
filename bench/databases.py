"""An empty database to measure on: a SQLite file, or one made for it on a PostgreSQL server; gone afterwards."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests import services


@contextmanager
def empty(name: str) -> Iterator[str]:
    """Make an empty database on "sqlite" or "postgres" and yield its address. Raises services.Missing without a server."""
    if name == "sqlite":
        with tempfile.TemporaryDirectory(prefix="slaportal-bench-") as folder:
            yield f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        return
    server = services.postgres_url()
    made = f"slabench_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as maintenance:
        maintenance.execute(f"CREATE DATABASE {made}")
        try:
            yield urlsplit(server)._replace(path=f"/{made}").geturl()
        finally:
            maintenance.execute(f"DROP DATABASE {made} WITH (FORCE)")
