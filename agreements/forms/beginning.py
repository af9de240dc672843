"""What somebody says to begin an agreement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.rules.templates import TEMPLATES
from slaportal.accounts.models import Membership, Side, Team, User

CURRENCIES = (
    "EUR",
    "USD",
    "GBP",
    "CHF",
    "SEK",
    "NOK",
    "DKK",
    "PLN",
    "CZK",
    "CAD",
    "AUD",
    "JPY",
    "INR",
    "SGD",
    "BRL",
)


def _leaders(side: Side) -> Any:
    return User.objects.filter(
        is_active=True,
        memberships__team__side=side,
        memberships__team__is_active=True,
        memberships__role=Membership.Role.LEADER,
    ).distinct()


class BeginForm(forms.Form):
    """A new agreement: its name, who signs for each side, whom it binds, and where the draft starts."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("What it is about, such as Instruments, Europe.")
    )
    template = forms.ChoiceField(
        label=_("Start from"),
        choices=[(template.key, template.name) for template in TEMPLATES.values()],
        widget=forms.RadioSelect,
        initial=next(iter(TEMPLATES)),
    )
    marketing_leader = forms.ModelChoiceField(User.objects.none(), label=_("Signs for marketing"))
    sales_leader = forms.ModelChoiceField(User.objects.none(), label=_("Signs for sales"))
    teams = forms.ModelMultipleChoiceField(
        Team.objects.filter(is_active=True), label=_("Teams it binds"), widget=forms.CheckboxSelectMultiple
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for side in Side:
            field = self.fields[f"{side}_leader"]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = _leaders(side)

    def clean_name(self) -> str:
        """Single spaces."""
        return " ".join(self.cleaned_data["name"].split())
