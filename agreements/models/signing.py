"""A signing round: one frozen text put before both leaders."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models.version import Version
from slaportal.audit import guards


class SigningRound(models.Model):
    """Opened by proposing a version, closed by both signatures, a decline, a withdrawal, an edit or its expiry."""

    class Outcome(models.TextChoices):
        SIGNED = "signed", _("Signed by both")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EDITED = "edited", _("The text was changed")
        EXPIRED = "expired", _("Expired")

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveIntegerField(_("number"))
    text = models.TextField(_("canonical text"), help_text=_("Exactly what was put before both leaders."))
    digest = models.CharField(_("SHA-256 of the text"), max_length=64)
    opened_at = models.DateTimeField(_("opened"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(_("ends"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    reminders = models.PositiveSmallIntegerField(_("reminders sent"), default=0)
    next_reminder_at = models.DateTimeField(_("next reminder"), null=True, blank=True)

    guarded = (
        guards.Guard(columns=("version_id", "number", "text", "digest", "opened_at", "opened_by_id")),
        guards.Guard(columns=("closed_at", "outcome", "reason"), when="OLD.closed_at IS NOT NULL"),
    )

    class Meta:
        ordering = ["version", "number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="round_number_once"),
            models.UniqueConstraint(
                fields=["version"], condition=models.Q(closed_at=None), name="round_one_open_per_version"
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at=None, outcome="")
                | (models.Q(closed_at__isnull=False) & ~models.Q(outcome="")),
                name="round_closed_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}, round {self.number}"
