"""A channel: one way leads come in, and the agreement that judges them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement
from slaportal.audit.history import tracked


class Channel(models.Model):
    """A web form, an upload, an API source or quick entry, named for people and bound to one agreement."""

    class Kind(models.TextChoices):
        WEB_FORM = "web_form", _("Web form")
        UPLOAD = "upload", _("Upload")
        API = "api", _("API")
        ENTRY = "entry", _("Entered by hand")

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="channels")
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("short name in addresses"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    format = models.CharField(
        _("format"), max_length=40, help_text=_("How its information arrives, a word of the definition.")
    )
    headline = models.CharField(_("headline of the form"), max_length=160, blank=True)
    thanks = models.CharField(_("thank-you sentence"), max_length=300, blank=True)
    questions = models.JSONField(
        _("further questions"),
        default=list,
        blank=True,
        help_text=_("Vocabulary words asked besides the required ones."),
    )
    key_digest = models.CharField(_("hash of its API key"), max_length=64, blank=True)
    is_open = models.BooleanField(_("open"), default=True)
    created_at = models.DateTimeField(_("created"))
    history = tracked()

    class Meta:
        ordering = ["agreement", "name"]

    def __str__(self) -> str:
        return self.name
