"""The migrations lead an empty database to exactly the tables the tests run on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from tests import services

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.django_db]

#: Every column with its table, and every index; what a database calls its rules differs between databases.
SHAPE = """
import django; django.setup()
from django.db import connection
from tests.slaportal.test_migrations import shape
for line in shape(connection): print(line)
"""


def shape(connection: object) -> list[str]:
    """Describe the tables of a database, line by line."""
    lines = []
    with connection.cursor() as cursor:  # type: ignore[attr-defined]
        introspection = connection.introspection  # type: ignore[attr-defined]
        for table in sorted(introspection.table_names(cursor)):
            if table in {"django_migrations", "sqlite_sequence"}:
                continue
            columns = introspection.get_table_description(cursor, table)
            lines += [f"{table}.{column.name} {column.null_ok}" for column in columns]
            rules = introspection.get_constraints(cursor, table)
            lines += [
                f"{table} {sorted(rule['columns'])} {rule['unique']} {rule['check']} {bool(rule['index'])}"
                for rule in rules.values()
                if not rule["foreign_key"]
            ]
    return sorted(lines)


def manage(environment: dict[str, str], *command: str) -> str:
    """Run a command of the portal on a database of its own."""
    done = subprocess.run(
        [sys.executable, *command],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a portal with an empty database of the kind the tests run on."""
    environment = {"VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "slaportal.settings"}
    if connection.vendor == "sqlite":
        yield environment
        return
    server, name = services.postgres_url(), f"migrated_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as maintenance:
        maintenance.execute(f"CREATE DATABASE {name}")
        try:
            yield environment | {"DATABASE_URL": urlsplit(server)._replace(path=f"/{name}").geturl()}
        finally:
            maintenance.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_migrating_an_empty_database_makes_these_tables_and_lays_every_guard(empty: dict[str, str]) -> None:
    manage(empty, "manage.py", "migrate", "--verbosity", "0")
    assert "no issues" in manage(empty, "manage.py", "check", "--database", "default")
    assert manage(empty, "-c", SHAPE).splitlines() == shape(connection)
