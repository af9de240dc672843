"""A draft keeps its last run on past leads; what is signed keeps the run it was signed with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agreements.models import Version
from agreements.rules import lifecycle


def keep_forecast(version: Version, forecast: Mapping[str, Any]) -> bool:
    """Keep a run with a version that is being written; False when its text has moved on since, or is signed.

    A run changes nothing of the text, so it is no edit: no revision, no history, nobody's turn is touched.
    """
    unchanged = Version.objects.filter(pk=version.pk, revision=version.revision, state__in=lifecycle.OPEN)
    return bool(unchanged.update(forecast=dict(forecast)))
