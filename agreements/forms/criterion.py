"""The form of one criterion: which fields it has follows from the word it is about.

What may stand in a field is for ``rules.criteria.checking`` to say: the criterion entered is checked as it will be kept, and
every fault shows beside the field it lies in, with its mend.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.forms.revised import RevisedForm
from agreements.forms.words import EXTRA
from agreements.rules.criteria import checking, notation
from agreements.rules.criteria.checking import MAX_POINTS
from agreements.rules.criteria.countries import COUNTRIES, short_name
from agreements.rules.criteria.operators import OPERATORS, fits
from agreements.rules.criteria.tree import ROOT, Did, Fact, Leaf
from agreements.rules.criteria.vocabulary import EXTRA_PREFIX, Type, Word, is_extra_name, token
from slaportal.ui.asking import Amount, Line, One, Several, Text, Whole

#: Types whose values may hold a comma, and are therefore written one a line.
_BY_LINE = (Type.TEXT, Type.EXTRA)
_COUNTRY_OF = {
    name.casefold(): code for code, title in COUNTRIES.items() for name in (code, short_name(code), title)
}


class Comparisons(forms.Select):
    """The comparisons a word allows; each says how many values it takes, so that the page can hide the other fields."""

    def create_option(self, name: str, value: Any, *args: Any, **options: Any) -> dict[str, Any]:
        """Add how many values the comparison takes."""
        option = super().create_option(name, value, *args, **options)
        option["attrs"]["data-takes"] = OPERATORS[value].takes
        return option


class CriterionForm(RevisedForm):
    """Base of the forms below; after ``is_valid()`` ``leaf`` is the criterion entered, without an id."""

    leaf: Leaf

    def __init__(
        self, data: Any = None, *, word: Word, revision: int, weight: int | None = None, initial: Any = None
    ) -> None:
        super().__init__(data, revision=revision, initial=initial)
        self.word = word
        if weight is not None:
            self.fields["weight"] = Whole(
                label=_("Points"),
                initial=weight,
                min_value=-MAX_POINTS,
                max_value=MAX_POINTS,
                help_text=_("Added to the score when it is met; negative points are taken off."),
            )

    @property
    def weight(self) -> int | None:
        """What it adds to the score it stands in; None outside a score. Only after ``is_valid()``."""
        return self.cleaned_data.get("weight")

    def clean_weight(self) -> int:
        """Nothing is added by nothing."""
        weight: int = self.cleaned_data["weight"]
        if not weight:
            raise forms.ValidationError(_("0 points change nothing. Write a number above or below 0."))
        return weight

    def check(self, leaf: Leaf, fields: Mapping[str, str]) -> None:
        """Keep the criterion, and show each of its faults at the field its path ends in."""
        self.leaf = leaf
        for fault in checking.check(leaf):
            end = fault.path.removeprefix(f"{ROOT}.")
            field = next((fields[part] for part in (end, end.split("[")[0]) if part in fields), None)
            if field is None or field not in self.errors:
                self.add_error(field, f"{fault.message} {fault.mend}")


class FactForm(CriterionForm):
    """A criterion about a fact: a comparison, and the values it takes."""

    leaf: Fact

    def __init__(self, data: Any = None, *, word: Word, **options: Any) -> None:
        super().__init__(data, word=word, **options)
        if word.key == EXTRA:
            self.fields["name"] = Line(
                label=_("Name of the attribute"),
                max_length=60,
                help_text=_("As the column is called in the file it came with, such as poutcome."),
            )
        offered = fits(word.type)
        self.fields["operator"] = One(
            label=_("Comparison"),
            choices=[(key, OPERATORS[key].label) for key in offered],
            widget=Comparisons,
        )
        takes = {OPERATORS[key].takes for key in offered}
        if "many" in takes:
            self.fields.update(_many_fields(word))
        if takes & {"one", "two"}:
            self.fields["value"] = _single_field(word, _("Value"))
        if "two" in takes:
            self.fields["value_to"] = _single_field(word, _("And at most"))
        self.order_fields(["name", "operator", "value", "value_to", "several", "others", "weight"])

    def clean(self) -> dict[str, Any]:
        """Put the criterion together and check it as a whole."""
        data = super().clean() or self.cleaned_data
        if self.word.key == EXTRA and "name" not in self.errors and not is_extra_name(data["name"]):
            self.add_error("name", _("Give the attribute’s name, without quotation marks or backslashes."))
        if not {"name", "operator"} & set(self.errors):
            operator = OPERATORS[data["operator"]]
            value = getattr(self, f"_{operator.takes}")(operator.label)
            if not set(self.errors) & {"value", "value_to", "several", "others"}:
                self._check(operator.key, value)
        return data

    def _check(self, operator: str, value: object) -> None:
        key = f"{EXTRA_PREFIX}{self.cleaned_data['name']}" if self.word.key == EXTRA else self.word.key
        listed = "others" if "others" in self.fields else "several"
        takes = OPERATORS[operator].takes
        fields = {"value": listed if takes == "many" else "value", "value[1]": "value_to"}
        leaf = Fact(key, operator, notation.lifted(key, operator, value))
        self.check(leaf, fields if takes == "two" else {"value": fields["value"]})

    def _none(self, label: str) -> None:
        return None

    def _one(self, label: str) -> object:
        return self._given("value", _("Give a value for “%(comparison)s”.") % {"comparison": label})

    def _two(self, label: str) -> list[object]:
        return [
            self._given("value", _("Give the lower end.")),
            self._given("value_to", _("Give the upper end.")),
        ]

    def _given(self, field: str, message: str) -> object:
        value = self.cleaned_data.get(field)
        if value in (None, "") and field not in self.errors:
            self.add_error(field, message)
        return value

    def _many(self, label: str) -> list[str]:
        data = self.cleaned_data
        chosen = dict.fromkeys([*(data.get("several") or ()), *(data.get("others") or ())])
        if not chosen and not {"several", "others"} & set(self.errors):
            field = "several" if "several" in self.fields else "others"
            self.add_error(field, _("Choose or name at least one."))
        return list(chosen)

    def clean_others(self) -> list[str]:
        """Split what was written into single values; name the first country there is none of."""
        text: str = self.cleaned_data["others"]
        parts = re.split(r"\n" if self.word.type in _BY_LINE else r"[,;\n]", text)
        written = [part.strip() for part in parts if part.strip()]
        if self.word.type is Type.COUNTRY:
            return [_country(name) for name in written]
        return [token(name) for name in written] if self.word.type is Type.SET else written

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
            keys = set() if word.type is Type.COUNTRY else {choice.key for choice in word.options}
            initial["several"] = [key for key in node.value if key in keys]
            others = [COUNTRIES.get(str(key), str(key)) for key in node.value if key not in keys]
            initial["others"] = ("\n" if word.type in _BY_LINE else ", ").join(others)
        return initial


class BehaviourForm(CriterionForm):
    """A criterion about what a lead did: how often, within what time, about what."""

    leaf: Did

    at_least = Whole(label=gettext_lazy("At least"), initial=1)
    days = Whole(
        label=gettext_lazy("In the last … days"),
        required=False,
        help_text=gettext_lazy("Leave empty for any time."),
    )
    in_one_day = forms.BooleanField(label=gettext_lazy("All in a single day"), required=False)
    detail = Line(
        label=gettext_lazy("Only where the detail contains"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Such as a page, a title or a product."),
    )

    def __init__(self, data: Any = None, *, word: Word, **options: Any) -> None:
        super().__init__(data, word=word, **options)
        self.fields["at_least"].help_text = word.unit or word.plural

    def clean(self) -> dict[str, Any]:
        """Put the criterion together and check it as a whole."""
        data = super().clean() or self.cleaned_data
        if not set(self.errors) & {"at_least", "days", "detail"}:
            leaf = Did(
                self.word.key,
                data["at_least"],
                days=data["days"],
                in_one_day=data["in_one_day"],
                detail=data["detail"] or None,
                measure="sum" if self.word.unit else "count",
            )
            self.check(leaf, {name: name for name in ("at_least", "days", "detail")})
        return data

    @staticmethod
    def initial_of(node: Did) -> dict[str, Any]:
        """Return what the form shows for a criterion that is there already."""
        return {
            "at_least": node.at_least,
            "days": node.days,
            "in_one_day": node.in_one_day,
            "detail": node.detail or "",
        }


def new(word: Word, *, revision: int, weight: int | None, data: Any = None) -> FactForm | BehaviourForm:
    """Return the form of a new criterion about a word; ``weight`` when it will stand in a score."""
    form = BehaviourForm if word.type is Type.EVENT else FactForm
    return form(data, word=word, revision=revision, weight=weight)


def of(
    node: Leaf, word: Word, *, revision: int, weight: int | None, data: Any = None
) -> FactForm | BehaviourForm:
    """Return the form of a criterion that is there already; ``weight`` when it stands in a score."""
    if isinstance(node, Did):
        initial = BehaviourForm.initial_of(node)
        return BehaviourForm(data, word=word, revision=revision, weight=weight, initial=initial)
    initial = FactForm.initial_of(node, word)
    return FactForm(data, word=word, revision=revision, weight=weight, initial=initial)


def _single_field(word: Word, label: str) -> forms.Field:
    if word.options:
        options = [(choice.key, choice.label) for choice in word.options]
        return One(label=label, choices=[("", "—"), *options], depends=True)
    if word.type is Type.NUMBER:
        return Whole(label=label, depends=True, help_text=word.unit)
    if word.type is Type.MONEY:
        return Amount(
            label=label, depends=True, help_text=_("In the agreement’s currency; 300M is read too.")
        )
    return Line(label=label, depends=True, max_length=200)


def _many_fields(word: Word) -> dict[str, forms.Field]:
    if word.type is Type.COUNTRY:
        said = _("Names or two letters, separated by commas, such as Ireland, DE.")
        return {"others": Text(label=_("Countries"), rows=2, depends=True, help_text=said)}
    fields: dict[str, forms.Field] = {}
    if word.options:
        options = [(choice.key, choice.label) for choice in word.options]
        fields["several"] = Several(label=_("Any of these"), choices=options, depends=True)
    if word.free or not word.options:
        by_line = word.type in _BY_LINE
        fields["others"] = Text(
            label=_("Others") if word.options else _("Values"),
            rows=3 if by_line else 2,
            depends=True,
            help_text=_("One a line.") if by_line else _("Separate several by commas."),
        )
    return fields


def _country(name: str) -> str:
    """The code of a country; ValidationError with the country that was probably meant."""
    plain = " ".join(name.casefold().removeprefix("the ").split())
    if plain in _COUNTRY_OF:
        return _COUNTRY_OF[plain]
    close = get_close_matches(plain, _COUNTRY_OF, n=1)
    said = _("“%(name)s” is no country.") % {"name": name}
    if close:
        meant = COUNTRIES[_COUNTRY_OF[close[0]]]
        raise forms.ValidationError(f"{said} {_('Did you mean %(country)s?') % {'country': meant}}")
    raise forms.ValidationError(f"{said} {_('Write its English name or its two letters.')}")
