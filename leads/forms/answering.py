"""What sales says when it answers a lead, what a leader says who gives it away, and marketing who passes it again."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from agreements.rules.terms import DisqualifyReason, ReturnReason
from leads.rules import spelling
from slaportal.accounts.models import User
from slaportal.ui.asking import Day, Line, One, OneRow, Text

_KINDS = {
    "definitional": pgettext_lazy("return", "Definitional: it is not what both sides call qualified"),
    "clerical": pgettext_lazy("return", "Clerical: something about its data is wrong"),
    "procedural": pgettext_lazy("return", "Procedural: it should not have come this way"),
}


def note_field(label: Any, *, required: bool = False, help_text: Any = "") -> Text:
    """Return a field for a sentence or two."""
    return Text(label=label, required=required, max_length=5000, rows=3, help_text=help_text)


class ReturnForm(forms.Form):
    """Why a lead is no MQL: a signed reason, and for a definitional one the criterion that failed."""

    reason = One(
        label=_("Reason"), error_messages={"required": _("Choose one of the reasons both sides signed.")}
    )
    criterion = One(
        label=_("Criterion that failed"),
        depends=True,
        help_text=_("Needed for a definitional reason: marketing learns from it what to look at."),
    )
    note = note_field(_("Note for marketing"))

    def __init__(
        self, data: Any = None, *, reasons: Sequence[ReturnReason], criteria: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(data)
        self.definitional = {reason.key for reason in reasons if reason.kind == "definitional"}
        grouped = [
            (label, [(reason.key, reason.label) for reason in reasons if reason.kind == kind])
            for kind, label in _KINDS.items()
        ]
        _choices(self, "reason", [("", _("Choose a reason")), *(group for group in grouped if group[1])])
        _choices(self, "criterion", [("", _("Choose a criterion")), *criteria])

    def clean(self) -> dict[str, Any]:
        """A definitional reason names its criterion; the others do not need one."""
        said = super().clean() or self.cleaned_data
        if said.get("reason") in self.definitional:
            if not said.get("criterion") and "criterion" not in self.errors:
                self.add_error(
                    "criterion", _("Name the criterion of the definition that the lead does not meet.")
                )
        else:
            said["criterion"] = ""
        return said


class DisqualifyForm(forms.Form):
    """Why a lead is closed: a signed reason, some of which send it back to nurture."""

    reason = One(
        label=_("Reason"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the reasons both sides signed.")},
    )
    note = note_field(_("Note"))

    def __init__(self, data: Any = None, *, reasons: Sequence[DisqualifyReason]) -> None:
        super().__init__(data)
        _choices(self, "reason", [(reason.key, _disqualify_label(reason)) for reason in reasons])


class RecycleForm(forms.Form):
    """When a lead is judged again, and what marketing should wait for."""

    on = Day(label=_("Judge it again on"))
    note = note_field(_("Why"), required=True, help_text=_("Marketing reads it: what should it wait for?"))


class ConvertForm(forms.Form):
    """What a lead that goes further, or ends, is worth."""

    value = Line(
        label=_("Value of the deal"), required=False, max_length=40, help_text=_("Such as 60,000 or 60k.")
    )
    note = note_field(_("Note"))

    def __init__(self, data: Any = None, *, asks_value: bool, currency: str) -> None:
        super().__init__(data)
        if asks_value:
            self.fields["value"].label = _("Value of the deal, in %(currency)s") % {"currency": currency}
        else:
            del self.fields["value"]

    def clean_value(self) -> Decimal | None:
        """The amount, None when nothing was said."""
        text = self.cleaned_data["value"].strip()
        if not text:
            return None
        try:
            amount = spelling.amount(text)
        except spelling.Unreadable as error:
            raise forms.ValidationError(str(error)) from error
        if not 0 <= amount < Decimal(10) ** 12:
            raise forms.ValidationError(_("Write an amount between 0 and 999 billion."))
        return amount.quantize(Decimal("0.01"))


class GiveForm(forms.Form):
    """Who has the lead from now on, and why; ``is_taken`` from somebody, it needs a reason."""

    to = OneRow(User.objects.none(), label=_("Give it to"), empty_label=_("Choose a person"))
    why = note_field(_("Why"), help_text=_("Stands in the lead’s story."))

    def __init__(self, data: Any = None, *, people: Any, is_taken: bool = False) -> None:
        super().__init__(data)
        if is_taken:
            self.fields["why"] = note_field(
                _("Why"),
                required=True,
                help_text=_("Both of them and the story show it: it moves what is counted for each."),
            )
        to = self.fields["to"]
        assert isinstance(to, forms.ModelChoiceField)
        to.queryset = people


class PassAgainForm(forms.Form):
    """What marketing did about the reason."""

    why = note_field(
        _("What has changed"),
        required=True,
        help_text=_("Sales reads it. The lead is judged again and begins a new handoff."),
    )


def _choices(form: forms.Form, name: str, choices: Sequence[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def _disqualify_label(reason: DisqualifyReason) -> str:
    if reason.recycle_days is None:
        return reason.label
    rest = ngettext_lazy("judged again in %(n)d day", "judged again in %(n)d days", reason.recycle_days)
    return f"{reason.label} ({rest % {'n': reason.recycle_days}})"
