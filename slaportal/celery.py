"""The worker, and the one timetable of everything that happens by itself."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.schedules import schedule
from celery.signals import beat_init, task_success, worker_init
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "slaportal.settings")

MINUTE, HOUR = 60, 3600

# task → seconds between two runs. A run that nobody picked up before the next one is due has expired: every
# task looks at the database for what is due, so a missed run costs time, never work.
TIMETABLE: dict[str, int] = {
    "leads.tasks.work_batches": 5,
    "slaportal.notifications.tasks.deliver": 10,
    "leads.tasks.tick": 15,
    "agreements.tasks.chase": 15 * MINUTE,
    "leads.tasks.close_quarters": HOUR,
    "slaportal.notifications.tasks.digest": HOUR,
}

app = Celery("slaportal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    task: {"task": task, "schedule": schedule(every), "options": {"expires": every}}
    for task, every in TIMETABLE.items()
}


def last_run_key(task: str) -> str:
    """Return the cache key under which the moment of a task's last good run is kept."""
    return f"last-run:{task}"


@task_success.connect
def remember_last_run(sender: Any, **_: Any) -> None:
    """Keep the moment a task of the timetable last went well, for the health page."""
    if sender.name in TIMETABLE:
        cache.set(last_run_key(sender.name), timezone.now(), timeout=None)


@beat_init.connect
@worker_init.connect
def make_broker_folders(**_: Any) -> None:
    """Make the folders of the file-system broker, which expects to find them."""
    if not settings.CELERY_BROKER_URL.startswith("filesystem:"):
        return
    for name in ("queue", "control"):
        (settings.BROKER_DIR / name).mkdir(parents=True, exist_ok=True)
