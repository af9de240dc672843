"""The timetable, which names its tasks by string."""

from __future__ import annotations

import pytest

from slaportal.celery import app
from slaportal.timetable import TIMETABLE


@pytest.fixture(scope="module")
def known() -> set[str]:
    """The names of all tasks a worker would know."""
    app.loader.import_default_modules()
    return set(app.tasks)


def test_every_task_of_the_timetable_exists(known: set[str]) -> None:
    assert set(TIMETABLE) - known == set()


def test_a_beat_that_nobody_picked_up_expires_before_the_next() -> None:
    assert {task: entry["options"]["expires"] for task, entry in app.conf.beat_schedule.items()} == TIMETABLE
