"""The worker, which also beats the time of the timetable."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.schedules import schedule
from celery.signals import task_success
from django.core.cache import cache
from django.utils import timezone

from slaportal.timetable import TIMETABLE, last_run_key

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "slaportal.settings")

app = Celery("slaportal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    task: {"task": task, "schedule": schedule(every), "options": {"expires": every}}
    for task, every in TIMETABLE.items()
}


@task_success.connect
def remember_last_run(sender: Any, **_: Any) -> None:
    """Keep the moment a task of the timetable last went well, for the health page."""
    if sender.name in TIMETABLE:
        cache.set(last_run_key(sender.name), timezone.now(), timeout=None)
