"""Runs the parts of the test command one after the other: ``python -m tests.run lint sqlite``."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

BIN = Path(sys.executable).parent
MANAGE = (sys.executable, "manage.py")
PYTEST = (sys.executable, "-m", "pytest", "--quiet", "-rs")
NO_TESTS_COLLECTED = 5

# As on a real address, so that Django checks what it would check there.
DEPLOYED = {
    "PUBLIC_URL": "https://portal.example.com",
    "SECRET_KEY": "".join(f"{number:x}" for number in range(50)),
    "SEAL_KEY": f"seal-2026-1:{base64.b64encode(bytes(32)).decode()}",
    "READ_DOT_ENV": "false",
    "DEBUG": "false",
    "DEMO": "false",
}


@dataclass(frozen=True)
class Check:
    """One command of the lint part, and what it says about the code when it succeeds."""

    name: str
    command: Sequence[str]
    env: dict[str, str] = field(default_factory=dict)


LINT = (
    Check("types fit", (f"{BIN}/mypy",)),
    Check("code is tidy", (f"{BIN}/ruff", "check", "--quiet", "--output-format", "concise", ".")),
    Check(
        "code is formatted",
        (f"{BIN}/ruff", "format", "--check", "--quiet", "--output-format", "concise", "."),
    ),
    Check("templates are tidy", (f"{BIN}/djlint", "--lint", "--quiet", "templates")),
    Check("floors hold", (f"{BIN}/lint-imports", "--no-logo")),
    Check("migrations are complete", (*MANAGE, "makemigrations", "--check", "--dry-run")),
    Check("settings are safe", (*MANAGE, "check", "--deploy", "--fail-level", "WARNING"), DEPLOYED),
)
SUITES: dict[str, tuple[Sequence[str], dict[str, str]]] = {
    "quick": (("-n", "2", "-m", "not browser and not slow"), {}),
    "sqlite": (("-n", "2", "-m", "not browser"), {}),
    "postgres": (("-n", "2", "-m", "postgres"), {"TEST_ON": "postgres"}),
    # Playwright leaves an event loop running, which Django would take for an asynchronous caller.
    "browser": (("-n", "2", "-m", "browser"), {"DJANGO_ALLOW_ASYNC_UNSAFE": "true"}),
}


def main(parts: Sequence[str]) -> int:
    """Run the named parts, all of them even when one fails; return 0 when everything passed."""
    failed = []
    for part in parts:
        print(f"\n== {part}", flush=True)
        started = time.monotonic()
        if not (lint() if part == "lint" else suite(part)):
            failed.append(part)
        print(f"   {part}: {time.monotonic() - started:.0f} s", flush=True)
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nAll passed.", flush=True)
    return 1 if failed else 0


def lint() -> bool:
    """Run every check, two at a time; print what a failing one had to say."""
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(_run_check, LINT))
    for check, done in zip(LINT, results, strict=True):
        print(f"   {'FAIL' if done.returncode else 'ok  '} {check.name}", flush=True)
        if done.returncode:
            print(done.stdout, flush=True)
    return not any(done.returncode for done in results)


def suite(name: str) -> bool:
    """Run one pytest process; a suite without any test is no failure."""
    options, env = SUITES[name]
    done = subprocess.run((*PYTEST, *options), env=os.environ | env, check=False)
    return done.returncode in (0, NO_TESTS_COLLECTED)


def _run_check(check: Check) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        check.command,
        env=os.environ | check.env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
