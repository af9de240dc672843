"""What a rep says about a touch, and what they plan next."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.models import Touch
from leads.operations import following_up

_LABELS = dict(Touch.Outcome.choices)


def moment_field(label: Any, **more: Any) -> forms.DateTimeField:
    """Return a field for a moment in the person's own time zone."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(
        label=label,
        widget=widget,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
        **more,
    )


class TouchForm(forms.Form):
    """One attempt to reach the lead. Sent with nothing but its kind it says what comes of most of them."""

    kind = forms.ChoiceField(choices=Touch.Kind.choices, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=_("What came of it"), widget=forms.RadioSelect(attrs={"autofocus": True}), required=False
    )
    is_inbound = forms.BooleanField(
        label=_("It came from the lead"),
        required=False,
        help_text=_("They called or wrote. That is contact, and no attempt of ours."),
    )
    happened_at = moment_field(
        _("When it happened"), required=False, help_text=_("Leave it empty for just now. Your local time.")
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any = None, *, kind: str) -> None:
        super().__init__(data, initial={"kind": kind, "outcome": following_up.OUTCOMES[kind][0]})
        outcome = self.fields["outcome"]
        assert isinstance(outcome, forms.ChoiceField)
        outcome.choices = [(key, _LABELS[key]) for key in following_up.OUTCOMES[kind]]
        outcome.depends = True  # type: ignore[attr-defined]

    def clean_outcome(self) -> str:
        """The usual outcome when none was chosen."""
        return self.cleaned_data["outcome"] or str(self.initial["outcome"])


class NextStepForm(forms.Form):
    """What comes next, and when."""

    next_step = forms.CharField(
        label=_("What comes next"),
        max_length=200,
        help_text=_("Such as: call again, ask who signs off the budget."),
    )
    follow_up_at = moment_field(
        _("When"), required=False, help_text=_("Your local time. It then stands in the queue at that time.")
    )
