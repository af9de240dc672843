"""A clock: one promise running for one lead, and everything that happened to it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, Version
from leads.models.lead import Lead
from leads.models.stint import Stint
from slaportal.accounts.models import Team


class Clock(models.Model):
    """A promise with a due moment. Late or not is a fact of ``met_at`` and ``due_at``, never a flag (docs/clocks.md).

    The moments of the ladder stand on the row, in order: best target, warning, due, escalation, suggestion to reassign.
    ``check_at`` is the next of them that nobody has seen to; empty when nothing is left to do. Only ``operations.timing``
    moves it.
    """

    class Kind(models.TextChoices):
        DELIVERY = "delivery", _("Handoff speed")
        DECISION = "decision", _("Decision")
        RESPONSE = "response", _("First response")
        CADENCE = "cadence", _("Cadence")
        STATUS = "status", _("Status")
        DISPOSITION = "disposition", _("Outcome")

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="clocks")
    stint = models.ForeignKey(
        Stint, null=True, blank=True, on_delete=models.PROTECT, related_name="clocks", db_index=False
    )
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="clocks", db_index=False)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    clause = models.CharField(_("clause"), max_length=8)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="clocks"
    )
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.PROTECT, related_name="clocks", db_index=False
    )
    round = models.PositiveSmallIntegerField(
        _("round"), default=1, help_text=_("Status clocks start again with every update.")
    )
    started_at = models.DateTimeField(_("started"))
    best_at = models.DateTimeField(_("best by"), null=True, blank=True)
    warn_at = models.DateTimeField(_("warn at"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"))
    escalate_at = models.DateTimeField(_("goes to the sales leader"), null=True, blank=True)
    reassign_at = models.DateTimeField(_("somebody else is suggested"), null=True, blank=True)
    met_at = models.DateTimeField(_("met"), null=True, blank=True)
    closed_at = models.DateTimeField(
        _("closed without an answer"),
        null=True,
        blank=True,
        help_text=_("The promise fell away, for a legitimate reason."),
    )
    closed_why = models.CharField(_("why it closed"), max_length=40, blank=True)
    business_minutes = models.DecimalField(
        _("business minutes to the answer"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    check_at = models.DateTimeField(_("look at it again"), null=True, blank=True)

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["stint", "kind", "round"], name="clock_once_per_stint_kind_round"
            ),
            models.UniqueConstraint(
                fields=["lead", "kind"],
                condition=models.Q(stint=None, met_at=None, closed_at=None),
                name="clock_one_delivery_running_per_lead",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at=None, closed_why="")
                | (models.Q(closed_at__isnull=False) & ~models.Q(closed_why="")),
                name="clock_closed_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(due_at__gte=models.F("started_at")), name="clock_due_after_its_start"
            ),
        ]
        indexes = [
            models.Index(
                fields=["check_at"], condition=models.Q(check_at__isnull=False), name="clock_to_check"
            ),
            models.Index(fields=["agreement", "kind", "due_at"], name="clock_agreement_kind_due"),
            models.Index(fields=["agreement", "kind", "started_at"], name="clock_agreement_kind_start"),
        ]

    def __str__(self) -> str:
        return f"{self.clause} of {self.lead}"


class ClockEvent(models.Model):
    """A step of the ladder or a relief; each kind at most once (requirement C7). What the clock itself says is not repeated."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="events", db_index=False)
    kind = models.CharField(
        _("kind"),
        max_length=24,
        help_text=_("relaxed, best_missed, warned, breached, escalated, reassign_suggested."),
    )
    at = models.DateTimeField(_("at"), help_text=_("When it was true, such as the due moment of a breach."))
    recorded_at = models.DateTimeField(_("recorded"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["clock", "kind"], name="clock_event_once_per_kind")]
        indexes = [models.Index(fields=["kind", "at"], name="clock_event_kind_at")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.clock}"
