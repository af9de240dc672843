"""Which leads behind a figure somebody asks for, read from an address."""

from __future__ import annotations

from typing import get_args

from django import forms

from leads.queries.evidence import Part, Selection


class EvidenceForm(forms.Form):
    """What may stand in the address of a figure; everything is optional."""

    part = forms.ChoiceField(choices=[(part, part) for part in get_args(Part)], required=False)
    person = forms.IntegerField(min_value=1, required=False)
    unassigned = forms.BooleanField(required=False)
    channel = forms.IntegerField(min_value=1, required=False)
    reason = forms.CharField(max_length=60, required=False)
    sort = forms.CharField(max_length=12, required=False)
    week = forms.IntegerField(min_value=0, max_value=13, required=False)
    since = forms.DateField(required=False)
    after = forms.IntegerField(min_value=0, required=False)
    within = forms.IntegerField(min_value=0, required=False)

    def selection(self, figure: str) -> Selection:
        """Return what was asked for; call it on a valid form."""
        asked = {key: value for key, value in self.cleaned_data.items() if value not in (None, "")}
        return Selection(figure, **asked)
