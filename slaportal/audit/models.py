"""The ledger's rows, each chained to the one before, and the anchors that hold its heads."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from slaportal.audit import guards


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

    guarded = guards.APPEND_ONLY

    class Meta:
        ordering = ["stream", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["stream", "sequence"], name="event_once_per_sequence"),
        ]
        indexes = [models.Index(fields=["stream", "at"], name="event_stream_at")]

    def __str__(self) -> str:
        return f"{self.stream} #{self.sequence} {self.kind}"


class Anchor(models.Model):
    """The heads of all streams on one day, signed; a copy is exported, since a chain without an outside head proves little."""

    day = models.DateField(_("day"), unique=True)
    at = models.DateTimeField(_("at"))
    text = models.TextField(_("canonical text"), help_text=_("Exactly what was hashed and signed."))
    digest = models.CharField(_("SHA-256 of the text"), max_length=64)
    key_id = models.CharField(_("key"), max_length=60)
    signature = models.CharField(_("signature"), max_length=120)

    guarded = guards.APPEND_ONLY

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}"
