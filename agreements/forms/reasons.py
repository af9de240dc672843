"""The forms of the words both sides agree on: reasons to return and to disqualify, and what each stage means."""

from __future__ import annotations

import re
from collections.abc import Set
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.forms.section import SectionForm
from agreements.rules.clauses.checking import RETURN_KINDS
from agreements.rules.terms import DisqualifyReason, ReturnReason, StageMeaning, Terms
from slaportal.ui.asking import Line, Text

_DAYS = (1, 3650)


class ReasonsForm(SectionForm):
    """Section 7: why sales may return or disqualify a lead, one reason a line (requirement C6).

    A reason keeps its key as long as its words stay; leads that were answered with it are counted under that key.
    """

    counts = False

    fields_of = {"return_reasons": "definitional", "disqualify_reasons": "disqualify"}

    definitional = Text(
        label=gettext_lazy("Returned as definitional"),
        rows=3,
        required=False,
        help_text=gettext_lazy("It does not meet the definition. One reason a line."),
    )
    clerical = Text(
        label=gettext_lazy("Returned as clerical"),
        rows=3,
        required=False,
        help_text=gettext_lazy("Something about it is wrong or missing."),
    )
    procedural = Text(
        label=gettext_lazy("Returned as procedural"),
        rows=3,
        required=False,
        help_text=gettext_lazy("It was handed over in a wrong way."),
    )
    disqualify = Text(
        label=gettext_lazy("Disqualified because"),
        rows=6,
        help_text=gettext_lazy(
            "One reason a line. A number of days after a bar says when such a lead is judged again: No budget | 180."
        ),
    )

    def shown(self, terms: Terms) -> dict[str, Any]:
        shown: dict[str, Any] = {
            kind: "\n".join(reason.label for reason in terms.return_reasons if reason.kind == kind)
            for kind in RETURN_KINDS
        }
        shown["disqualify"] = "\n".join(
            reason.label if reason.recycle_days is None else f"{reason.label} | {reason.recycle_days}"
            for reason in terms.disqualify_reasons
        )
        return shown

    def clean_disqualify(self) -> list[tuple[str, int | None]]:
        """Read each reason with its days, naming the first line that cannot be read."""
        found = {}
        for line in _lines(self.cleaned_data["disqualify"]):
            label, bar, days = (part.strip() for part in line.partition("|"))
            is_number = days.isascii() and days.isdigit() and len(days) < 6
            if not label or (bar and not (is_number and _DAYS[0] <= int(days) <= _DAYS[1])):
                said = _("“%(line)s” cannot be read. Write a reason, or a reason, a bar and 1 to 3,650 days.")
                raise forms.ValidationError(said % {"line": line})
            found[label] = int(days) if bar else None
        return list(found.items())

    def changes(self) -> dict[str, Any]:
        keys = {reason.label: reason.key for reason in self.terms.disqualify_reasons}
        closings = []
        for label, days in self.cleaned_data["disqualify"]:
            keys.setdefault(label, _key(label, set(keys.values())))
            closings.append(DisqualifyReason(keys[label], label, days))
        known = {(reason.kind, reason.label): reason.key for reason in self.terms.return_reasons}
        returns = []
        for kind in RETURN_KINDS:
            for label in _lines(self.cleaned_data[kind]):
                known.setdefault((kind, label), _key(label, set(known.values())))
                returns.append(ReturnReason(known[kind, label], kind, label))
        return {"return_reasons": tuple(returns), "disqualify_reasons": tuple(closings)}


class StagesForm(SectionForm):
    """Section 7: what both sides mean by each stage (requirement A13)."""

    counts = False

    def __init__(self, data: Any = None, *, terms: Terms, revision: int, today: date) -> None:
        super().__init__(data, terms=terms, revision=revision, today=today)
        for stage in terms.stages:
            self.fields[f"stage_{stage.key}"] = Line(label=stage.label, max_length=300)

    def shown(self, terms: Terms) -> dict[str, Any]:
        return {f"stage_{stage.key}": stage.meaning for stage in terms.stages}

    def changes(self) -> dict[str, Any]:
        meanings = {stage.key: self.cleaned_data[f"stage_{stage.key}"] for stage in self.terms.stages}
        return {
            "stages": tuple(
                StageMeaning(stage.key, stage.label, meanings[stage.key]) for stage in self.terms.stages
            )
        }


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(" ".join(line.split()) for line in text.splitlines() if line.strip()))


def _key(label: str, taken: Set[str]) -> str:
    """A short name for a new reason that no other has."""
    stem = re.sub(r"[^a-z0-9]+", "_", label.casefold()).strip("_")[:50] or "reason"
    return next(key for key in (stem, *(f"{stem}_{n}" for n in range(2, 1000))) if key not in taken)
