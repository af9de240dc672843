"""A document somebody brings to be verified."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class BringForm(forms.Form):
    """The file; whoever examines it says what is wrong with it."""

    file = forms.FileField(
        label=_("Document"),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.json,application/pdf,application/json"}),
        help_text=_(
            "The signed PDF, the bundle, or the canonical text as JSON; up to 10 MB. It is not kept."
        ),
    )
