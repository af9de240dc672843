"""The form of a promise of either side: its fields follow from what kind of clause it is (requirements B2 and B3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.forms.section import SectionForm
from agreements.rules.clauses import OPTIONAL
from agreements.rules.terms import CLAUSES, UNITS, Clause, Duration, Terms
from slaportal.ui.asking import Amount, One, Whole


class ClauseForm(SectionForm):
    """One promise; leaving it out needs nothing filled in."""

    def __init__(self, data: Any = None, *, terms: Terms, revision: int, today: date, kind: str) -> None:
        self.kind = CLAUSES[kind]
        super().__init__(data, terms=terms, revision=revision, today=today)
        self.fields["promised"] = forms.BooleanField(
            label=_("This is promised"), required=False, help_text=_("Untick to leave the clause out.")
        )
        for name in self.kind.fields:
            self.fields.update(_FIELDS[name]((kind, name) not in OPTIONAL))
        if self.kind.measured == "share":
            self.fields["target"] = Amount(
                label=_("Kept for at least … % of leads"), max_digits=6, decimal_places=2
            )
        self.fields_of = {f"clauses.{self.kind.code}.{name}": name for name in (*self.kind.fields, "target")}

    def shown(self, terms: Terms) -> dict[str, Any]:
        clause = terms.clause(self.kind.key)
        if clause is None:
            return {"promised": False, "target": Decimal(100)}
        shown: dict[str, Any] = {"promised": True, "target": clause.target}
        for name in self.kind.fields:
            value = getattr(clause, name)
            if isinstance(value, Duration):
                shown[name], shown[f"{name}_unit"] = value.amount, value.unit
            else:
                shown[name] = value
        return shown

    def clean(self) -> dict[str, Any]:
        """A clause that is left out needs nothing filled in."""
        if not self.cleaned_data.get("promised"):
            for name in [name for name in self.errors if name != "seen_revision"]:
                del self.errors[name]
        return super().clean()

    def changes(self) -> dict[str, Any]:
        data, kind = self.cleaned_data, self.kind
        others = {clause.kind: clause for clause in self.terms.clauses if clause.kind != kind.key}
        if data["promised"]:
            values: dict[str, Any] = {"target": data.get("target") or Decimal(100)}
            for name in kind.fields:
                value, unit = data[name], data.get(f"{name}_unit")
                values[name] = Duration(value, unit) if value is not None and unit else value
            others[kind.key] = Clause(kind.key, **values)
        return {"clauses": tuple(others[each] for each in CLAUSES if each in others)}


def _timed(name: str, label: Any) -> Callable[[bool], dict[str, forms.Field]]:
    units = [(key, plural) for key, (_one, plural) in UNITS.items()]
    return lambda required: {
        name: Whole(label=label, required=required),
        f"{name}_unit": One(label=_("Counted in"), choices=units),
    }


def _counted(name: str, label: Any, help_text: Any = "") -> Callable[[bool], dict[str, forms.Field]]:
    return lambda required: {name: Whole(label=label, required=required, help_text=help_text)}


#: The form fields of each field a clause may carry.
_FIELDS: dict[str, Callable[[bool], dict[str, forms.Field]]] = {
    "within": _timed("within", _("Within")),
    "best": _timed("best", _("Best within")),
    "leads": _counted("leads", _("Qualified leads a quarter")),
    "daily_relief": _counted(
        "daily_relief",
        _("Leads a day before the clocks relax"),
        _("Above this number the first response counts from the next business day."),
    ),
    "calls": _counted("calls", _("Calls at least")),
    "emails": _counted("emails", _("E-mails at least")),
    "interactions": _counted("interactions", _("Interactions on record before handoff")),
}
