"""A lead entered by hand: what was said at a stand or on the telephone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.rules.criteria.dossier import Event
from agreements.rules.criteria.vocabulary import EVENTS
from leads.forms import words
from leads.models import Channel
from leads.queries import intake
from slaportal.accounts.models import User

#: The parts of the page, and the words each asks for.
PARTS: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "who": (gettext_lazy("Who it is"), ("name", "email", "phone", "company", "title", "country", "city")),
    "company": (gettext_lazy("Their company"), ("industry", "employees", "annual_revenue", "hq_country")),
    "bant": (
        gettext_lazy("Budget, authority, need, timeline"),
        ("budget", "authority", "decision_maker", "timeline_months", "need"),
    ),
}


class EntryForm(forms.Form):
    """Everything is optional but a way to know who it is."""

    channel = forms.ModelChoiceField(Channel.objects.none(), label=gettext_lazy("Channel"), empty_label=None)
    contact_me = forms.BooleanField(label=gettext_lazy("Would like sales to contact them"), required=False)
    event = forms.ChoiceField(
        label=gettext_lazy("What they did"),
        required=False,
        choices=[("", gettext_lazy("Nothing to add")), *((key, word.label) for key, word in EVENTS.items())],
    )
    detail = forms.CharField(label=gettext_lazy("Which"), max_length=300, required=False)
    consent = forms.CharField(
        label=gettext_lazy("Consent given"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("How they agreed to be contacted."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["channel"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = intake.open_channels(user, Channel.Kind.ENTRY)
        for _title, asked in PARTS.values():
            for word in asked:
                self.fields[word] = words.field_of(word)

    def clean(self) -> dict[str, Any]:
        """Ask for something that says who it is."""
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(word) for word in ("name", "email", "phone", "company")):
            raise ValidationError(_("Say who it is: a name, an e-mail, a telephone number or a company."))
        return cleaned

    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the parts of the page with their fields."""
        return [(str(title), [self[word] for word in asked]) for title, asked in PARTS.values()]

    def payload(self) -> dict[str, Any]:
        """Return what was filled in, word by word."""
        asked = {word for _title, words_asked in PARTS.values() for word in words_asked} | {
            "contact_me",
            "consent",
        }
        return words.payload({word: self.cleaned_data[word] for word in asked})

    def events(self, *, at: datetime) -> list[Event]:
        """Return what they did, at the moment it is entered."""
        kind = self.cleaned_data["event"]
        return [Event(kind, at, self.cleaned_data["detail"])] if kind else []
