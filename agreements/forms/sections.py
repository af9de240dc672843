"""The forms of a draft's sections: each knows its part of the terms and gives back new values for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.rules import templates
from agreements.rules.clauses.checking import RETURN_KINDS, REVIEW_MONTHS
from agreements.rules.criteria.required import REQUIRED
from agreements.rules.terms import (
    CLAUSES,
    UNITS,
    Clause,
    DisqualifyReason,
    Duration,
    Hours,
    ReturnReason,
    StageMeaning,
    Terms,
)
from slaportal.accounts import places
from slaportal.worktime import holidays

WEEKDAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)
_WINDOW = re.compile(r"^\s*(\d{1,2}):(\d{2})\s*[-–—]\s*(\d{1,2}):(\d{2})\s*$")


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class SectionForm(forms.Form):
    """One section of a draft. ``changes`` are new values for fields of the terms; only after ``is_valid()``."""

    seen_revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, terms: Terms, revision: int, today: date) -> None:
        super().__init__(data, initial={**self.shown(terms), "seen_revision": revision})
        self.terms = terms
        self.today = today

    def shown(self, terms: Terms) -> dict[str, Any]:
        """Return what the fields show for these terms."""
        raise TypeError("A section says what it shows.")

    def changes(self) -> dict[str, Any]:
        """Return the new values by field of ``Terms``."""
        raise TypeError("A section says what it changes.")


class PurposeForm(SectionForm):
    """Section 1: title, purpose and how the two sides are called."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    purpose = forms.CharField(
        label=gettext_lazy("Purpose"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    marketing_party = forms.CharField(label=gettext_lazy("Marketing is called"), max_length=120)
    sales_party = forms.CharField(label=gettext_lazy("Sales is called"), max_length=120)

    def shown(self, terms: Terms) -> dict[str, Any]:
        return {name: getattr(terms, name) for name in _PURPOSE}

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name].strip() for name in _PURPOSE}


_PURPOSE = ("title", "purpose", "marketing_party", "sales_party")


