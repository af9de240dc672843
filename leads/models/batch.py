"""A file of leads: mapped, tried dry, imported in the background, reported row by row."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.channel import Channel


class Batch(models.Model):
    """One upload and how far it has come. A worker holds it by a lease, so a killed one loses nothing."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Waiting for its mapping")
        CHECKING = "checking", _("Dry run under way")
        CHECKED = "checked", _("Dry run done")
        IMPORTING = "importing", _("Import under way")
        DONE = "done", _("Imported")
        STOPPED = "stopped", _("Stopped")
        FAILED = "failed", _("Could not be read")

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="batches")
    kind = models.CharField(
        max_length=10, choices=[("leads", _("Leads")), ("events", _("Behaviour"))], default="leads"
    )
    file = models.FileField(upload_to="imports/%Y/%m/")
    filename = models.CharField(_("file"), max_length=200)
    digest = models.CharField(_("SHA-256 of the file"), max_length=64)
    dialect = models.JSONField(_("how the file is written"), default=dict)
    columns = models.JSONField(_("columns"), default=list)
    mapping = models.JSONField(_("mapping"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.UPLOADED)
    rows_total = models.PositiveIntegerField(_("rows"), default=0)
    rows_done = models.PositiveIntegerField(_("rows done"), default=0)
    counts = models.JSONField(_("counts"), default=dict)
    message = models.TextField(_("message"), blank=True)
    leased_until = models.DateTimeField(_("held until"), null=True, blank=True)
    stop_asked = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("uploaded"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=models.Q(state__in=["checking", "importing"]),
                name="batch_under_way",
            )
        ]

    def __str__(self) -> str:
        return self.filename


class BatchRow(models.Model):
    """What became of one row of a file; kept for every row that was not simply new."""

    class Result(models.TextChoices):
        NEW = "new", _("New")
        JOINED = "joined", _("Joined a known lead")
        UNCHANGED = "unchanged", _("Already imported")
        WARNED = "warned", _("Imported with a remark")
        REFUSED = "refused", _("Not imported")

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    dry = models.BooleanField(default=False)
    result = models.CharField(_("result"), max_length=10, choices=Result.choices)
    message = models.TextField(_("message"), blank=True)
    lead = models.ForeignKey("leads.Lead", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["batch", "number"]
        constraints = [models.UniqueConstraint(fields=["batch", "dry", "number"], name="batch_row_once")]

    def __str__(self) -> str:
        return f"{self.batch}, row {self.number}"
