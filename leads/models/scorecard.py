"""A scorecard: the figures of a closed quarter, frozen (requirement D4)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement


class Scorecard(models.Model):
    """Every clause's actual, n and verdict as they stood when the quarter was closed; never changed afterwards."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="scorecards")
    quarter = models.CharField(_("quarter"), max_length=7, help_text=_('Such as "2026-Q3".'))
    figures = models.JSONField(_("figures"))
    digest = models.CharField(_("SHA-256 of the figures"), max_length=64)
    counted_at = models.DateTimeField(_("counted"))

    class Meta:
        ordering = ["agreement", "-quarter"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "quarter"], name="scorecard_once_per_quarter")
        ]

    def __str__(self) -> str:
        return f"{self.agreement}, {self.quarter}"
