"""People, the teams they belong to, and when they are away."""

from __future__ import annotations

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from slaportal.audit.history import tracked


class Side(models.TextChoices):
    """The two parties of every agreement."""

    MARKETING = "marketing", _("Marketing")
    SALES = "sales", _("Sales")

    @property
    def other(self) -> Side:
        return Side.SALES if self is Side.MARKETING else Side.MARKETING


class UserManager(BaseUserManager["User"]):
    """Makes people by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a person who signs in with ``email``; raises ValueError when it is empty."""
        if not email:
            raise ValueError("A person needs an e-mail address to sign in.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create the first administrator (``manage.py createsuperuser``)."""
        return self.create_user(email, password, **fields | {"is_administrator": True})

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username or "")


class User(AbstractBaseUser):
    """A person who signs in; deactivated when they leave, never deleted.

    What they may do comes from ``roles.POLICY`` alone: Django's own groups and permissions are not used.
    """

    class Mail(models.TextChoices):
        """When news reaches a person by e-mail; the bell shows it at once to everybody (requirement C8)."""

        AT_ONCE = "at_once", _("At once, the rest once a day")
        DIGEST = "digest", _("All of it once a day")
        NEVER = "never", _("Only in the app")

    email = models.EmailField(_("e-mail"), unique=True)
    full_name = models.CharField(_("full name"), max_length=150)
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    is_manager = models.BooleanField(
        _("manager"), default=False, help_text=_("Reads every dashboard and lead, attends reviews.")
    )
    is_administrator = models.BooleanField(
        _("administrator"), default=False, help_text=_("Looks after people, teams, channels and settings.")
    )
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    mail = models.CharField(_("news by e-mail"), max_length=10, choices=Mail.choices, default=Mail.AT_ONCE)
    digest_hour = models.PositiveSmallIntegerField(
        _("daily digest at"),
        default=8,
        validators=[MaxValueValidator(23)],
        help_text=_("The hour of the day in the person's own time zone."),
    )

    objects: ClassVar[UserManager] = UserManager()
    history = tracked(excluded_fields=["password", "last_login"])

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["full_name", "pk"]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once_in_any_case")]

    def __str__(self) -> str:
        return self.full_name or self.email

    @property
    def zone(self) -> ZoneInfo:
        """The person's time zone, in which pages and letters say times."""
        return ZoneInfo(self.time_zone)

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.split(" ")[0]


class Team(models.Model):
    """People of one side who share leads, a territory and a leader."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    side = models.CharField(_("side"), max_length=10, choices=Side.choices)
    countries = models.JSONField(
        _("territory"), default=list, blank=True, help_text=_("ISO country codes; empty means everywhere.")
    )
    is_active = models.BooleanField(_("active"), default=True)
    people = models.ManyToManyField(User, through="Membership", related_name="teams")
    history = tracked()

    class Meta:
        ordering = ["side", "name"]
        constraints = [
            models.CheckConstraint(condition=models.Q(side__in=Side.values), name="team_side_is_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's place in a team: member or leader, and their share of the rotation."""

    class Role(models.TextChoices):
        MEMBER = "member", _("Member")
        LEADER = "leader", _("Leader")

    user = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="memberships"
    )
    team = models.ForeignKey(
        Team, verbose_name=_("team"), on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.MEMBER)
    weight = models.PositiveSmallIntegerField(
        _("share of the rotation"),
        default=1,
        validators=[MaxValueValidator(10)],
        help_text=_("0 takes no new leads; 2 takes twice as many as 1."),
    )
    capacity = models.PositiveSmallIntegerField(
        _("open leads at most"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    history = tracked()

    class Meta:
        ordering = ["team", "-role", "user__full_name"]
        constraints = [
            models.UniqueConstraint(fields=["user", "team"], name="membership_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=["member", "leader"]), name="membership_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"


class Absence(models.Model):
    """Days on which a person takes no new leads, both ends included (local dates)."""

    user = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="absences"
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    history = tracked()

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="absence_ends_after_it_starts"
            ),
        ]
        indexes = [models.Index(fields=["user", "ends_on"], name="absence_user_end")]

    def __str__(self) -> str:
        return f"{self.user}, {self.starts_on} to {self.ends_on}"
