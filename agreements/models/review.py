"""The quarterly review of an agreement: called, prepared with evidence, concluded."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models.agreement import Agreement
from slaportal.accounts.models import Side
from slaportal.audit import guards
from slaportal.audit.history import tracked


class Review(models.Model):
    """One sitting of both sides over one quarter's figures (requirement B7)."""

    class Conclusion(models.TextChoices):
        NO_CHANGE = "no_change", _("No change")
        AMEND = "amend", _("Amend")

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="reviews")
    quarter = models.CharField(_("quarter"), max_length=7, help_text=_('Such as "2026-Q3".'))
    due_on = models.DateField(_("review date"))
    is_early = models.BooleanField(_("asked for early"), default=False)
    called_at = models.DateTimeField(_("called"))
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    evidence = models.JSONField(_("evidence"), null=True, blank=True)
    conclusion = models.CharField(_("conclusion"), max_length=10, choices=Conclusion.choices, blank=True)
    notes = models.TextField(_("what was concluded"), blank=True)
    concluded_at = models.DateTimeField(_("concluded"), null=True, blank=True)
    concluded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    history = tracked(excluded_fields=["evidence"])

    class Meta:
        ordering = ["agreement", "-due_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "quarter"],
                condition=models.Q(is_early=False),
                name="review_once_per_quarter",
            ),
            models.CheckConstraint(
                condition=models.Q(concluded_at=None, conclusion="", concluded_by=None)
                | (
                    models.Q(concluded_at__isnull=False, concluded_by__isnull=False)
                    & ~models.Q(conclusion="")
                ),
                name="review_concluded_says_what_and_who",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}, review of {self.quarter}"


class ReviewStatement(models.Model):
    """What one leader signs as the conclusion of a review; two of the same wording, one of each side, conclude it."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="statements")
    side = models.CharField(_("side"), max_length=10, choices=Side.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    conclusion = models.CharField(_("conclusion"), max_length=10, choices=Review.Conclusion.choices)
    notes = models.TextField(_("what was concluded"))
    digest = models.CharField(_("SHA-256 of the wording"), max_length=64)
    authenticated_by = models.CharField(_("how the person was known"), max_length=60)
    at = models.DateTimeField(_("signed"))

    guarded = guards.APPEND_ONLY

    class Meta:
        ordering = ["review", "at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "side", "digest"], name="review_statement_once_per_wording"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} on {self.review}"
