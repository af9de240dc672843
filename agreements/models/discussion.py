"""What is said about a draft: threads on its clauses, their comments, and how far each person has read."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models.version import Version
from slaportal.audit import guards


class Thread(models.Model):
    """A conversation about one place of a draft, open until somebody resolves it (requirement B4)."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="threads")
    place = models.CharField(
        _("place"), max_length=20, help_text=_('A section or a clause, such as "definition" or "S1".')
    )
    opened_at = models.DateTimeField(_("opened"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["version", "opened_at"]
        indexes = [models.Index(fields=["version", "place"], name="thread_of_a_place")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(resolved_at=None, resolved_by=None)
                | models.Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="thread_resolved_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}, {self.place}"


class Comment(models.Model):
    """One contribution to a thread; what was said stays as it was said."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    text = models.TextField(_("comment"))
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)

    guarded = guards.APPEND_ONLY

    class Meta:
        ordering = ["thread", "at", "pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="comment_says_something")]

    def __str__(self) -> str:
        return f"{self.by}: {self.text[:60]}"


class ReadMark(models.Model):
    """Until when a person has read what was said about a version; whatever came later is new to them."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="read_marks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("read until"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "person"], name="read_mark_once")]

    def __str__(self) -> str:
        return f"{self.person}, {self.version}"
