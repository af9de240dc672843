"""Whether the portal is well: its database, its broker, and when it last looked for what is due."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from slaportal.accounts.access import open_to_everyone
from slaportal.timetable import TIMETABLE, last_run_key

SWEEP = "leads.tasks.tick"
MISSED_SWEEPS = 8  # two minutes at one sweep in 15 seconds: a restart of the worker is no alarm


@open_to_everyone
@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer with the state of each part: 200 while pages can be served, 503 without database or broker.

    A late sweep is said (``"late": true``) and leaves the status at 200: the web process itself is well. So do the parts that
    ``HEALTH_PROVIDERS`` add.
    """
    database, broker = database_state(), broker_state()
    well = database["ok"] and broker["ok"]
    at = timezone.now()
    body = {"ok": well, "database": database, "broker": broker, "sweep": sweep_state(at=at)}
    if database["ok"]:
        for provider in map(import_string, settings.HEALTH_PROVIDERS):
            body |= provider(at=at)
    return JsonResponse(body, status=200 if well else 503)


def database_state() -> dict[str, Any]:
    """Ask the database for one row."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return {"ok": False, "engine": connection.vendor}
    return {"ok": True, "engine": connection.vendor}


def broker_state() -> dict[str, Any]:
    """Ask the broker whether it takes messages; the file-system broker also says how many wait."""
    if settings.REDIS_URL:
        return {"ok": cache_answers(), "kind": "redis"}
    ready = os.access(settings.QUEUE_DIR, os.W_OK)
    return {"ok": ready, "kind": "files", "waiting": len(os.listdir(settings.QUEUE_DIR)) if ready else None}


def cache_answers() -> bool:
    """Say whether the cache answers; with Redis, cache and broker are the same server."""
    try:
        cache.get(last_run_key(SWEEP))
    except Exception:  # whatever the client raises: it is not there for us
        return False
    return True


def sweep_state(*, at: datetime) -> dict[str, Any]:
    """Say when the sweep for due moments last went well, and whether that is too long ago at ``at``."""
    last: datetime | None = cache.get(last_run_key(SWEEP)) if cache_answers() else None
    limit = timedelta(seconds=TIMETABLE[SWEEP] * MISSED_SWEEPS)
    return {"last": last.isoformat() if last else None, "late": last is None or at - last > limit}
