"""A suggested change to one place of a draft: accepted, rejected, withdrawn, or overtaken."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models.version import Version
from slaportal.audit import guards


class Suggestion(models.Model):
    """Another text for one place, made on the text that its hash names (docs/signing.md, Ceremony 8).

    Whether it is outdated is no column: it is as soon as the place has another hash than ``base_digest``.
    """

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="suggestions")
    place = models.CharField(_("place"), max_length=20)
    base_digest = models.CharField(_("SHA-256 of the text it was made on"), max_length=64)
    before = models.JSONField(_("text it was made on"))
    proposed = models.JSONField(_("suggested text"))
    why = models.TextField(_("why"), blank=True)
    at = models.DateTimeField(_("suggested"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.TextField(_("answer"), blank=True)

    guarded = (
        guards.Guard(
            columns=("version_id", "place", "base_digest", "before", "proposed", "why", "at", "by_id")
        ),
        guards.Guard(columns=("outcome", "settled_at", "settled_by_id", "answer"), when="OLD.outcome <> ''"),
    )

    class Meta:
        ordering = ["version", "at", "pk"]
        indexes = [models.Index(fields=["version", "place"], name="suggestion_of_a_place")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="", settled_at=None, settled_by=None)
                | (models.Q(settled_at__isnull=False, settled_by__isnull=False) & ~models.Q(outcome="")),
                name="suggestion_settled_says_how_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}, {self.place}"