class RequiredForm(SectionForm):
    """Section 3: what must be known and valid before handoff (requirement A7)."""

    required = forms.MultipleChoiceField(
        label=gettext_lazy("Before handoff a lead has"),
        choices=lambda: [(key, info.label) for key, info in REQUIRED.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Everything else stays optional. Long forms lose people."),
    )

    def shown(self, terms: Terms) -> dict[str, Any]:
        return {"required": list(terms.required)}

    def changes(self) -> dict[str, Any]:
        chosen = set(self.cleaned_data["required"])
        return {"required": tuple(key for key in REQUIRED if key in chosen)}


class ClauseForm(SectionForm):
    """One promise of either side (requirements B2 and B3); the fields follow from its kind."""

    kind: str

    def __init__(self, data: Any = None, *, terms: Terms, revision: int, today: date, kind: str) -> None:
        self.kind = kind
        super().__init__(data, terms=terms, revision=revision, today=today)
        self.fields["promised"] = forms.BooleanField(
            label=_("This is promised"), required=False, help_text=_("Untick to leave the clause out.")
        )
        for name in CLAUSES[kind].fields:
            self.fields.update(_CLAUSE_FIELDS[name](optional=(kind, name) in _OPTIONAL))
        if CLAUSES[kind].measured == "share":
            self.fields["target"] = forms.DecimalField(
                label=_("Kept for at least … % of leads"),
                min_value=Decimal("0.1"),
                max_value=100,
                decimal_places=2,
            )

    def shown(self, terms: Terms) -> dict[str, Any]:
        clause = terms.clause(self.kind)
        if clause is None:
            return {"promised": False, "target": Decimal(100)}
        shown: dict[str, Any] = {"promised": True, "target": clause.target.normalize()}
        shown["target"] = Decimal(f"{clause.target:f}")
        for name in CLAUSES[self.kind].fields:
            value = getattr(clause, name)
            if isinstance(value, Duration):
                shown[name], shown[f"{name}_unit"] = value.amount, value.unit
            else:
                shown[name] = value
        return shown

    def clean(self) -> dict[str, Any]:
        """A clause that is left out needs nothing filled in."""
        data = super().clean() or self.cleaned_data
        if not data.get("promised"):
            for name in [name for name in self.errors if name != "seen_revision"]:
                del self.errors[name]
        return data

    def changes(self) -> dict[str, Any]:
        data = self.cleaned_data
        others = {clause.kind: clause for clause in self.terms.clauses if clause.kind != self.kind}
        if data["promised"]:
            values: dict[str, Any] = {"target": data.get("target") or Decimal(100)}
            for name in CLAUSES[self.kind].fields:
                if data.get(name) is None:
                    continue
                timed = f"{name}_unit" in self.fields
                values[name] = Duration(data[name], data[f"{name}_unit"]) if timed else data[name]
            others[self.kind] = Clause(self.kind, **values)
        return {"clauses": tuple(others[kind] for kind in CLAUSES if kind in others)}


_OPTIONAL = {("response", "best"), ("volume", "daily_relief")}


def _timed(name: str, label: Any) -> Callable[..., dict[str, forms.Field]]:
    def fields(*, optional: bool) -> dict[str, forms.Field]:
        return {
            name: forms.IntegerField(label=label, min_value=1, max_value=600_000, required=not optional),
            f"{name}_unit": forms.ChoiceField(
                label=_("Counted in"), choices=[(key, plural) for key, (__, plural) in UNITS.items()]
            ),
        }

    return fields


def _counted(
    name: str, label: Any, help_text: Any = "", least: int = 1
) -> Callable[..., dict[str, forms.Field]]:
    def fields(*, optional: bool) -> dict[str, forms.Field]:
        return {
            name: forms.IntegerField(
                label=label,
                min_value=least,
                max_value=1_000_000,
                required=not optional,
                help_text=help_text,
            )
        }

    return fields


_CLAUSE_FIELDS: dict[str, Callable[..., dict[str, forms.Field]]] = {
    "within": _timed("within", gettext_lazy("Within")),
    "best": _timed("best", gettext_lazy("Best within")),
    "leads": _counted("leads", gettext_lazy("Qualified leads a quarter")),
    "daily_relief": _counted(
        "daily_relief",
        gettext_lazy("Leads a day before the clocks relax"),
        gettext_lazy("Above this number the first response counts from the next business day."),
    ),
    "calls": _counted("calls", gettext_lazy("Calls at least"), least=0),
    "emails": _counted("emails", gettext_lazy("E-mails at least"), least=0),
    "interactions": _counted("interactions", gettext_lazy("Interactions on record before handoff")),
}


class HoursForm(SectionForm):
    """Section 6: business hours and the holidays through the term (docs/clocks.md)."""

    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=lambda: [(zone, zone.replace("_", " ")) for zone in places.time_zones()],
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Public holidays of"),
        required=False,
        choices=lambda: _countries(),
        help_text=gettext_lazy("Spelled out as dates when you save; they are signed with the text."),
    )
    own_holidays = forms.CharField(
        label=gettext_lazy("The company’s own closed days"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Dates such as 2026-12-24, separated by commas or spaces."),
    )

    def __init__(self, data: Any = None, *, terms: Terms, revision: int, today: date) -> None:
        super().__init__(data, terms=terms, revision=revision, today=today)
        shown = self.shown(terms)
        for number, name in enumerate(WEEKDAYS):
            self.fields[f"day_{number}"] = forms.CharField(
                label=name,
                required=False,
                initial=shown[f"day_{number}"],
                max_length=120,
                help_text=_("Such as 09:00-12:30, 13:30-17:30. Empty is closed.") if number == 0 else "",
            )

    def shown(self, terms: Terms) -> dict[str, Any]:
        windows = dict(terms.hours.weekly)
        return {
            "zone": terms.hours.zone,
            "country": terms.hours.country,
            "own_holidays": ", ".join(day.isoformat() for day in terms.hours.own_holidays),
            **{
                f"day_{number}": ", ".join(f"{start}-{end}" for start, end in windows.get(number, ()))
                for number in range(7)
            },
        }

    def clean_own_holidays(self) -> tuple[date, ...]:
        """Read the dates, naming the first that is none."""
        days = []
        for text in re.split(r"[\s,;]+", self.cleaned_data["own_holidays"].strip()):
            if not text:
                continue
            try:
                days.append(date.fromisoformat(text))
            except ValueError:
                raise forms.ValidationError(
                    _("“%(text)s” is no date. Write it as 2026-12-24."), params={"text": text}
                ) from None
        return tuple(sorted(set(days)))

    def clean(self) -> dict[str, Any]:
        """Read every day’s windows and let the schedule itself say what is wrong with the whole."""
        data = super().clean() or self.cleaned_data
        weekly = []
        for number in range(7):
            try:
                windows = tuple(_windows(data.get(f"day_{number}", "")))
            except ValueError as error:
                self.add_error(f"day_{number}", str(error))
                continue
            if windows:
                weekly.append((number, windows))
        if self.errors:
            return data
        first = self.terms.effective_from or self.today
        hours = Hours(
            zone=data["zone"],
            weekly=tuple(weekly),
            country=data["country"],
            holidays=self._public(data["country"], first),
            own_holidays=data["own_holidays"],
        )
        try:
            hours.schedule()
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        data["hours"] = hours
        return data

    def _public(self, country: str, first: date) -> tuple[date, ...]:
        """The dates that stand there already stay for the same country, so that saving hours never moves them."""
        if country == self.terms.hours.country:
            return self.terms.hours.holidays
        return templates.holidays_of(country, first, self.terms.effective_until)

    def changes(self) -> dict[str, Any]:
        return {"hours": self.cleaned_data["hours"]}


def _countries() -> list[tuple[str, str]]:
    names = places.countries()
    listed: list[tuple[str, str]] = []
    for code, parts in sorted(holidays.countries().items(), key=lambda row: names.get(row[0], row[0])):
        name = names.get(code, code)
        listed.append((code, name))
        listed += [(f"{code}-{part}", f"{name}, {part}") for part in parts]
    return [("", _("None")), *listed]


def _windows(text: str) -> Iterator[tuple[str, str]]:
    """Yield the windows of a day; raises ValueError naming the part that is none."""
    for part in filter(None, (part.strip() for part in text.split(","))):
        match = _WINDOW.match(part)
        if match is None:
            raise ValueError(_("“%(part)s” is no time span. Write it as 09:00-17:30.") % {"part": part})
        hours = [int(group) for group in match.groups()]
        yield f"{hours[0]:02d}:{hours[1]:02d}", f"{hours[2]:02d}:{hours[3]:02d}"


class ReasonsForm(SectionForm):
    """Section 7: why sales may return or disqualify a lead, one reason a line (requirement C6)."""

    definitional = forms.CharField(
        label=gettext_lazy("Returned as definitional"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    clerical = forms.CharField(
        label=gettext_lazy("Returned as clerical"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    procedural = forms.CharField(
        label=gettext_lazy("Returned as procedural"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    disqualify = forms.CharField(
        label=gettext_lazy("Disqualified because"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "One reason a line. A number of days after a bar says when such a lead is judged again: No budget | 180."
        ),
    )

    def shown(self, terms: Terms) -> dict[str, Any]:
        shown = {
            kind: "\n".join(reason.label for reason in terms.return_reasons if reason.kind == kind)
            for kind in RETURN_KINDS
        }
        shown["disqualify"] = "\n".join(
            reason.label if reason.recycle_days is None else f"{reason.label} | {reason.recycle_days}"
            for reason in terms.disqualify_reasons
        )
        return shown

    def clean_disqualify(self) -> tuple[DisqualifyReason, ...]:
        """Read the reasons and their days."""
        known = {reason.label: reason.key for reason in self.terms.disqualify_reasons}
        taken: set[str] = set()
        reasons = []
        for line in _lines(self.cleaned_data["disqualify"]):
            label, bar, days = (part.strip() for part in line.partition("|"))
            if bar and not days.isdigit():
                raise forms.ValidationError(
                    _("“%(line)s”: after the bar stands a number of days."), params={"line": line}
                )
            key = known.get(label) or _key(label, taken)
            taken.add(key)
            reasons.append(DisqualifyReason(key, label, int(days) if days else None))
        return tuple(reasons)

    def changes(self) -> dict[str, Any]:
        known = {(reason.kind, reason.label): reason.key for reason in self.terms.return_reasons}
        taken = set(known.values())
        returns = []
        for kind in RETURN_KINDS:
            for label in _lines(self.cleaned_data[kind]):
                key = known.get((kind, label)) or _key(label, taken)
                taken.add(key)
                returns.append(ReturnReason(key, kind, label))
        return {
            "return_reasons": tuple(returns),
            "disqualify_reasons": self.cleaned_data["disqualify"],
        }


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def _key(label: str, taken: set[str]) -> str:
    """A short name for a new reason, which stays when its words are corrected later in another place."""
    stem = re.sub(r"[^a-z0-9]+", "_", label.casefold()).strip("_")[:50] or "reason"
    return next(key for key in (stem, *(f"{stem}_{n}" for n in range(2, 1000))) if key not in taken)


class StagesForm(SectionForm):
    """Section 7: what both sides mean by each stage (requirement A13)."""

    def __init__(self, data: Any = None, *, terms: Terms, revision: int, today: date) -> None:
        super().__init__(data, terms=terms, revision=revision, today=today)
        for stage in terms.stages:
            self.fields[f"stage_{stage.key}"] = forms.CharField(
                label=stage.label, initial=stage.meaning, max_length=300
            )

    def shown(self, terms: Terms) -> dict[str, Any]:
        return {}

    def changes(self) -> dict[str, Any]:
        return {
            "stages": tuple(
                StageMeaning(stage.key, stage.label, self.cleaned_data[f"stage_{stage.key}"].strip())
                for stage in self.terms.stages
            )
        }


class ReviewForm(SectionForm):
    """Section 8: how often the agreement is reviewed, and when it is in force."""

    review_months = forms.TypedChoiceField(
        label=gettext_lazy("Reviewed"),
        coerce=int,
        choices=[
            (months, label)
            for months, label in zip(
                REVIEW_MONTHS,
                (gettext_lazy("Every quarter"), gettext_lazy("Every six months"), gettext_lazy("Every year")),
                strict=True,
            )
        ],
    )
    first_review_on = forms.DateField(label=gettext_lazy("First review"), required=False, widget=DateInput())
    effective_from = forms.DateField(
        label=gettext_lazy("In force from"),
        required=False,
        widget=DateInput(),
        help_text=gettext_lazy("Empty: as soon as both have signed."),
    )
    effective_until = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=DateInput(),
        help_text=gettext_lazy("Empty: until another version takes its place."),
    )

    def shown(self, terms: Terms) -> dict[str, Any]:
        return {name: getattr(terms, name) for name in _REVIEW}

    def clean(self) -> dict[str, Any]:
        """The term ends after it begins."""
        data = super().clean() or self.cleaned_data
        start, end = data.get("effective_from"), data.get("effective_until")
        if start and end and end < start:
            self.add_error("effective_until", _("The last day lies before the first. Choose a later one."))
        return data

    def changes(self) -> dict[str, Any]:
        """A later last day brings the country's holidays of the added time with it."""
        changes = {name: self.cleaned_data[name] for name in _REVIEW}
        hours, end = self.terms.hours, changes["effective_until"]
        if end and hours.country and hours.holidays and end > hours.holidays[-1]:
            first = changes["effective_from"] or hours.holidays[0]
            public = templates.holidays_of(hours.country, min(first, hours.holidays[0]), end)
            changes["hours"] = replace(hours, holidays=public)
        return changes


_REVIEW = ("review_months", "first_review_on", "effective_from", "effective_until")


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a draft that is edited in place: its key in the address, its heading and its form."""

    key: str
    heading: Any
    form: Callable[..., SectionForm]


def _clause_section(kind: str) -> Section:
    def form(data: Any = None, *, terms: Terms, revision: int, today: date) -> SectionForm:
        return ClauseForm(data, terms=terms, revision=revision, today=today, kind=kind)

    return Section(CLAUSES[kind].code, CLAUSES[kind].name, form)


#: Every section by its key in the address.
SECTIONS: dict[str, Section] = {
    section.key: section
    for section in (
        Section("purpose", gettext_lazy("Purpose and parties"), PurposeForm),
        Section("required", gettext_lazy("Required information"), RequiredForm),
        *(_clause_section(kind) for kind in CLAUSES),
        Section("hours", gettext_lazy("Hours and holidays"), HoursForm),
        Section("reasons", gettext_lazy("Reasons"), ReasonsForm),
        Section("stages", gettext_lazy("Stages"), StagesForm),
        Section("review", gettext_lazy("Review and term"), ReviewForm),
    )
}
