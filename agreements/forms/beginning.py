"""What somebody says to begin an agreement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agreements.forms.hours import holiday_countries
from agreements.rules.templates import TEMPLATES
from slaportal.accounts.models import Membership, Side, Team, User
from slaportal.ui.asking import Line, One, OneRow, SeveralRows

CURRENCIES = "EUR USD GBP CHF SEK NOK DKK PLN CZK CAD AUD JPY INR SGD BRL".split()


class BeginForm(forms.Form):
    """A new agreement: its name, who signs for each side, whom it binds, and where the draft starts."""

    name = Line(
        label=_("Name"), max_length=120, help_text=_("What it is about, such as Instruments, Europe.")
    )
    template = One(
        label=_("Start from"),
        choices=[(template.key, template.name) for template in TEMPLATES.values()],
        widget=forms.RadioSelect,
        initial=next(iter(TEMPLATES)),
    )
    marketing_leader = OneRow(User.objects.none(), label=_("Signs for marketing"))
    sales_leader = OneRow(User.objects.none(), label=_("Signs for sales"))
    teams = SeveralRows(
        Team.objects.filter(is_active=True),
        label=_("Teams it binds"),
        help_text=_("At least one of each side."),
    )
    currency = One(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    country = One(
        label=_("Public holidays of"),
        required=False,
        choices=lambda: [("", _("As the template has them")), *holiday_countries()[1:]],
        help_text=_("They close the business; days of your own come later, in the draft."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for side in Side:
            field = self.fields[f"{side}_leader"]
            assert isinstance(field, OneRow)
            field.queryset = _leaders(side)

    def clean_name(self) -> str:
        """Single spaces."""
        return " ".join(self.cleaned_data["name"].split())

    def clean_country(self) -> str | None:
        """None stands for the template’s own."""
        return self.cleaned_data["country"] or None


def _leaders(side: Side) -> QuerySet[User]:
    """The people who lead a team of a side, and so may sign for it."""
    return User.objects.filter(
        is_active=True,
        memberships__team__side=side,
        memberships__team__is_active=True,
        memberships__role=Membership.Role.LEADER,
    ).distinct()
