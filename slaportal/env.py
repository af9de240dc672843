"""What the environment says about this installation; ``.env.example`` lists every name read here."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]

_env = environ.Env()
if os.environ.get("READ_DOT_ENV", "true") == "true":
    _env.read_env(BASE_DIR / ".env")


def _secret_key() -> str:
    """Return SECRET_KEY; a local installation without one makes it once and keeps it under VAR_DIR."""
    if given := _env.str("SECRET_KEY", default=""):
        return given
    if HTTPS:
        raise ImproperlyConfigured(
            "Set SECRET_KEY: a portal on https signs its sessions with a key of its own."
        )
    kept = VAR_DIR / "secret_key"
    try:
        with open(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return kept.read_text()


def _database() -> dict[str, Any]:
    """Return Django's description of the database that DATABASE_URL names; a SQLite file without one."""
    database = _env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'portal.sqlite3'}")
    options = database.setdefault("OPTIONS", {})
    if database["ENGINE"].endswith("sqlite3"):
        # Measured with eight writers: Django's own options failed 378 of 600 writes, these none.
        options |= {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON; "
                "PRAGMA cache_size=-32000;"
            ),
        }
    else:
        database |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
        options.setdefault("connect_timeout", 5)
    return database


VAR_DIR = Path(_env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG: bool = _env.bool("DEBUG", default=False)
DEMO: bool = _env.bool("DEMO", default=False)
LOG_LEVEL: str = _env.str("LOG_LEVEL", default="INFO")

PORT: int = _env.int("PORT", default=8000)
BIND: str = _env.str("BIND", default="127.0.0.1")
WEB_PROCESSES: int = _env.int("WEB_PROCESSES", default=2)
# The address people type. With https it switches on secure cookies, HSTS and the redirect to https.
PUBLIC_URL: str = _env.str("PUBLIC_URL", default=f"http://localhost:{PORT}").rstrip("/")
HTTPS: bool = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS: list[str] = [
    urlsplit(PUBLIC_URL).hostname or "localhost",
    *([] if HTTPS else LOOPBACK),
    *_env.list("ALLOWED_HOSTS", default=[]),
]
TRUSTED_PROXIES: int = _env.int("TRUSTED_PROXIES", default=0)
HSTS_SECONDS: int = _env.int("HSTS_SECONDS", default=31_536_000)

SECRET_KEY: str = _secret_key()
SECRET_KEY_FALLBACKS: list[str] = _env.list("SECRET_KEY_FALLBACKS", default=[])

# The keys that seal signed agreements; a folder nobody chose lies beside the database.
SEAL_KEY: str = _env.str("SEAL_KEY", default="")
SEAL_KEY_DIR: str = _env.str("SEAL_KEY_DIR", default="")
SEAL_PUBLIC_KEYS: list[str] = _env.list("SEAL_PUBLIC_KEYS", default=[])
ANCHOR_DIR = Path(_env.str("ANCHOR_DIR", default=str(VAR_DIR / "anchors")))

DATABASE: dict[str, Any] = _database()
REDIS_URL: str = _env.str("REDIS_URL", default="")
# Without Redis the worker's messages are files; the broker expects to find its folders.
QUEUE_DIR, CONTROL_DIR = VAR_DIR / "broker" / "queue", VAR_DIR / "broker" / "control"
if not REDIS_URL:
    for folder in (QUEUE_DIR, CONTROL_DIR):
        folder.mkdir(parents=True, exist_ok=True)

EMAIL: dict[str, Any] = _env.email_url(
    "EMAIL_URL", default=f"filemail://{VAR_DIR / 'mail'}" if DEMO else "consolemail://"
)
EMAIL_FROM: str = _env.str("EMAIL_FROM", default="SLA Portal <portal@example.com>")

UPLOAD_MAX_BYTES: int = _env.int("UPLOAD_MAX_BYTES", default=100 * 1024 * 1024)
