"""The ledger's rows: what happened, in order, each line chained to the one before."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """One thing that happened to one subject; ``ledger.record`` adds rows and nothing changes them."""

    stream = models.CharField(_("stream"), max_length=60, help_text=_('The subject, such as "agreement:12".'))
    sequence = models.PositiveIntegerField(_("sequence"))
    kind = models.CharField(_("kind"), max_length=60)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    data = models.JSONField(_("data"), default=dict)
    canonical = models.TextField(_("canonical text"), help_text=_("Exactly what was hashed."))
    previous_hash = models.CharField(_("hash of the line before"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64)

    class Meta:
        ordering = ["stream", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["stream", "sequence"], name="event_once_per_sequence"),
        ]
        indexes = [models.Index(fields=["stream", "at"], name="event_stream_at")]

    def __str__(self) -> str:
        return f"{self.stream} #{self.sequence} {self.kind}"
