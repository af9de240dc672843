"""What a leader gives when proposing, signing, declining or withdrawing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.forms.proving import ProofForm
from slaportal.ui.asking import Line, Moment, Text, Whole


class ProposeForm(forms.Form):
    """Until when the round is open."""

    days = Whole(
        label=_("Days to sign"),
        min_value=1,
        max_value=90,
        initial=7,
        required=False,
        help_text=_("Both leaders are reminded. Empty: the round has no end."),
    )


class EndForm(forms.Form):
    """When an open round ends."""

    expires_at = Moment(
        label=_("The round ends"),
        required=False,
        help_text=_("Empty: it stays open until both have signed. Everybody who signs is told."),
    )


class SignForm(ProofForm):
    """Consent, name and password, on the text whose hash the page carries."""

    digest_seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    consent_version = forms.IntegerField(widget=forms.HiddenInput)
    consent = forms.BooleanField(
        label=_("I agree"), error_messages={"required": _("Tick the box to agree to the text.")}
    )
    field_order = ("digest_seen", "consent_version", "consent", "typed_name", "password")

    typed_name = Line(
        label=_("Your full name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name", "class": "ink"}),
        error_messages={"required": _("Type your full name; it is your signature.")},
    )

    def clean(self) -> dict[str, Any]:
        """A page that lost what it showed has to be read again."""
        data = super().clean() or self.cleaned_data
        lost = {"digest_seen", "consent_version"} & set(self.errors)
        for name in lost:
            del self.errors[name]
        if lost:
            self.add_error(None, _("The page did not say which text it shows. Open it again and read it."))
        return data


class ConsentForm(forms.Form):
    """Which declaration was accepted, on which text; sent when the box is ticked."""

    digest_seen = forms.CharField(max_length=64)
    consent_version = forms.IntegerField()


class ReasonForm(forms.Form):
    """Why something is declined, withdrawn, dropped or asked for."""

    reason = Text(
        label=_("Reason"),
        max_length=4000,
        help_text=_("Shown to the other side and kept with the version."),
        error_messages={"required": _("Say why, so that the other side can answer.")},
    )
