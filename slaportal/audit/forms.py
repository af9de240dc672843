"""What somebody wants to see of a history, read from an address; whatever makes no sense in it is left out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from slaportal.accounts.models import User
from slaportal.audit.timeline import CHANGE, EVENT, NOTICE, PORTAL, Place, Wish
from slaportal.ui.asking import Day, Line, One

FAMILIES = (
    ("", gettext_lazy("Everything")),
    (CHANGE, gettext_lazy("Changes")),
    (EVENT, gettext_lazy("Events")),
    (NOTICE, gettext_lazy("Notices")),
)


class HistoryForm(forms.Form):
    """The filter of a history: what, about which topic, by or to whom, from when to when, with which words."""

    what = One(choices=FAMILIES, required=False)
    topic = One(label=gettext_lazy("About"), required=False)
    person = One(label=gettext_lazy("Who"), required=False)
    since = Day(label=gettext_lazy("From"), required=False)
    until = Day(label=gettext_lazy("To"), required=False)
    q = Line(label=gettext_lazy("Words, names, reasons"), required=False, max_length=100)
    after = forms.CharField(required=False, max_length=60)

    def __init__(self, data: Any, *, topics: Iterable[tuple[str, Any]], people: QuerySet[User]) -> None:
        super().__init__(data)
        self._choose("topic", [("", _("Any topic")), *topics])
        named = [(str(person.pk), str(person)) for person in people]
        self._choose("person", [("", _("Anybody")), (str(PORTAL), _("The portal")), *named])
        self.full_clean()

    @property
    def wish(self) -> Wish:
        """What is to be shown; days are those of the person who asks, both included."""
        said = self.cleaned_data
        until: date | None = said.get("until")
        return Wish(
            family=said.get("what", ""),
            topic=said.get("topic", ""),
            person=int(said["person"]) if said.get("person") else None,
            since=_midnight(said.get("since")),
            until=_midnight(until + timedelta(days=1) if until and until < date.max else None),
            text=said.get("q", ""),
        )

    @property
    def after_place(self) -> Place | None:
        """The place after which the page begins."""
        return Place.of(self.cleaned_data.get("after", ""))

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return self.wish != Wish()

    @property
    def query(self) -> str:
        """The filter as it stands in an address, without the page."""
        return self.encoded(self.given)

    @staticmethod
    def encoded(given: Iterable[tuple[str, Any]]) -> str:
        """Return answers as they stand in an address."""
        return urlencode(list(given))

    @property
    def in_words(self) -> str:
        """The filter as an export states it: "About: Signing; From: 1 July 2026"; empty for everything."""
        return "; ".join(
            f"{self.fields[name].label or _('Only')}: {self._said(name)}" for name, _v in self.given
        )

    @property
    def given(self) -> list[tuple[str, Any]]:
        """The answers that leave something out."""
        answers = (
            (name, self.cleaned_data.get(name)) for name in ("what", "topic", "person", "since", "until", "q")
        )
        return [(name, value) for name, value in answers if value not in (None, "")]

    def _said(self, name: str) -> str:
        value = self.cleaned_data[name]
        if isinstance(value, date):
            return date_format(value, "j F Y")
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            return str(value)
        return next(str(label) for key, label in cast(Any, field.choices) if key == value)

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), get_current_timezone()) if day else None
