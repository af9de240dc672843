"""What a leader gave in a round: a signature or a decline; both stay on record for ever."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models.signing import SigningRound
from slaportal.accounts.models import Side
from slaportal.audit import guards


class Signature(models.Model):
    """A leader's signature with the evidence of how it was given; rows are only ever added."""

    round = models.ForeignKey(SigningRound, on_delete=models.PROTECT, related_name="signatures")
    side = models.CharField(_("side"), max_length=10, choices=Side.choices)
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="signatures")
    typed_name = models.CharField(_("name as typed"), max_length=200)
    digest = models.CharField(_("SHA-256 of the text seen"), max_length=64)
    consent_version = models.PositiveSmallIntegerField(_("consent text number"))
    consent_text = models.TextField(_("consent text"))
    consent_digest = models.CharField(_("SHA-256 of the consent text"), max_length=64)
    for_leader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("in place of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The leader, where a substitute signed."),
    )
    authenticated_by = models.CharField(_("how the signer was known"), max_length=60)
    viewed_at = models.DateTimeField(_("text opened"), null=True, blank=True)
    consented_at = models.DateTimeField(_("declaration accepted"), null=True, blank=True)
    signed_at = models.DateTimeField(_("signed"))
    ip_address = models.GenericIPAddressField(_("from"), null=True, blank=True)
    user_agent = models.CharField(_("browser"), max_length=400, blank=True)
    statement = models.TextField(_("statement"), help_text=_("All of the above as one canonical text."))
    statement_digest = models.CharField(_("SHA-256 of the statement"), max_length=64)

    guarded = guards.APPEND_ONLY

    class Meta:
        ordering = ["signed_at"]
        constraints = [
            models.UniqueConstraint(fields=["round", "side"], name="signature_once_per_side"),
            models.UniqueConstraint(fields=["round", "signer"], name="signature_once_per_signer"),
        ]

    def __str__(self) -> str:
        return f"{self.typed_name} for {self.side}, {self.round}"


class Decline(models.Model):
    """A leader refused to sign, with the reason (requirement B5)."""

    round = models.OneToOneField(SigningRound, on_delete=models.PROTECT, related_name="decline")
    side = models.CharField(_("side"), max_length=10, choices=Side.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    at = models.DateTimeField(_("at"))

    guarded = guards.APPEND_ONLY

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="decline_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.person} declined {self.round}"
