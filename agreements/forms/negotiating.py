"""What people give when they talk about a draft: a comment and whom it mentions, a suggestion's reason, an answer to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from agreements.rules.mentioning import named
from agreements.rules.places import PLACES
from slaportal.accounts.models import User
from slaportal.ui.asking import One, Several, Text

LONGEST = 4000
#: The field that carries the hash of the text that was seen.
BASE = "base"
Asked = TypeVar("Asked", bound=forms.Form)


class CommentForm(forms.Form):
    """What somebody says, and whom they mention by choosing them or by writing @ and a name."""

    text = Text(
        label=_("Comment"),
        max_length=LONGEST,
        rows=3,
        error_messages={"required": _("The comment is empty. Write what you think of this text.")},
    )
    mentions = Several(label=_("Mention"), required=False)

    def __init__(self, data: Any = None, *, people: Sequence[User], **options: Any) -> None:
        super().__init__(data, **options)
        self.people = people
        self.fields["text"].widget.attrs["data-mentioning"] = ""
        self.fields["mentions"].choices = [(str(person.pk), person.full_name) for person in people]  # type: ignore[attr-defined]

    @property
    def mentioned(self) -> list[User]:
        """Those chosen and those named in the text; only after ``is_valid()``."""
        chosen = set(self.cleaned_data["mentions"])
        names = named(self.cleaned_data["text"], [person.full_name for person in self.people])
        return [person for person in self.people if str(person.pk) in chosen or person.full_name in names]


class ThreadForm(CommentForm):
    """The first comment of a thread, and what it is about."""

    place = One(label=_("About"), choices=[(place.key, place.title) for place in PLACES.values()])
    field_order = ("place", "text", "mentions")


class AnswerForm(forms.Form):
    """Why a suggestion is not taken up."""

    answer = Text(
        label=_("Why not"),
        max_length=LONGEST,
        rows=2,
        error_messages={"required": _("Say why not, so that the other side can answer.")},
    )


def suggesting(form: Asked, base: str) -> Asked:
    """Turn the form of a place into one that suggests: it asks why, and carries the hash of the text it was opened on."""
    form.fields["why"] = Text(
        label=_("Why"),
        max_length=LONGEST,
        rows=2,
        help_text=_("Shown to everybody, and kept with the change when it is accepted."),
        error_messages={"required": _("Say why the text should be another one.")},
    )
    form.fields[BASE] = forms.CharField(max_length=64, widget=forms.HiddenInput)
    form.initial[BASE] = base
    return form


def stands_beside(form: forms.Form, base: str) -> None:
    """Keep what was entered on a page that shows a newer text: suggesting it once more is then meant."""
    data = cast(QueryDict, form.data).copy()
    data[BASE] = base
    form.data = data
