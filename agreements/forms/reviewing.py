"""What a leader says about a review: when an early one is wanted, and what one came to."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.forms.proving import ProofForm
from agreements.models import Review
from slaportal.ui.asking import Day, One, Text


class EarlyReviewForm(forms.Form):
    """When an early review is to be held, and why."""

    due_on = Day(label=_("Date of the review"))
    reason = Text(
        label=_("Reason"),
        max_length=4000,
        help_text=_("Shown to the other side and kept with the review."),
        error_messages={"required": _("Say why the agreement should be looked at early.")},
    )


class ConcludeForm(ProofForm):
    """What a review came to, signed; "no change" is a conclusion too."""

    field_order = ("conclusion", "notes", "password")

    conclusion = One(
        label=_("Conclusion"),
        choices=[
            (Review.Conclusion.NO_CHANGE, _("No change")),
            (Review.Conclusion.AMEND, _("Amend: draft the next version")),
        ],
        widget=forms.RadioSelect,
        initial=Review.Conclusion.NO_CHANGE,
    )
    notes = Text(
        label=_("What both sides concluded"),
        max_length=8000,
        rows=5,
        error_messages={"required": _("Write down what was concluded; it is kept with the agreement.")},
    )
