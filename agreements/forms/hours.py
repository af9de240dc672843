"""The form of business hours and of the holidays through the term (docs/clocks.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.forms.section import SectionForm
from agreements.rules import templates
from agreements.rules.terms import Hours, Terms
from slaportal.accounts import places
from slaportal.ui.asking import Line, One, Text
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
_WINDOW = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—]\s*(\d{1,2}):(\d{2})")
_SUCH_AS = gettext_lazy("Write it as 09:00-17:30, or 09:00-12:30, 13:30-17:30.")


@cache
def holiday_countries() -> tuple[tuple[str, Any], ...]:
    """Return the countries, and parts of them, whose holidays are known, by name."""
    names = places.countries()
    listed: list[tuple[str, str]] = []
    for code, parts in sorted(holidays.countries().items(), key=lambda row: names.get(row[0], row[0])):
        name = names.get(code, code)
        listed.append((code, name))
        listed += [(f"{code}-{part}", f"{name}, {part}") for part in parts]
    return ("", gettext_lazy("None")), *listed


class HoursForm(SectionForm):
    """Section 6: when the business is open; every clock counts with it."""

    fields_of = {"hours": "day_0"}

    zone = One(
        label=gettext_lazy("Time zone"),
        choices=lambda: [(zone, zone.replace("_", " ")) for zone in places.time_zones()],
    )
    country = One(
        label=gettext_lazy("Public holidays of"),
        required=False,
        choices=holiday_countries,
        help_text=gettext_lazy("Spelled out as dates when you save; they are signed with the text."),
    )
    own_holidays = Text(
        label=gettext_lazy("The company’s own closed days"),
        required=False,
        rows=2,
        help_text=gettext_lazy("Dates such as 2026-12-24, separated by commas or spaces."),
    )

    def __init__(self, data: Any = None, *, terms: Terms, revision: int, today: date) -> None:
        super().__init__(data, terms=terms, revision=revision, today=today)
        for number, name in enumerate(WEEKDAYS):
            self.fields[f"day_{number}"] = Line(
                label=name,
                required=False,
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
        days = set()
        for text in re.split(r"[\s,;]+", self.cleaned_data["own_holidays"]):
            try:
                days |= {date.fromisoformat(text)} if text else set()
            except ValueError:
                said = _("“%(text)s” is no date. Write it as 2026-12-24.") % {"text": text}
                raise forms.ValidationError(said) from None
        return tuple(sorted(days))

    def clean(self) -> dict[str, Any]:
        """Read every day’s windows, each fault at its day; then let the hours as a whole be checked."""
        weekly = []
        for number in range(7):
            try:
                if windows := _windows(number, self.cleaned_data.get(f"day_{number}", "")):
                    weekly.append((number, windows))
            except ValueError as error:
                self.add_error(f"day_{number}", f"{error} {_SUCH_AS}")
        self.cleaned_data["weekly"] = tuple(weekly)
        return super().clean()

    def changes(self) -> dict[str, Any]:
        """The holidays that stand there already stay for the same country, so that saving hours never moves them."""
        data, hours = self.cleaned_data, self.terms.hours
        public = hours.holidays
        if data["country"] != hours.country:
            first = self.terms.effective_from or self.today
            public = templates.holidays_of(data["country"], first, self.terms.effective_until)
        return {"hours": Hours(data["zone"], data["weekly"], data["country"], public, data["own_holidays"])}


def _windows(day: int, text: str) -> tuple[tuple[str, str], ...]:
    """The windows of a day; ValueError naming the part that is none, or what is wrong with the day."""
    windows = tuple(_parts(text))
    Hours("UTC", ((day, windows),)).schedule()
    return windows


def _parts(text: str) -> Iterator[tuple[str, str]]:
    for part in filter(None, (part.strip() for part in text.split(","))):
        match = _WINDOW.fullmatch(part)
        if match is None:
            raise ValueError(_("“%(part)s” is no time span.") % {"part": part})
        begin, end = match.groups()[:2], match.groups()[2:]
        yield f"{int(begin[0]):02d}:{begin[1]}", f"{int(end[0]):02d}:{end[1]}"
