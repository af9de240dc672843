"""What a leader gives when signing, declining, proposing or withdrawing."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SignForm(forms.Form):
    """Consent, name and password, on the text whose hash the page carries."""

    digest_seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    consent_version = forms.IntegerField(widget=forms.HiddenInput)
    consent = forms.BooleanField(
        label=_("I agree"), error_messages={"required": _("Tick the box to agree to the text.")}
    )
    typed_name = forms.CharField(
        label=_("Your full name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name", "class": "ink"}),
        error_messages={"required": _("Type your full name; it is your signature.")},
    )
    password = forms.CharField(
        label=_("Your password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("Asked again so that nobody signs from your open screen."),
        error_messages={"required": _("Enter your password again.")},
    )


class ReasonForm(forms.Form):
    """Why something is declined, withdrawn, dropped or asked for."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Shown to the other side and kept with the version."),
        error_messages={"required": _("Say why, so that the other side can answer.")},
    )


class ProposeForm(forms.Form):
    """Until when the round is open."""

    days = forms.IntegerField(
        label=_("Days to sign"),
        min_value=1,
        max_value=90,
        initial=7,
        required=False,
        help_text=_("Both leaders are reminded. Empty: the round has no end."),
    )


class ConcludeForm(forms.Form):
    """What a review came to."""

    conclusion = forms.ChoiceField(
        label=_("Conclusion"),
        choices=[("no_change", _("No change")), ("amend", _("Amend: draft the next version"))],
        widget=forms.RadioSelect,
    )
    notes = forms.CharField(
        label=_("What both sides concluded"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write down what was concluded; it is kept with the agreement.")},
    )


class EarlyReviewForm(ReasonForm):
    """When an early review is to be held, and why."""

    due_on = forms.DateField(
        label=_("Date of the review"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    field_order = ("due_on", "reason")
