"""What a criterion is about: the words of the vocabulary as a list offers them, and the word somebody picked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.rules.criteria.vocabulary import EVENTS, EXTRA_PREFIX, GROUPS, Type, Word, fact, in_group
from slaportal.ui.asking import One

#: What stands in an address for an extra attribute that has no name yet.
EXTRA = f"{EXTRA_PREFIX}?"


def word_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return every word of the vocabulary by group, as a select offers them."""
    groups = [
        (heading, [(word.key, word.label) for word in in_group(group)])
        for group, heading in GROUPS.items()
        if in_group(group)
    ]
    return [*groups, (GROUPS["extra"], [(EXTRA, _("Another attribute, by name"))])]


def word_of(key: str) -> Word | None:
    """Return the word somebody picked: a fact, a kind of behaviour or an extra attribute; None when there is none."""
    if key == EXTRA:
        return Word(EXTRA, _("Extra attribute"), "extra", Type.EXTRA)
    return EVENTS.get(key) or fact(key)


class WordForm(forms.Form):
    """Choose what a criterion is about."""

    word = One(label=gettext_lazy("What it is about"), choices=word_choices)

    def __init__(self, data: Any = None, *, picked: Word | None = None) -> None:
        super().__init__(data, initial={"word": picked.key if picked else ""})
        if picked is None:
            self.fields["word"].choices = [("", _("Choose a fact or a behaviour")), *word_choices()]  # type: ignore[attr-defined]
