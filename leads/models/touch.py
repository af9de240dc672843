"""A touch: one attempt to reach a lead."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.lead import Lead
from leads.models.stint import Stint
from slaportal.audit.history import tracked


class Touch(models.Model):
    """A call, e-mail, meeting or social message. A contact is a touch that the lead answered."""

    class Kind(models.TextChoices):
        CALL = "call", _("Call")
        EMAIL = "email", _("E-mail")
        MEETING = "meeting", _("Meeting")
        MESSAGE = "message", _("Social message")

    class Outcome(models.TextChoices):
        SENT = "sent", _("Sent")
        NO_ANSWER = "no_answer", _("No answer")
        VOICEMAIL = "voicemail", _("Voicemail left")
        REACHED = "reached", _("Reached")
        REPLIED = "replied", _("Replied")
        BOUNCED = "bounced", _("Bounced or wrong number")

    # The composite indexes below serve these three.
    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="touches", db_index=False)
    stint = models.ForeignKey(
        Stint, null=True, blank=True, on_delete=models.PROTECT, related_name="touches", db_index=False
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="touches",
        db_index=False,
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    is_automatic = models.BooleanField(_("automatic"), default=False)
    is_inbound = models.BooleanField(_("from the lead"), default=False)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    is_contact = models.BooleanField(_("contact"), default=False)
    note = models.TextField(_("note"), blank=True)
    happened_at = models.DateTimeField(_("happened"))
    logged_at = models.DateTimeField(_("logged"))
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    history = tracked(no_db_index=["lead", "stint", "by"])

    class Meta:
        ordering = ["-happened_at", "-pk"]
        indexes = [
            models.Index(fields=["lead", "-happened_at"], name="touch_lead_newest"),
            models.Index(fields=["stint", "happened_at"], name="touch_stint"),
            models.Index(fields=["by", "logged_at"], name="touch_by_logged"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_outcome_display()}"
