"""The rotation's memory: who got the last lead of a team, fairly by weight."""

from __future__ import annotations

from django.db import models

from slaportal.accounts.models import Membership


class Rotation(models.Model):
    """How many leads a person was dealt by rotation in their place in a team.

    A newcomer starts at the team's present level; whoever leaves a team leaves their turn with it.
    """

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="rotation")
    dealt = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.membership}: {self.dealt}"
