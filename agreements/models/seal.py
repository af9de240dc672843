"""What vouches for a signed version: its seal, and the documents made from it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models.version import Version
from slaportal.audit import guards


class Seal(models.Model):
    """One Ed25519 signature over a version's text, both statements, the seal before and the ledger's head.

    Made in the transaction that brings the version into force; the key lies outside the database (slaportal/audit/keys.py).
    """

    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="seal")
    text = models.TextField(_("canonical text"), help_text=_("Exactly what was hashed and sealed."))
    digest = models.CharField(_("SHA-256 of the seal's text"), max_length=64)
    previous = models.CharField(_("SHA-256 of the seal before"), max_length=64, blank=True)
    key_id = models.CharField(_("key"), max_length=60)
    signature = models.CharField(_("Ed25519 signature"), max_length=120)
    sealed_at = models.DateTimeField(_("sealed"))
    token = models.CharField(
        _("token of the verification page"), max_length=40, unique=True, help_text=_("Cannot be guessed.")
    )

    guarded = guards.APPEND_ONLY

    class Meta:
        ordering = ["version"]

    def __str__(self) -> str:
        return f"Seal of {self.version}"


class Artifact(models.Model):
    """A document made from a sealed version; the same version and maker give the same bytes every time."""

    class Kind(models.TextChoices):
        PDF = "pdf", _("PDF")
        BUNDLE = "bundle", _("Bundle for verification")

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="artifacts")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    maker = models.CharField(
        _("what made it"), max_length=60, help_text=_("Program and template, with versions.")
    )
    content = models.BinaryField(_("content"))
    digest = models.CharField(_("SHA-256 of the content"), max_length=64)
    made_at = models.DateTimeField(_("made"))

    guarded = guards.APPEND_ONLY

    class Meta:
        ordering = ["version", "kind", "made_at"]
        indexes = [models.Index(fields=["digest"], name="artifact_digest")]
        constraints = [
            models.UniqueConstraint(fields=["version", "kind", "maker"], name="artifact_once_per_maker"),
        ]

    def __str__(self) -> str:
        return f"{self.version}, {self.kind}"
