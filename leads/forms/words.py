"""One field for each word of the vocabulary, which refuses what could not be read on arrival."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.rules.criteria.required import REQUIRED
from agreements.rules.criteria.vocabulary import FACTS, Type, Word
from leads.rules import facts, reading
from leads.rules.spelling import Hints, Unreadable

CHOOSE = ("", gettext_lazy("Choose"))
_CONTACT = {
    "name": REQUIRED["name"].label,
    "email": REQUIRED["email"].label,
    "phone": REQUIRED["phone"].label,
}
#: What browsers fill in by themselves, so that short forms get shorter.
_AUTOCOMPLETE = {
    "name": "name",
    "email": "email",
    "phone": "tel",
    "company": "organization",
    "title": "organization-title",
    "city": "address-level2",
    "country": "country",
}
_INPUT: Mapping[Type, dict[str, str]] = {
    Type.NUMBER: {"inputmode": "numeric"},
    Type.MONEY: {"inputmode": "decimal"},
}


class ReadField(forms.CharField):
    """A text that is read like any other arrival's; what cannot be read is refused with the reader's own sentence."""

    def __init__(self, word: str, **kwargs: Any) -> None:
        self.word = word
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        """Return the text as it was typed."""
        text: str = super().clean(value)
        if text:
            try:
                reading.read_value(self.word, text, Hints())
            except Unreadable as error:
                raise ValidationError(str(error)) from error
        return text


def label_of(word: str) -> str:
    """Return what a form calls a word."""
    return str(_CONTACT.get(word) or FACTS[word].label)


def field_of(word: str, *, required: bool = False, label: str = "") -> forms.Field:
    """Return the field that asks for a word; raises KeyError for a word nobody knows."""
    common: dict[str, Any] = {
        "label": label or label_of(word),
        "required": required,
        "error_messages": {
            "required": _("Please fill this in."),
            "invalid": _("This is not a valid e-mail address."),
        },
    }
    known = FACTS.get(word)
    if known is None:
        return _contact_field(word, common)
    make = _FIELDS.get(known.type)
    if make and (known.options or known.type is Type.YESNO):
        return make(known, common)
    widget = (
        forms.Textarea(attrs={"rows": 4})
        if word == "need"
        else forms.TextInput(attrs=_attributes(word, known))
    )
    return ReadField(
        word, max_length=facts.LENGTHS.get(word, 60), widget=widget, help_text=_help(known), **common
    )


def _contact_field(word: str, common: dict[str, Any]) -> forms.Field:
    if word == "email":
        return forms.EmailField(
            max_length=facts.LENGTHS[word], widget=forms.EmailInput(attrs=_attributes(word)), **common
        )
    kind = "tel" if word == "phone" else "text"
    attributes = _attributes(word) | {"type": kind}
    return ReadField(word, max_length=facts.LENGTHS[word], widget=forms.TextInput(attrs=attributes), **common)


def _attributes(word: str, known: Word | None = None) -> dict[str, str]:
    said = dict(_INPUT.get(known.type, {})) if known else {}
    return said | ({"autocomplete": _AUTOCOMPLETE[word]} if word in _AUTOCOMPLETE else {})


def _choice(word: Word, common: dict[str, Any]) -> forms.Field:
    attributes = _attributes(word.key, word)
    choices = [CHOOSE, *((choice.key, choice.label) for choice in word.options)]
    return forms.ChoiceField(choices=choices, widget=forms.Select(attrs=attributes), **common)


def _several(word: Word, common: dict[str, Any]) -> forms.Field:
    choices = [(choice.key, choice.label) for choice in word.options]
    return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)


def _yes(word: Word, common: dict[str, Any]) -> forms.Field:
    return forms.BooleanField(**common | {"required": False})


_FIELDS: Mapping[Type, Callable[[Word, dict[str, Any]], forms.Field]] = {
    Type.CHOICE: _choice,
    Type.ORDER: _choice,
    Type.COUNTRY: _choice,
    Type.SET: _several,
    Type.YESNO: _yes,
}


def _help(word: Word) -> str:
    if word.type is Type.SET:
        return _("Several, with commas between.")
    return _("In %(unit)s.") % {"unit": word.unit} if word.unit in ("months", "years") else ""


def payload(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was filled in, word by word; a box that is not ticked says nothing."""
    return {word: value for word, value in cleaned.items() if value not in (None, "", [], False)}
