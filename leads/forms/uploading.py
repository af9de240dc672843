"""A file somebody brings, and how it is written when that was not found out right."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.models import Batch, Channel
from leads.queries import intake
from leads.rules.sheets.dialect import DELIMITERS, ENCODINGS, MAX_ABOVE
from slaportal.accounts.models import User


class ChannelField(forms.ModelChoiceField):
    """A channel, named with its agreement."""

    def label_from_instance(self, obj: Any) -> str:
        """Say which channel it is."""
        return f"{obj}, {obj.agreement}"


class UploadForm(forms.Form):
    """A file of leads, or of what known leads did, and the channel it comes through."""

    channel = ChannelField(
        Channel.objects.none(),
        label=_("Channel"),
        empty_label=None,
        help_text=_("It says which agreement judges the leads and in which format they came."),
    )
    kind = forms.ChoiceField(
        label=_("What the file holds"),
        choices=[
            ("leads", _("Leads, one in each row, with what they did if you like")),
            ("events", _("What known leads did, one event in each row")),
        ],
        widget=forms.RadioSelect,
        initial="leads",
    )
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # what is wrong with it is said by whoever reads it
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.vcf"}),
        help_text=_(
            "CSV in any usual encoding, an Excel workbook (.xlsx), or business cards (.vcf). "
            "Nothing is imported before you have seen how it is read."
        ),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["channel"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = intake.open_channels(user, Channel.Kind.UPLOAD)


class ReadAgainForm(forms.Form):
    """How a file is written: corrected by somebody who knows."""

    encoding = forms.ChoiceField(label=_("Encoding"), choices=list(ENCODINGS.items()))
    delimiter = forms.ChoiceField(
        label=_("Between cells stands a"), choices=[(sign, word) for sign, word in DELIMITERS.items()]
    )
    above = forms.IntegerField(
        label=_("Rows to leave out on top"), min_value=0, max_value=MAX_ABOVE, help_text=_("Such as a title.")
    )
    header = forms.TypedChoiceField(
        label=_("The first row after them"),
        choices=[("yes", _("holds the names of the columns")), ("no", _("is a row like the others"))],
        coerce=lambda said: said == "yes",
    )

    @property
    def why(self) -> str:
        """Say what keeps the form from being used, field by field."""
        return " ".join(
            f"{self[name].label}: {' '.join(map(str, found))}" for name, found in self.errors.items()
        )

    @classmethod
    def of(cls, batch: Batch) -> ReadAgainForm:
        """Return the form filled in with how a file was found to be written."""
        header = "yes" if batch.dialect["header"] else "no"
        return cls(initial={"above": 0, **batch.dialect, "header": header})
