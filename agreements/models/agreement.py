"""An agreement between a marketing leader and a sales leader about leads."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from slaportal.accounts.models import Side, Team, User
from slaportal.audit.history import tracked


class Agreement(models.Model):
    """The lasting thing whose text goes from version to version."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(_("short name in addresses"), max_length=60, unique=True)
    marketing_leader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("marketing leader"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    sales_leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("sales leader"), on_delete=models.PROTECT, related_name="+"
    )
    teams = models.ManyToManyField(Team, verbose_name=_("teams it binds"), related_name="agreements")
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("created by"), on_delete=models.PROTECT, related_name="+"
    )
    revision = models.PositiveIntegerField(
        default=0,
        help_text=_("Raised by every change; the portable lock of all operations on the agreement."),
    )
    history = tracked(excluded_fields=["revision"])

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(marketing_leader=models.F("sales_leader")),
                name="agreement_has_two_different_leaders",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def leader_of(self, side: str) -> User:
        """Return the named leader of ``side``, the only person who signs for it."""
        return self.marketing_leader if side == Side.MARKETING else self.sales_leader

    def side_led_by(self, person: User) -> Side | None:
        """Return the side that ``person`` signs for, or None."""
        if person.pk == self.marketing_leader_id:
            return Side.MARKETING
        if person.pk == self.sales_leader_id:
            return Side.SALES
        return None
