"""The rotation's memory: who got the last lead of a team, fairly by weight."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from slaportal.accounts.models import Team


class Rotation(models.Model):
    """How many leads a person was dealt by rotation in a team; a newcomer starts at the team's present level."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="rotation")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    dealt = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="rotation_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.dealt} in {self.team}"
