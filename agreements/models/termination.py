"""Ending an agreement without a successor: one leader asks, the other agrees or refuses."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models.agreement import Agreement
from slaportal.accounts.models import Side
from slaportal.audit import guards


class Termination(models.Model):
    """What one side asks and the other answers; with both, the version in force ends at ``ends_at``."""

    class Outcome(models.TextChoices):
        AGREED = "agreed", _("Agreed")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="terminations")
    side = models.CharField(_("side that asks"), max_length=10, choices=Side.choices)
    reason = models.TextField(_("reason"))
    ends_at = models.DateTimeField(_("to end at"))
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_known_by = models.CharField(_("how the asking leader was known"), max_length=60)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_known_by = models.CharField(_("how the answering leader was known"), max_length=60, blank=True)
    answer = models.TextField(_("answer"), blank=True)

    guarded = (
        guards.Guard(columns=("agreement_id", "side", "reason", "ends_at", "asked_at", "asked_by_id")),
        guards.Guard(
            columns=("outcome", "answered_at", "answered_by_id", "answer"), when="OLD.outcome <> ''"
        ),
    )

    class Meta:
        ordering = ["agreement", "-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement"],
                condition=models.Q(outcome=""),
                name="termination_one_open_per_agreement",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="termination_has_a_reason"),
            models.CheckConstraint(
                condition=models.Q(outcome="", answered_at=None, answered_by=None)
                | (models.Q(answered_at__isnull=False, answered_by__isnull=False) & ~models.Q(outcome="")),
                name="termination_answered_says_how_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}, asked by {self.asked_by}"
