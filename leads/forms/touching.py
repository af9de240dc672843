"""What a rep says about a touch, and what they plan next."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.models import Touch
from leads.operations import following_up
from slaportal.ui.asking import Line, Moment, One, Text

_LABELS = dict(Touch.Outcome.choices)


class TouchForm(forms.Form):
    """One attempt to reach the lead. Sent with nothing but its kind it says what comes of most of them."""

    kind = forms.ChoiceField(choices=Touch.Kind.choices, widget=forms.HiddenInput)
    outcome = One(
        label=_("What came of it"), widget=forms.RadioSelect(attrs={"autofocus": True}), depends=True
    )
    is_inbound = forms.BooleanField(
        label=_("It came from the lead"),
        required=False,
        help_text=_("They called or wrote. That is contact, and no attempt of ours."),
    )
    happened_at = Moment(
        label=_("When it happened"),
        required=False,
        help_text=_("Leave it empty for just now. Your local time."),
    )
    note = Text(label=_("Note"), required=False, max_length=5000, rows=3)

    def __init__(self, data: Any = None, *, kind: str) -> None:
        super().__init__(data, initial={"kind": kind, "outcome": following_up.OUTCOMES[kind][0]})
        outcome = self.fields["outcome"]
        assert isinstance(outcome, One)
        outcome.choices = [(key, _LABELS[key]) for key in following_up.OUTCOMES[kind]]

    def clean_outcome(self) -> str:
        """The usual outcome when none was chosen."""
        return self.cleaned_data["outcome"] or str(self.initial["outcome"])


class NextStepForm(forms.Form):
    """What comes next, and when."""

    next_step = Line(
        label=_("What comes next"),
        max_length=200,
        help_text=_("Such as: call again, ask who signs off the budget."),
    )
    follow_up_at = Moment(
        label=_("When"),
        required=False,
        help_text=_("Your local time. It then stands in the queue at that time."),
    )
