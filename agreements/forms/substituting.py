"""Who takes a leader's place, and when."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements import queries
from agreements.models import Agreement
from slaportal.ui.asking import Day, OneRow, Text


class SubstituteForm(forms.Form):
    """A person, a first and a last day by the leader's own clock, and why."""

    substitute = OneRow(
        label=gettext_lazy("Who takes your place"), queryset=None, empty_label=gettext_lazy("Choose somebody")
    )
    first_day = Day(label=gettext_lazy("First day"))
    last_day = Day(label=gettext_lazy("Last day"), help_text=gettext_lazy("Until its end, by your clock."))
    reason = Text(
        label=gettext_lazy("Reason"),
        max_length=1000,
        rows=2,
        required=False,
        help_text=gettext_lazy("Kept with the agreement, such as “on leave”."),
    )

    def __init__(self, data: Any = None, *, agreement: Agreement, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["substitute"].queryset = queries.substitutes.candidates(agreement)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Give the period as two moments, ``begins_at`` and ``ends_at``."""
        data = super().clean() or self.cleaned_data
        first, last = data.pop("first_day", None), data.pop("last_day", None)
        if first and last:
            if last < first:
                self.add_error("last_day", _("The last day lies before the first. Choose a later one."))
            data |= {"begins_at": _start_of(first), "ends_at": _start_of(last + timedelta(days=1))}
        return data


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), get_current_timezone())
