"""The form of one criterion: which fields it has follows from the word it is about."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.rules.criteria import editing, notation
from agreements.rules.criteria.operators import OPERATORS, fits
from agreements.rules.criteria.tree import Did, Fact, Leaf
from agreements.rules.criteria.vocabulary import (
    EVENTS,
    EXTRA_PREFIX,
    GROUPS,
    Type,
    Word,
    fact,
    in_group,
    is_extra_name,
    token,
)

#: The word of the picker that asks for the name of an extra attribute.
EXTRA = f"{EXTRA_PREFIX}?"


def word_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return every word of the vocabulary by group, as a select offers them."""
    groups = [
        (str(heading), [(word.key, word.label) for word in in_group(group)])
        for group, heading in GROUPS.items()
        if in_group(group)
    ]
    return [*groups, (GROUPS["extra"], [(EXTRA, str(_("Another attribute, by name")))])]


def word_of(key: str) -> Word | None:
    """Return the word somebody picked: a fact, a kind of behaviour or an extra attribute; None when unknown."""
    if key == EXTRA:
        return Word(EXTRA, str(_("Extra attribute")), "extra", Type.EXTRA)
    return EVENTS.get(key) or fact(key)


class PickWord(forms.Form):
    """Choose what a criterion is about."""

    word = forms.ChoiceField(label=_("What it is about"), choices=word_choices)


