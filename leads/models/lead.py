"""A lead: a person or company we know of, with every fact the vocabulary can name."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement
from leads.models.channel import Channel
from slaportal.accounts.models import Team
from slaportal.audit.history import tracked


class Stage(models.TextChoices):
    """How far a lead has come (requirement A13)."""

    LEAD = "lead", _("Lead")
    PROSPECT = "prospect", _("Prospect")
    MQL = "mql", _("MQL")
    SAL = "sal", _("SAL")
    SQL = "sql", _("SQL")
    OPPORTUNITY = "opportunity", _("Opportunity")
    CUSTOMER = "customer", _("Customer")
    RECYCLED = "recycled", _("Recycled")
    DISQUALIFIED = "disqualified", _("Disqualified")


class Outcome(models.TextChoices):
    """How it ended for the business."""

    OPEN = "", _("Open")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")


class Lead(models.Model):
    """One person or company. Facts left empty are unknown; set facts are stored as ``",a,b,"`` so that SQL can test them.

    The four keys are normal forms that say who somebody is (``rules.identity``); an unknown one is NULL, so that one plain
    index finds duplicates and, for the e-mail address and the outside id, keeps them out.
    """

    Stage = Stage
    Outcome = Outcome

    # The composite indexes and constraints below serve these two.
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="leads", db_index=False)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="leads", db_index=False)
    outside_id = models.CharField(_("outside id"), max_length=120, blank=True)
    outside_key = models.CharField(max_length=120, null=True, blank=True, editable=False)  # noqa: DJ001

    # Who it is
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    email_key = models.CharField(max_length=254, null=True, blank=True, editable=False)  # noqa: DJ001
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    phone_key = models.CharField(max_length=20, null=True, blank=True, editable=False)  # noqa: DJ001

    # Format
    formats = models.CharField(_("formats"), max_length=300, blank=True)

    # Company
    company = models.CharField(_("company"), max_length=200, blank=True)
    person_key = models.CharField(max_length=400, null=True, blank=True, editable=False)  # noqa: DJ001
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    annual_revenue = models.DecimalField(
        _("annual revenue"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    industry = models.CharField(_("industry"), max_length=40, blank=True)
    hq_country = models.CharField(_("headquarters"), max_length=2, blank=True)
    divisions = models.PositiveIntegerField(_("divisions"), null=True, blank=True)
    products_sold = models.PositiveIntegerField(_("products sold"), null=True, blank=True)
    markets = models.CharField(_("markets served"), max_length=500, blank=True)
    rankings = models.CharField(_("rankings"), max_length=300, blank=True)
    business_model = models.CharField(_("business model"), max_length=20, blank=True)

    # Person
    title = models.CharField(_("title"), max_length=200, blank=True)
    seniority = models.PositiveSmallIntegerField(_("seniority"), null=True, blank=True)
    age = models.PositiveSmallIntegerField(_("age"), null=True, blank=True)
    gender = models.CharField(_("gender"), max_length=20, blank=True)
    education = models.PositiveSmallIntegerField(_("education"), null=True, blank=True)
    certificates = models.CharField(_("certificates"), max_length=300, blank=True)
    experience_years = models.PositiveSmallIntegerField(_("years of experience"), null=True, blank=True)
    income = models.DecimalField(_("income"), max_digits=14, decimal_places=2, null=True, blank=True)
    specialities = models.CharField(_("specialities"), max_length=300, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)

    # Situation and BANT
    pain_points = models.CharField(_("pain points"), max_length=500, blank=True)
    buying_signals = models.CharField(_("buying signals"), max_length=500, blank=True)
    contact_me = models.BooleanField(_("would like sales to contact them"), null=True, blank=True)
    budget = models.DecimalField(_("budget"), max_digits=14, decimal_places=2, null=True, blank=True)
    authority = models.CharField(_("authority"), max_length=20, blank=True)
    decision_maker = models.CharField(_("decision maker"), max_length=200, blank=True)
    need = models.TextField(_("need"), blank=True)
    timeline_months = models.PositiveSmallIntegerField(_("timeline in months"), null=True, blank=True)

    # Exclusions
    is_competitor = models.BooleanField(_("competitor"), null=True, blank=True)
    is_student = models.BooleanField(_("student"), null=True, blank=True)
    is_customer = models.BooleanField(_("existing customer"), null=True, blank=True)
    free_mail = models.BooleanField(_("free-mail address"), null=True, blank=True)

    attributes = models.JSONField(_("extra attributes"), default=dict, blank=True)
    sources = models.JSONField(_("where each fact comes from"), default=dict, blank=True)
    consent = models.CharField(_("consent given"), max_length=300, blank=True)

    # Where it stands
    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices, default=Stage.LEAD)
    outcome = models.CharField(_("outcome"), max_length=4, choices=Outcome.choices, blank=True, default="")
    outcome_at = models.DateTimeField(_("outcome since"), null=True, blank=True)
    deal_value = models.DecimalField(_("deal value"), max_digits=14, decimal_places=2, null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="leads_owned"
    )
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.PROTECT, related_name="leads", db_index=False
    )
    marketer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="leads_brought",
    )
    qualified_at = models.DateTimeField(_("qualified"), null=True, blank=True)
    handed_over_at = models.DateTimeField(_("handed over"), null=True, blank=True)
    near_miss = models.PositiveSmallIntegerField(
        _("criteria missing"),
        null=True,
        blank=True,
        help_text=_("How many top-level criteria keep it from qualifying."),
    )
    waits_for_agreement = models.BooleanField(
        _("waits for an agreement"),
        default=False,
        help_text=_("Arrived while no version was in force; judged when one is."),
    )
    recycle_on = models.DateField(_("to be judged again on"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"))
    last_activity_at = models.DateTimeField(_("last activity"))
    changed_at = models.DateTimeField(_("changed"))
    history = tracked(
        excluded_fields=[
            "outside_key", "email_key", "phone_key", "person_key", "sources", "changed_at", "last_activity_at", "near_miss",
        ],
        no_db_index=["channel", "agreement", "team", "owner", "marketer"],
    )  # fmt: skip

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "outside_key"], name="lead_outside_id_once"),
            models.UniqueConstraint(fields=["agreement", "email_key"], name="lead_email_once"),
            models.CheckConstraint(
                condition=models.Q(outcome="", outcome_at=None)
                | (~models.Q(outcome="") & models.Q(outcome_at__isnull=False)),
                name="lead_outcome_has_its_moment",
            ),
            models.CheckConstraint(
                condition=models.Q(handed_over_at=None) | models.Q(qualified_at__isnull=False),
                name="lead_handed_over_was_qualified",
            ),
        ]
        indexes = [
            models.Index(fields=["agreement", "phone_key"], name="lead_phone"),
            models.Index(fields=["agreement", "person_key"], name="lead_person"),
            models.Index(fields=["agreement", "stage", "-created_at"], name="lead_stage_newest"),
            models.Index(fields=["agreement", "-created_at"], name="lead_newest"),
            models.Index(fields=["team", "-created_at"], name="lead_team_newest"),
            models.Index(fields=["agreement", "handed_over_at"], name="lead_handed_over"),
            models.Index(
                fields=["recycle_on"], condition=models.Q(recycle_on__isnull=False), name="lead_recycle"
            ),
            models.Index(
                fields=["agreement"], condition=models.Q(waits_for_agreement=True), name="lead_waiting"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email or self.company or self.reference

    @property
    def reference(self) -> str:
        """The number people say to each other, such as ``L-20418``."""
        return f"L-{self.pk}"
