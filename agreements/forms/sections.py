"""Every section of a draft that is edited in place: its key in the address, its heading and its form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from agreements.forms.hours import HoursForm
from agreements.forms.promises import ClauseForm
from agreements.forms.reasons import ReasonsForm, StagesForm
from agreements.forms.section import SectionForm
from agreements.rules import templates
from agreements.rules.clauses.checking import REVIEW_MONTHS
from agreements.rules.criteria.required import REQUIRED
from agreements.rules.terms import CLAUSES, Terms
from slaportal.ui.asking import Day, Line, One, Several, Text


class PurposeForm(SectionForm):
    """Section 1: title, purpose and how the two sides are called."""

    counts = False

    title = Line(label=_("Title"), max_length=200)
    purpose = Text(label=_("Purpose"), max_length=4000)
    marketing_party = Line(label=_("Marketing is called"), max_length=120)
    sales_party = Line(label=_("Sales is called"), max_length=120)

    def shown(self, terms: Terms) -> dict[str, Any]:
        return {name: getattr(terms, name) for name in _PURPOSE}

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in _PURPOSE}


_PURPOSE = ("title", "purpose", "marketing_party", "sales_party")


class RequiredForm(SectionForm):
    """Section 3: what must be known and valid before handoff (requirement A7)."""

    required = Several(
        label=_("Before handoff a lead has"),
        choices=[(key, info.label) for key, info in REQUIRED.items()],
        required=False,
        help_text=_("Everything else stays optional. Long forms lose people."),
    )

    def shown(self, terms: Terms) -> dict[str, Any]:
        return {"required": list(terms.required)}

    def changes(self) -> dict[str, Any]:
        chosen = set(self.cleaned_data["required"])
        return {"required": tuple(key for key in REQUIRED if key in chosen)}


class ReviewForm(SectionForm):
    """Section 8: how often the agreement is reviewed, and when it is in force."""

    counts = False

    fields_of = {"review.first_on": "first_review_on", "effective.until": "effective_until"}

    review_months = One(
        label=_("Reviewed"),
        choices=list(
            zip(
                map(str, REVIEW_MONTHS),
                (_("Every quarter"), _("Every six months"), _("Every year")),
                strict=True,
            )
        ),
    )
    first_review_on = Day(label=_("First review"), required=False)
    effective_from = Day(
        label=_("In force from"), required=False, help_text=_("Empty: as soon as both have signed.")
    )
    effective_until = Day(
        label=_("Last day"), required=False, help_text=_("Empty: until another version takes its place.")
    )

    def shown(self, terms: Terms) -> dict[str, Any]:
        return {name: getattr(terms, name) for name in ("review_months", *_DATES)}

    def changes(self) -> dict[str, Any]:
        """A later last day brings the country's holidays of the added time with it."""
        changes = {name: self.cleaned_data[name] for name in _DATES}
        changes["review_months"] = int(self.cleaned_data["review_months"])
        begins, ends = changes["effective_from"], changes["effective_until"]
        changes["hours"] = templates.reaching(self.terms.hours, begins, ends)
        return changes


_DATES = ("first_review_on", "effective_from", "effective_until")


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a draft that is edited in place."""

    key: str
    heading: Any
    form: Callable[..., SectionForm]


def _promise(kind: str) -> Section:
    def form(data: Any = None, *, terms: Terms, revision: int, today: date) -> SectionForm:
        return ClauseForm(data, terms=terms, revision=revision, today=today, kind=kind)

    return Section(CLAUSES[kind].code, CLAUSES[kind].name, form)


#: Every section by its key in the address.
SECTIONS: dict[str, Section] = {
    section.key: section
    for section in (
        Section("purpose", _("Purpose and parties"), PurposeForm),
        Section("required", _("Required information"), RequiredForm),
        *(_promise(kind) for kind in CLAUSES),
        Section("hours", _("Hours and holidays"), HoursForm),
        Section("reasons", _("Reasons"), ReasonsForm),
        Section("stages", _("Stages"), StagesForm),
        Section("review", _("Review and term"), ReviewForm),
    )
}
