"""What a leader gives when proposing, signing, declining or withdrawing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from slaportal.ui.asking import Line, Text, Whole


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


class SignForm(forms.Form):
    """Consent, name and password, on the text whose hash the page carries."""

    digest_seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    consent_version = forms.IntegerField(widget=forms.HiddenInput)
    consent = forms.BooleanField(
        label=_("I agree"), error_messages={"required": _("Tick the box to agree to the text.")}
    )
    typed_name = Line(
        label=_("Your full name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name", "class": "ink"}),
        error_messages={"required": _("Type your full name; it is your signature.")},
    )
    password = Line(
        label=_("Your password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("Asked again so that nobody signs from your open screen."),
        error_messages={"required": _("Enter your password again.")},
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


class ReasonForm(forms.Form):
    """Why something is declined, withdrawn, dropped or asked for."""

    reason = Text(
        label=_("Reason"),
        max_length=4000,
        help_text=_("Shown to the other side and kept with the version."),
        error_messages={"required": _("Say why, so that the other side can answer.")},
    )