class CriterionForm(forms.Form):
    """Base of the forms below; ``leaf()`` is the criterion entered, without an id."""

    word: Word

    def __init__(self, *args: Any, word: Word, weighted: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.word = word
        if weighted:
            self.fields["weight"] = forms.IntegerField(
                label=_("Points"),
                initial=editing.USUAL_WEIGHT,
                min_value=-1000,
                max_value=1000,
                help_text=_("Added to the score when it is met; negative points are taken off."),
            )

    def leaf(self) -> Leaf:
        """Return the criterion entered; only after ``is_valid()``."""
        raise TypeError("Use the form of a fact or of a behaviour.")


class FactForm(CriterionForm):
    """A criterion about a fact: an operator, and the values it takes."""

    def __init__(self, *args: Any, word: Word, **kwargs: Any) -> None:
        super().__init__(*args, word=word, **kwargs)
        if word.key == EXTRA:
            self.fields["name"] = forms.CharField(
                label=_("Name of the attribute"),
                max_length=60,
                help_text=_("As the column is called in the file it came with, such as poutcome."),
            )
        offered = fits(word.type)
        self.fields["operator"] = forms.ChoiceField(
            label=_("Comparison"), choices=[(key, OPERATORS[key].label) for key in offered]
        )
        takes = {OPERATORS[key].takes for key in offered}
        options = [(choice.key, choice.label) for choice in word.options]
        if "many" in takes and options:
            self.fields["several"] = forms.MultipleChoiceField(
                label=_("Any of these"), choices=options, required=False, widget=forms.CheckboxSelectMultiple
            )
        if "many" in takes and (word.free or not options):
            self.fields["others"] = forms.CharField(
                label=_("Others") if options else _("Values"),
                required=False,
                help_text=_("Separate several by commas."),
            )
        if takes & {"one", "two"}:
            self.fields["value"] = self._single(_("Value"), options)
        if "two" in takes:
            self.fields["value_to"] = self._single(_("And"), options)
            self.fields["value_to"].help_text = _("Only for “is between”.")
        for name in ("value", "several", "others"):
            if name in self.fields:
                self.fields[name].depends = True  # type: ignore[attr-defined]

    def _single(self, label: Any, options: list[tuple[str, str]]) -> forms.Field:
        if options:
            return forms.ChoiceField(label=label, choices=[("", "—"), *options], required=False)
        if self.word.type in (Type.NUMBER, Type.MONEY):
            return forms.DecimalField(
                label=label,
                required=False,
                max_value=Decimal(self.word.most),
                min_value=Decimal(0),
                help_text=self.word.unit,
            )
        return forms.CharField(label=label, required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        """Check that the comparison has the values it takes, and name what is missing."""
        data = super().clean() or self.cleaned_data
        operator = OPERATORS.get(data.get("operator", ""))
        if self.word.key == EXTRA and not is_extra_name(data.get("name", "")):
            self.add_error("name", _("Give the attribute’s name, without quotation marks or backslashes."))
        if operator is None:
            return data
        if operator.takes == "one" and data.get("value") in (None, ""):
            self._missing("value", _("Give a value for “%(operator)s”.") % {"operator": operator.label})
        if operator.takes == "two":
            low, high = data.get("value"), data.get("value_to")
            if low in (None, ""):
                self._missing("value", _("Give the lower end."))
            if high in (None, ""):
                self._missing("value_to", _("Give the upper end."))
        if operator.takes == "many" and not self._many(data):
            field = "several" if "several" in self.fields else "others"
            self._missing(field, _("Choose or name at least one."))
        return data

    def _missing(self, field: str, message: Any) -> None:
        if field in self.fields and field not in self.errors:
            self.add_error(field, message)

    def _many(self, data: Mapping[str, Any]) -> tuple[str, ...]:
        written = [part.strip() for part in (data.get("others") or "").split(",")]
        if self.word.type is Type.SET:
            written = [token(part) for part in written]
        chosen = [*(data.get("several") or ()), *(part for part in written if part)]
        return tuple(dict.fromkeys(chosen))

    def leaf(self) -> Fact:
        data = self.cleaned_data
        operator = OPERATORS[data["operator"]]
        value: object = {
            "none": lambda: None,
            "one": lambda: _plain(data["value"]),
            "two": lambda: (_plain(data["value"]), _plain(data["value_to"])),
            "many": lambda: self._many(data),
        }[operator.takes]()
        key = f"{EXTRA_PREFIX}{data['name'].strip()}" if self.word.key == EXTRA else self.word.key
        return Fact(key, operator.key, notation.lifted(key, operator.key, _listed(value)))

    @staticmethod
    def initial_of(node: Fact, word: Word) -> dict[str, Any]:
        """Return what the form shows for a criterion that is there already."""
        initial: dict[str, Any] = {"operator": node.operator}
        takes = OPERATORS[node.operator].takes if node.operator in OPERATORS else "none"
        if takes == "one":
            initial["value"] = node.value
        elif takes == "two" and isinstance(node.value, tuple) and len(node.value) == 2:
            initial["value"], initial["value_to"] = node.value
        elif takes == "many" and isinstance(node.value, tuple):
            keys = {choice.key for choice in word.options}
            initial["several"] = [key for key in node.value if key in keys]
            initial["others"] = ", ".join(str(key) for key in node.value if key not in keys)
        return initial


class BehaviourForm(CriterionForm):
    """A criterion about what a lead did: how often, within what time, about what."""

    at_least = forms.IntegerField(label=_("At least"), min_value=1, max_value=100_000, initial=1)
    days = forms.IntegerField(
        label=_("In the last … days"),
        min_value=1,
        max_value=3660,
        required=False,
        help_text=_("Leave empty for any time."),
    )
    in_one_day = forms.BooleanField(label=_("All in a single day"), required=False)
    detail = forms.CharField(
        label=_("Only where the detail contains"),
        max_length=100,
        required=False,
        help_text=_("Such as a page, a title or a product."),
    )

    def __init__(self, *args: Any, word: Word, **kwargs: Any) -> None:
        super().__init__(*args, word=word, **kwargs)
        if word.unit:
            self.fields["measure"] = forms.ChoiceField(
                label=_("Count"),
                choices=[("sum", _("%(unit)s in all") % {"unit": word.unit}), ("count", word.plural)],
            )

    def leaf(self) -> Did:
        data = self.cleaned_data
        return Did(
            self.word.key,
            data["at_least"],
            days=data["days"],
            in_one_day=data["in_one_day"],
            detail=data["detail"].strip() or None,
            measure=data.get("measure") or "count",
        )

    @staticmethod
    def initial_of(node: Did) -> dict[str, Any]:
        """Return what the form shows for a criterion that is there already."""
        return {
            "at_least": node.at_least,
            "days": node.days,
            "in_one_day": node.in_one_day,
            "detail": node.detail or "",
            "measure": node.measure,
        }


class GroupForm(forms.Form):
    """How a group combines its criteria."""

    kind = forms.ChoiceField(
        label=_("A lead must meet"),
        choices=[
            ("all", _("All of these")),
            ("any", _("Any of these")),
            ("at_least", _("At least so many of these")),
            ("none", _("None of these")),
            ("points", _("Enough points from these")),
        ],
    )
    number = forms.IntegerField(
        label=_("How many, or how many points"), min_value=1, max_value=100_000, required=False
    )
    label = forms.CharField(label=_("Name of the group"), max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        """Check that "at least so many" and points say how many."""
        data = super().clean() or self.cleaned_data
        if (
            data.get("kind") in ("at_least", "points")
            and not data.get("number")
            and "number" not in self.errors
        ):
            self.add_error("number", _("Say how many."))
        return data


def form_class(word: Word) -> type[FactForm] | type[BehaviourForm]:
    """Return the form that fits a word."""
    return BehaviourForm if word.type is Type.EVENT else FactForm


def form_for(node: Leaf, word: Word, *, weight: int | None, data: Any = None) -> CriterionForm:
    """Return the bound or filled form of a criterion that is there already; ``weight`` when it stands in a score."""
    initial = BehaviourForm.initial_of(node) if isinstance(node, Did) else FactForm.initial_of(node, word)
    if weight is not None:
        initial["weight"] = weight
    return form_class(word)(data, word=word, weighted=weight is not None, initial=initial)


def _plain(value: object) -> object:
    """A whole number as int, another one as text, so that the notation keeps it exactly."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else format(value.normalize(), "f")
    return value


def _listed(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
