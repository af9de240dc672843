"""What somebody says about the columns of a file, as one select a column with what has to be known besides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from agreements.rules.criteria.choices import FORMATS
from agreements.rules.criteria.countries import COUNTRIES
from agreements.rules.criteria.vocabulary import EVENTS, EXTRA_PREFIX
from leads.rules.sheets import mapping, targets
from leads.rules.sheets.columns import Column
from leads.rules.sheets.faults import OUTCOMES, Fault
from leads.rules.sheets.mapping import Spec
from leads.rules.sheets.targets import DATE, EXTRA, KIND, NUMBER, OUTCOME, SKIP, TARGETS, YES_OR_DATE

_DATES = [("", _("Choose")), ("dmy", _("Day first, 31/12/2024")), ("mdy", _("Month first, 12/31/2024"))]
_DECIMALS = [("", _("Choose")), (".", _("Decimal point, 1,234.50")), (",", _("Decimal comma, 1.234,50"))]
_ANSWERS: Mapping[str, list[tuple[str, Any]]] = {
    OUTCOME: [("", _("Choose")), *OUTCOMES.items(), (SKIP, _("Leave out"))],
    KIND: [("", _("Choose")), *((key, word.label) for key, word in EVENTS.items()), (SKIP, _("Leave out"))],
}
_GROUPS = {
    kind: [
        (group, [(target.key, target.label) for target in found]) for group, found in targets.grouped(kind)
    ]
    for kind in TARGETS
}
_TARGETS: Mapping[str, list[Any]] = {
    "leads": [(EXTRA, _("Extra attribute")), (SKIP, _("Leave out")), *_GROUPS["leads"]],
    "events": [(SKIP, _("Leave out")), *_GROUPS["events"]],
}
#: What can hold for every row of a file, by the kind of file.
_WHOLE = {
    "leads": ("created_at", "formats", "country", "row_number_as_id"),
    "events": ("event_kind", "event_at"),
}
_FIXED = ("created_at", "formats", "event_kind", "event_at")


def read(
    data: Mapping[str, Any], columns: Sequence[Column], kind: str, known: mapping.Mapping
) -> mapping.Mapping:
    """Return what was sent as a mapping; what was not asked yet is as the columns themselves show it.

    Never raises: what is missing or cannot be is named by ``sheets.faults``.
    """
    return replace(
        known,
        columns={column.key: _spec(data, column, kind) for column in columns},
        fixed={
            name: text
            for name in _FIXED
            if name in _WHOLE[kind] and (text := str(data.get(name, "")).strip())
        },
        country=str(data.get("country", "")),
        row_number_as_id=kind == "leads" and "row_number_as_id" in data,
    )


def _spec(data: Mapping[str, Any], column: Column, kind: str) -> Spec:
    spec = mapping.described(column, str(data.get(f"as_{column.place}", SKIP)), kind)
    dates, decimal = data.get(f"dates_{column.place}"), data.get(f"decimal_{column.place}")
    values = dict(spec.values)
    for number, answer in enumerate(column.answers or ()):
        meant = data.get(f"value_{column.place}_{number}")
        if meant is not None:
            values[answer] = str(meant)
    return replace(
        spec,
        dates=dates if dates in ("dmy", "mdy") else spec.dates if dates is None else "",
        decimal=decimal if decimal in (".", ",") else spec.decimal if decimal is None else "",
        values={answer: meant for answer, meant in values.items() if meant},
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One column as the page shows it: what it is, what has to be known besides, and what is wrong."""

    column: Column
    target: BoundField
    besides: tuple[BoundField, ...]
    answers: tuple[tuple[str, BoundField], ...]
    faults: tuple[str, ...]


class MappingForm(forms.Form):
    """A mapping on the page. What is sent is read by :func:`read`; this only shows it."""

    created_at = forms.CharField(
        label=_("When they came"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("For rows without a date. Left empty, it is the moment of the import."),
    )
    formats = forms.ChoiceField(
        label=_("Format"),
        required=False,
        choices=[("", _("As the channel says")), *((choice.key, choice.label) for choice in FORMATS)],
        help_text=_("How this information arrived."),
    )
    country = forms.ChoiceField(
        label=_("Country of telephone numbers"),
        required=False,
        choices=[("", _("Written with each number")), *COUNTRIES.items()],
    )
    row_number_as_id = forms.BooleanField(
        label=_("The row number is the id"),
        required=False,
        help_text=_("For rows that do not say who they are about. Only this file knows them again."),
    )
    event_kind = forms.ChoiceField(
        label=_("What they did"),
        required=False,
        choices=[("", _("A column says it")), *((key, word.label) for key, word in EVENTS.items())],
    )
    event_at = forms.CharField(
        label=_("When they did it"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, said: mapping.Mapping, columns: Sequence[Column], kind: str) -> None:
        super().__init__(
            initial={**said.fixed, "country": said.country, "row_number_as_id": said.row_number_as_id}
        )
        self._columns, self._kind = columns, kind
        for column in columns:
            self._add_fields(column, said.spec(column, kind))

    def _add_fields(self, column: Column, spec: Spec) -> None:
        place = column.place
        target = EXTRA if spec.target.startswith(EXTRA_PREFIX) else spec.target
        self._add(f"as_{place}", column.key, _TARGETS[self._kind], target)
        reads = TARGETS[self._kind][target].reads if target in TARGETS[self._kind] else ""
        if reads in (DATE, YES_OR_DATE) and column.dates not in ("", "year"):
            self._add(f"dates_{place}", _("Order of its dates"), _DATES, spec.dates)
        if reads == NUMBER and column.decimal:
            self._add(f"decimal_{place}", _("Its decimals"), _DECIMALS, spec.decimal)
        if reads in _ANSWERS:
            for number, answer in enumerate(column.answers or ()):
                self._add(f"value_{place}_{number}", answer, _ANSWERS[reads], spec.values.get(answer, ""))

    def _add(self, name: str, label: Any, choices: list[Any], initial: str) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label, choices=choices, initial=initial, widget=forms.Select(attrs={"class": "form-select"})
        )

    def lines(self, faults: Sequence[Fault]) -> Iterator[Line]:
        """Yield the columns in the order of the file, each with what is wrong with it."""
        for column in self._columns:
            place = column.place
            yield Line(
                column=column,
                target=self[f"as_{place}"],
                besides=tuple(
                    self[name] for name in (f"dates_{place}", f"decimal_{place}") if name in self.fields
                ),
                answers=tuple(
                    (answer, self[f"value_{place}_{number}"])
                    for number, answer in enumerate(column.answers or ())
                    if f"value_{place}_{number}" in self.fields
                ),
                faults=tuple(fault.message for fault in faults if fault.column == column.key),
            )

    def whole(self) -> list[BoundField]:
        """Return the fields that hold for every row."""
        return [self[name] for name in _WHOLE[self._kind]]
