"""An answer: what sales decided about a lead it was handed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.lead import Lead
from leads.models.stint import Stint


class Answer(models.Model):
    """Accepted, returned, disqualified, recycled or moved on; rows are only ever added (requirement C6)."""

    class Kind(models.TextChoices):
        ACCEPT = "accept", _("Accepted")
        RETURN = "return", _("Returned")
        DISQUALIFY = "disqualify", _("Disqualified")
        RECYCLE = "recycle", _("Recycled")
        SQL = "sql", _("Found ready (SQL)")
        OPPORTUNITY = "opportunity", _("Became an opportunity")
        WON = "won", _("Won")
        LOST = "lost", _("Lost")

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="answers")
    stint = models.ForeignKey(Stint, on_delete=models.PROTECT, related_name="answers")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    reason_kind = models.CharField(
        _("kind of reason"),
        max_length=12,
        blank=True,
        help_text=_("definitional, clerical or procedural, for returns."),
    )
    reason = models.CharField(_("reason"), max_length=60, blank=True)
    criterion = models.CharField(_("criterion that failed"), max_length=40, blank=True)
    note = models.TextField(_("note"), blank=True)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="answers"
    )
    without_touch = models.BooleanField(_("without any touch"), default=False)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["stint", "kind"],
                condition=models.Q(undone_at=None),
                name="answer_once_per_stint_and_kind",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="return") | (~models.Q(reason="") & ~models.Q(reason_kind="")),
                name="answer_return_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="disqualify") | ~models.Q(reason=""),
                name="answer_disqualify_has_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["kind", "at"], name="answer_kind_at")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.lead}"
