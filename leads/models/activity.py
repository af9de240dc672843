"""What a lead did: page views, downloads, webinars, requests."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.arrival import Arrival
from leads.models.lead import Lead


class Activity(models.Model):
    """One thing a lead did at a moment; rows are only ever added."""

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="activities", db_index=False)
    kind = models.CharField(_("kind"), max_length=40)
    at = models.DateTimeField(_("at"))
    detail = models.CharField(_("detail"), max_length=300, blank=True)
    amount = models.PositiveIntegerField(
        _("amount"), default=1, help_text=_("Seconds for time on page, else 1.")
    )
    arrival = models.ForeignKey(
        Arrival, null=True, blank=True, on_delete=models.PROTECT, related_name="activities"
    )
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["lead", "kind", "at"], name="activity_lead_kind_at")]

    def __str__(self) -> str:
        return f"{self.kind} {self.detail}".strip()
