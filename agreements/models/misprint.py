"""A sealed version whose documents could not be made, and when that is tried again."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models.version import Version


class Misprint(models.Model):
    """Kept while the documents of a version are missing after a failure; taken away once they are made."""

    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="misprint")
    attempts = models.PositiveSmallIntegerField(_("attempts"))
    error = models.CharField(_("what went wrong"), max_length=500)
    failed_at = models.DateTimeField(_("failed last"))
    retry_at = models.DateTimeField(_("tried again"))

    class Meta:
        ordering = ["version"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(retry_at__gt=models.F("failed_at")), name="misprint_retried_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}, tried {self.attempts} times"
