"""Runs the whole portal on one machine without any other server: web, worker and timetable."""

from __future__ import annotations

import hashlib
import os
import socket
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from slaportal.accounts import demo
from slaportal.supervisor import AlreadyRunning, Program, Supervisor, sole


class Command(BaseCommand):
    """Prepare what is missing, then keep web and worker running until SIGTERM or Ctrl-C."""

    help = "Runs the whole portal on one machine: web server, worker and timetable."
    requires_system_checks: list[str] = []  # the web process makes them; here they would cost a second

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add ``--prepare-only``."""
        parser.add_argument(
            "--prepare-only",
            action="store_true",
            help="Migrate, seed and collect, then stop without serving.",
        )

    def handle(self, *, prepare_only: bool, **_: Any) -> None:
        """Hold the lock of this installation while preparing and serving."""
        try:
            with sole(settings.VAR_DIR / "portal.lock", note=f"process {os.getpid()}, {settings.PUBLIC_URL}"):
                self.prepare()
                if not prepare_only:
                    self.serve()
        except AlreadyRunning as other:
            raise CommandError(f"The portal already runs from this folder ({other}).") from None

    def prepare(self) -> None:
        """Bring database, demo data and static files up to date; does nothing the second time."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.say("Preparing the database …")
            call_command("migrate", verbosity=0, interactive=False)
        if settings.DEMO and "seed_demo" in get_commands() and not get_user_model().objects.exists():
            self.say("Making demo data …")
            call_command("seed_demo", stdout=self.stdout)
        collect_static()
        connection.close()

    def serve(self) -> None:
        """Run web and worker; raises CommandError when the port is taken."""
        if answers(settings.BIND, settings.PORT):
            raise CommandError(f"Port {settings.PORT} is in use. Choose another one: PORT=8001 make run")
        supervisor = Supervisor([web(), worker()], say=self.say)
        supervisor.run(ready=lambda: answers(settings.BIND, settings.PORT), announce=self.announce)
        self.say("Stopped.")

    def announce(self) -> None:
        """Print the address and whom to sign in as."""
        self.say(f"\nSLA Portal is ready: {settings.PUBLIC_URL}")
        if people := demo.people():
            width = max(len(role) for role, _ in people)
            self.say(f"Demo people (password: {settings.DEMO_PASSWORD})")
            for role, person in people:
                self.say(f"  {role:<{width}}  {person.email}")
        connection.close()
        self.say("Stop with Ctrl-C.\n")

    def say(self, line: str) -> None:
        """Write one line, at once."""
        self.stdout.write(line)
        self.stdout.flush()


def web() -> Program:
    """Return the web server's command line."""
    return Program(
        "web",
        [
            *(sys.executable, "-m", "gunicorn", "slaportal.wsgi:application", "--preload"),
            *("--bind", f"{settings.BIND}:{settings.PORT}", "--workers", str(settings.WEB_PROCESSES)),
            *("--timeout", "60", "--graceful-timeout", "15", "--log-level", "warning", "--no-control-socket"),
        ],
    )


def worker() -> Program:
    """Return the command line of the worker, which also beats time."""
    return Program(
        "worker",
        [
            *(sys.executable, "-m", "celery", "--quiet", "--app", "slaportal.celery", "worker"),
            *("--beat", "--pool", "solo", "--schedule", settings.CELERY_BEAT_SCHEDULE_FILENAME),
            *("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING"),
        ],
    )


def collect_static() -> None:
    """Collect static files when any of them changed since the last time."""
    if settings.DEBUG:
        return
    files = sorted(
        (path, storage.size(path), storage.get_modified_time(path).timestamp())
        for finder in get_finders()
        for path, storage in finder.list([])
    )
    now = hashlib.sha256(repr(files).encode()).hexdigest()
    mark = settings.VAR_DIR / "static.collected"
    if mark.exists() and mark.read_text() == now:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    mark.write_text(now)


def answers(host: str, port: int) -> bool:
    """Say whether something takes connections there."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}
    try:
        with socket.create_connection((everywhere.get(host, host), port), timeout=1):
            return True
    except OSError:
        return False
