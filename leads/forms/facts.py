"""What is known of a lead, to be corrected: one part at a time, each fact as people write it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agreements.rules.criteria.countries import COUNTRIES
from agreements.rules.criteria.vocabulary import EXTRA_PREFIX, Type, Word, fact, in_group
from leads.forms.answering import note_field
from leads.models import Lead
from leads.rules import facts
from slaportal.ui.asking import Line, Mail, One, Text

#: The parts a page offers, with the words each holds.
PARTS: Mapping[str, tuple[str | Promise, tuple[str, ...]]] = {
    "bant": (_("Budget, authority, need, timeline"), tuple(word.key for word in in_group("bant"))),
    "person": (
        _("The person"),
        ("name", "email", "phone", *(word.key for word in in_group("person"))),
    ),
    "company": (_("The company"), tuple(word.key for word in in_group("company"))),
    "situation": (
        _("Situation and exclusions"),
        tuple(word.key for group in ("situation", "exclusion") for word in in_group(group)),
    ),
    "attributes": (_("Extra attributes"), ()),
}
_CONTACT_LABELS = {"name": _("Name"), "email": _("E-mail"), "phone": _("Telephone")}


class FactsForm(forms.Form):
    """One part of what is known of a lead. ``changes`` are the words somebody wrote something else for."""

    why = note_field(_("Why"), help_text=_("Where you know it from. Stands in the lead’s history."))
    field_order: list[str]

    def __init__(self, data: Any = None, *, lead: Lead, part: str) -> None:
        values = facts.values_of(lead)
        words = words_of(lead, part)
        super().__init__(data, initial={_name(word): _written(word, values.get(word)) for word in words})
        self.words = words
        for word in words:
            self.fields[_name(word)] = _field(word, lead.agreement.currency)
        self.order_fields([*map(_name, words), "why"])

    @property
    def changes(self) -> dict[str, str | None]:
        """What was changed, as ``following_up.edit_facts`` takes it: None for what is no longer known."""
        return {
            word: self.cleaned_data[_name(word)] or None
            for word in self.words
            if _name(word) in self.changed_data
        }


def words_of(lead: Lead, part: str) -> tuple[str, ...]:
    """Return the words of a part; of the extra attributes those the lead has."""
    if part == "attributes":
        return tuple(sorted(f"{EXTRA_PREFIX}{name}" for name in lead.attributes))
    return PARTS[part][1]


def _name(word: str) -> str:
    return f"fact-{word}"


def _field(key: str, currency: str) -> forms.Field:
    word = fact(key)
    field = _CONTACT[key]() if word is None else _BY_TYPE[word.type](word)
    field.label = _CONTACT_LABELS.get(key) or _label(word, currency)
    field.required = False
    field.depends = True  # type: ignore[attr-defined]
    return field


def _label(word: Word | None, currency: str) -> str:
    assert word is not None
    unit = currency if word.type is Type.MONEY else word.unit if word.unit in ("months", "years") else ""
    return f"{word.label}, {unit}" if unit else word.label


def _text(word: Word) -> forms.Field:
    length = facts.LENGTHS.get(word.key, facts.ATTRIBUTE_LENGTH)
    if word.key == "need":
        return Text(max_length=length, rows=3, help_text=word.help)
    return Line(max_length=length, help_text=word.help)


def _short(word: Word) -> forms.Field:
    return Line(max_length=60)


def _set(word: Word) -> forms.Field:
    return Line(max_length=facts.LENGTHS[word.key], help_text=_("Separate several by commas."))


def _one_of(choices: Any) -> forms.Field:
    return One(choices=[("", _("Not known")), *choices])


_CONTACT: Mapping[str, Callable[[], forms.Field]] = {
    "name": lambda: Line(max_length=facts.LENGTHS["name"]),
    "email": lambda: Mail(max_length=facts.LENGTHS["email"]),
    "phone": lambda: Line(max_length=facts.LENGTHS["phone"], widget=forms.TextInput(attrs={"type": "tel"})),
}
_BY_TYPE: Mapping[Type, Callable[[Word], forms.Field]] = {
    Type.TEXT: _text,
    Type.EXTRA: _text,
    Type.NUMBER: _short,
    Type.MONEY: _short,
    Type.SET: _set,
    Type.CHOICE: lambda word: _one_of([(option.key, option.label) for option in word.options]),
    Type.ORDER: lambda word: _one_of([(option.key, option.label) for option in word.options]),
    Type.COUNTRY: lambda word: _one_of(sorted(COUNTRIES.items(), key=lambda country: country[1])),
    Type.YESNO: lambda word: _one_of([("yes", _("Yes")), ("no", _("No"))]),
}


def _written(key: str, value: Any) -> str:
    """Write a value as its field shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    word = fact(key)
    if word is not None and word.type is Type.MONEY:
        return f"{value:f}".removesuffix(".00")
    return str(value)
