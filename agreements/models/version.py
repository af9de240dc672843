"""One version of an agreement's text: a draft while it is written, law once both have signed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models.agreement import Agreement
from slaportal.accounts.models import Side
from slaportal.audit import guards
from slaportal.audit.history import tracked


class State(models.TextChoices):
    """Where a version stands by what people did; in force, superseded and expired follow from dates."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    OUT_FOR_SIGNATURE = "out_for_signature", _("Out for signature")
    SIGNED = "signed", _("Signed")
    DROPPED = "dropped", _("Dropped")


OPEN_STATES = (State.DRAFT, State.IN_REVIEW, State.OUT_FOR_SIGNATURE)


class Version(models.Model):
    """A numbered text. ``document`` is what is edited; ``text`` is the canonical form, frozen when it is proposed.

    A signed version is in force at T when ``in_force_from <= T`` and (``in_force_until`` is empty or later than T): a
    question of dates, so no missed job can delay it (docs/signing.md, States).
    """

    State = State

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.DRAFT)
    document = models.JSONField(_("terms"), default=dict)
    turn = models.CharField(
        _("whose turn it is"), max_length=10, choices=Side.choices, default=Side.MARKETING
    )
    based_on = models.ForeignKey(
        "self",
        verbose_name=_("drafted from"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    revision = models.PositiveIntegerField(
        default=0, help_text=_("Raised by every edit, so that nobody saves over what they have not seen.")
    )
    text = models.TextField(_("canonical text"), blank=True)
    digest = models.CharField(_("SHA-256 of the canonical text"), max_length=64, blank=True)
    signed_at = models.DateTimeField(_("signed by both"), null=True, blank=True)
    in_force_from = models.DateTimeField(_("in force from"), null=True, blank=True)
    in_force_until = models.DateTimeField(_("in force until"), null=True, blank=True)
    ended_why = models.CharField(
        _("how it ended"),
        max_length=20,
        blank=True,
        choices=[("superseded", _("Superseded")), ("terminated", _("Terminated")), ("expired", _("Expired"))],
    )
    created_at = models.DateTimeField(_("created"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(_("last saved"))
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    forecast = models.JSONField(_("last forecast"), null=True, blank=True)
    history = tracked(excluded_fields=["forecast", "text"])

    guarded = (
        guards.Guard(
            columns=(
                *("agreement_id", "number", "state", "document", "based_on_id", "text", "digest"),
                *("signed_at", "in_force_from", "created_at", "created_by_id"),
            ),
            when="OLD.state = 'signed'",
        ),
    )

    class Meta:
        ordering = ["agreement", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=models.Q(state__in=["draft", "in_review", "out_for_signature"]),
                name="version_one_open_per_agreement",
            ),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=models.Q(state="signed", in_force_until=None),
                name="version_one_open_ended_in_force",
            ),
            models.CheckConstraint(
                condition=models.Q(state="signed", signed_at__isnull=False, in_force_from__isnull=False)
                | (~models.Q(state="signed") & models.Q(signed_at=None, in_force_from=None)),
                name="version_signed_has_its_dates",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["signed", "out_for_signature"]) | ~models.Q(digest=""),
                name="version_frozen_text_has_its_digest",
            ),
            models.CheckConstraint(
                condition=models.Q(in_force_until=None)
                | models.Q(in_force_until__gte=models.F("in_force_from")),
                name="version_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(in_force_until=None, ended_why="")
                | (models.Q(in_force_until__isnull=False) & ~models.Q(ended_why="")),
                name="version_ended_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} v{self.number}"

    @property
    def is_open(self) -> bool:
        """Whether people may still change or sign it."""
        return self.state in OPEN_STATES


class ReadReceipt(models.Model):
    """A person bound by a version has confirmed reading it (requirement B6)."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="read_receipts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("confirmed"))

    guarded = guards.APPEND_ONLY

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "person"], name="read_once")]

    def __str__(self) -> str:
        return f"{self.person} has read {self.version}"
