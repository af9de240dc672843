"""An arrival: information as it came in, stored before anything is made of it, so nothing accepted is lost."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.batch import Batch
from leads.models.channel import Channel


class Arrival(models.Model):
    """One form sent, row imported, card read or request received; the payload stays as it was."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="arrivals", db_index=False)
    key = models.CharField(  # noqa: DJ001
        _("key"),
        max_length=200,
        null=True,
        blank=True,
        help_text=_("The same key on the same channel is the same arrival."),
    )
    received_at = models.DateTimeField(_("received"))
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    payload = models.JSONField(_("as it came"), default=dict)
    lead = models.ForeignKey(
        "leads.Lead", null=True, blank=True, on_delete=models.PROTECT, related_name="arrivals"
    )
    joined = models.CharField(
        _("how it was matched"),
        max_length=20,
        blank=True,
        help_text=_("Empty for a new lead: outside_id, email, phone, person."),
    )
    processed_at = models.DateTimeField(_("processed"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("failed attempts"), default=0)
    trouble = models.CharField(_("why it could not be processed"), max_length=500, blank=True)
    batch = models.ForeignKey(Batch, null=True, blank=True, on_delete=models.PROTECT, related_name="arrivals")
    row = models.PositiveIntegerField(_("row"), null=True, blank=True)

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "key"], name="arrival_key_once_per_channel"),
        ]
        indexes = [
            models.Index(
                fields=["received_at"], condition=models.Q(processed_at=None), name="arrival_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel}, {self.received_at:%Y-%m-%d %H:%M}"
