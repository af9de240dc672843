"""A stint: one owner's time with a lead, from the handoff to the answer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, Version
from leads.models.evaluation import Evaluation
from leads.models.lead import Lead
from slaportal.accounts.models import Team
from slaportal.audit.history import tracked


class Stint(models.Model):
    """Who has the lead, under which signed version, and what is due next.

    ``owner`` is empty while nobody is eligible: the lead then stands in the team's unassigned list and an alarm is told.
    ``next_due_at`` repeats the earliest due moment among the stint's running clocks and the follow-up, for the queue's index;
    only ``operations.timing`` writes it.
    """

    class EndedWhy(models.TextChoices):
        RETURNED = "returned", _("Returned")
        DISQUALIFIED = "disqualified", _("Disqualified")
        CONVERTED = "converted", _("Converted")
        LOST = "lost", _("Lost")
        TRANSFERRED = "transferred", _("Transferred")
        RECYCLED = "recycled", _("Recycled")

    # The composite indexes and constraints below serve the lead, the agreement, the owner and the team.
    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="stints", db_index=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="stints", db_index=False)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+", db_index=False)
    evaluation = models.ForeignKey(
        Evaluation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    number = models.PositiveSmallIntegerField(
        _("number"), help_text=_("1 for the first owner; above that, a transfer.")
    )
    handoff = models.PositiveSmallIntegerField(
        _("handoff"), default=1, help_text=_("Which handoff of the lead this stint belongs to.")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="stints",
        db_index=False,
    )
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.PROTECT, related_name="stints", db_index=False
    )
    why = models.JSONField(_("why this owner"), default=dict)
    qualified_at = models.DateTimeField(_("qualified"))
    handed_over_at = models.DateTimeField(
        _("handed over"),
        help_text=_("When marketing handed the lead over; a transfer keeps it. Figures count by it."),
    )
    started_at = models.DateTimeField(_("with this owner since"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_why = models.CharField(_("how it ended"), max_length=12, choices=EndedWhy.choices, blank=True)

    # Counted from its touches by operations.following_up
    calls_done = models.PositiveSmallIntegerField(default=0)
    emails_done = models.PositiveSmallIntegerField(default=0)
    calls_promised = models.PositiveSmallIntegerField(default=0)
    emails_promised = models.PositiveSmallIntegerField(default=0)
    first_touch_at = models.DateTimeField(_("first human outbound touch"), null=True, blank=True)
    first_contact_at = models.DateTimeField(_("first contact"), null=True, blank=True)
    last_touch_at = models.DateTimeField(_("last touch"), null=True, blank=True)
    status_at = models.DateTimeField(_("status updated"), null=True, blank=True)

    next_step = models.CharField(_("next step"), max_length=200, blank=True)
    follow_up_at = models.DateTimeField(_("follow-up"), null=True, blank=True)
    next_due_at = models.DateTimeField(_("due next"), null=True, blank=True)
    next_due_kind = models.CharField(max_length=20, blank=True)
    next_due_clause = models.CharField(max_length=8, blank=True)
    chips = models.JSONField(_("why it came, in short"), default=list)

    history = tracked(
        excluded_fields=[
            "next_due_at", "next_due_kind", "next_due_clause", "calls_done", "emails_done", "first_touch_at",
            "first_contact_at", "last_touch_at", "status_at", "chips", "why",
        ],
        no_db_index=["lead", "agreement", "version", "evaluation", "owner", "team"],
    )  # fmt: skip

    class Meta:
        ordering = ["lead", "number"]
        constraints = [
            models.UniqueConstraint(fields=["lead", "number"], name="stint_number_once"),
            models.UniqueConstraint(
                fields=["lead"], condition=models.Q(ended_at=None), name="stint_one_open_per_lead"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_why="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(ended_why="")),
                name="stint_ended_says_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "next_due_at", "id"],
                condition=models.Q(ended_at=None),
                name="stint_queue_of_owner",
            ),
            models.Index(
                fields=["team", "next_due_at", "id"],
                condition=models.Q(ended_at=None),
                name="stint_queue_of_team",
            ),
            models.Index(fields=["next_due_at", "id"], condition=models.Q(ended_at=None), name="stint_queue"),
            models.Index(
                fields=["ended_why", "-ended_at"],
                condition=models.Q(ended_at__isnull=False),
                name="stint_ended",
            ),
            models.Index(fields=["owner", "ended_why", "-ended_at"], name="stint_of_owner"),
            models.Index(
                fields=["team", "ended_why", "-ended_at"],
                condition=models.Q(ended_at__isnull=False),
                name="stint_ended_of_team",
            ),
            models.Index(fields=["agreement", "handed_over_at"], name="stint_agreement_handed_over"),
        ]

    def __str__(self) -> str:
        return f"{self.lead}, stint {self.number}"
