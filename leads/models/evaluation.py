"""An evaluation: one judgement of one lead by one version, kept with its evidence."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models import Version
from leads.models.lead import Lead


class Evaluation(models.Model):
    """The verdict as it was reached; rows are only ever added (requirement A8)."""

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="evaluations", db_index=False)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(_("judged"))
    because = models.CharField(
        _("occasion"), max_length=20, help_text=_("arrival, activity, edit, recycle, version.")
    )
    meets_definition = models.BooleanField(_("meets the definition"))
    missing = models.JSONField(_("required information missing"), default=list)
    qualified = models.BooleanField(
        _("qualified"), help_text=_("Meets the definition and is complete: may be handed over.")
    )
    complete = models.BooleanField(_("complete"), help_text=_("All required information present and valid."))
    verdict = models.JSONField(_("verdict"), default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["lead", "-at"], name="evaluation_lead_newest")]

    def __str__(self) -> str:
        return f"{self.lead}: {'qualified' if self.qualified else 'not qualified'}"
