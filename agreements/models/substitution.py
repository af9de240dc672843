"""A leader's substitute for a period: who signs in their place while they are away."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models.agreement import Agreement
from slaportal.accounts.models import Side
from slaportal.audit.history import tracked


class Substitution(models.Model):
    """Named by the leader, for one agreement and a period; a signature given under it shows both names."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="substitutions")
    side = models.CharField(_("side"), max_length=10, choices=Side.choices)
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("substitute"), on_delete=models.PROTECT, related_name="+"
    )
    begins_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    reason = models.TextField(_("reason"), blank=True)
    named_at = models.DateTimeField(_("named"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    history = tracked()

    class Meta:
        ordering = ["agreement", "-begins_at"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(leader=models.F("substitute")), name="substitute_is_somebody_else"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("begins_at")),
                name="substitution_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at=None, revoked_by=None)
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="substitution_revoked_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.substitute} for {self.leader}"
