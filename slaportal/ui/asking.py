"""Fields that say of a refused answer what was wrong with it, and what would be right.

Django's own messages name the rule ("Ensure this value is …"); these name the answer and the mend. ``depends=True`` marks a
field that is needed or not by what stands in another one: its label says neither "optional" nor anything else.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_SHORT = re.compile(r"(?P<figure>[+-]?\d+(?:\.\d+)?)(?P<unit>bn|k|m)", re.IGNORECASE)
_UNITS = {"k": 10**3, "m": 10**6, "bn": 10**9}
_TOO_LONG = gettext_lazy("This has %(show_value)d characters, and %(limit_value)d fit. Shorten it.")
_NOT_LISTED = gettext_lazy("“%(value)s” is not on the list. Choose one of the answers shown.")


class _Asked(forms.Field):
    """What every field below has."""

    depends: bool

    def __init__(self, *args: Any, depends: bool = False, **options: Any) -> None:
        if depends:
            options.setdefault("required", False)
        super().__init__(*args, **options)
        self.depends = depends


class Line(_Asked, forms.CharField):
    """A line of text."""

    default_error_messages = {
        "required": gettext_lazy("This is empty. Write something here."),
        "max_length": _TOO_LONG,
    }


class Text(Line):
    """Some lines of text; ``rows`` is how many show at once."""

    def __init__(self, *args: Any, rows: int = 4, **options: Any) -> None:
        super().__init__(*args, widget=forms.Textarea(attrs={"rows": rows}), **options)


class Mail(_Asked, forms.EmailField):
    """An e-mail address."""

    default_error_messages = {
        "required": gettext_lazy("The e-mail address is missing. Write one such as maya@example.com."),
        "invalid": gettext_lazy("“%(value)s” is no e-mail address. Write one such as maya@example.com."),
        "max_length": _TOO_LONG,
    }


class _Figure(_Asked):
    """A number as people write it: 5,000 or 5 000, and 300M."""

    def to_python(self, value: Any) -> Any:
        """Read it without its separators; ValidationError for what is no number."""
        return super().to_python(_digits(value) if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        """Show a number with separators; what was typed stays as it was typed."""
        is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
        return f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}" if is_number else value


class Whole(_Figure, forms.IntegerField):
    """A whole number."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages = {
        "required": gettext_lazy("The number is missing. Write one in digits, such as 14."),
        "invalid": gettext_lazy("This is no whole number. Write one in digits, such as 14."),
        "min_value": gettext_lazy("%(show_value)s is too small. Write %(limit_value)s or more."),
        "max_value": gettext_lazy("%(show_value)s is too large. Write %(limit_value)s or less."),
    }


class Amount(_Figure, forms.DecimalField):
    """A number that may have decimals, such as an amount of money."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages = {
        "required": gettext_lazy("The number is missing. Write one in digits, such as 25,000."),
        "invalid": gettext_lazy("This is no number. Write one in digits, such as 25,000 or 99.50."),
        "min_value": gettext_lazy("%(show_value)s is too small. Write %(limit_value)s or more."),
        "max_value": gettext_lazy("%(show_value)s is too large. Write %(limit_value)s or less."),
        "max_decimal_places": gettext_lazy("This has too many decimals. Write at most %(max)s."),
        "max_digits": gettext_lazy("This has too many digits. Write at most %(max)s."),
        "max_whole_digits": gettext_lazy("This has too many digits. Write at most %(max)s before the point."),
    }


class Day(_Asked, forms.DateField):
    """A date, entered in the browser's own field."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {
        "required": gettext_lazy("The date is missing. Write it as 2026-12-24."),
        "invalid": gettext_lazy("This is no date. Write it as 2026-12-24."),
    }


class Moment(_Asked, forms.DateTimeField):
    """A day and a time in the person's own time zone, entered in the browser's own field."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    input_formats = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S")
    default_error_messages = {
        "required": gettext_lazy("The date and time are missing. Write them as 2026-12-24 14:30."),
        "invalid": gettext_lazy("This is no date and time. Write it as 2026-12-24 14:30."),
    }


class One(_Asked, forms.ChoiceField):
    """One of several answers."""

    default_error_messages = {
        "required": gettext_lazy("Nothing is chosen. Choose one."),
        "invalid_choice": _NOT_LISTED,
    }


class Several(_Asked, forms.MultipleChoiceField):
    """Any of several answers, as boxes to tick."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {
        "required": gettext_lazy("Nothing is chosen. Choose at least one."),
        "invalid_choice": _NOT_LISTED,
    }


class OneRow(_Asked, forms.ModelChoiceField):
    """One of the rows a query offers."""

    default_error_messages = {
        "required": gettext_lazy("Nobody is chosen. Choose one from the list."),
        "invalid_choice": gettext_lazy("This choice is not on the list any more. Choose another one."),
    }


class SeveralRows(_Asked, forms.ModelMultipleChoiceField):
    """Any of the rows a query offers, as boxes to tick."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {
        "required": gettext_lazy("Nothing is chosen. Choose at least one."),
        "invalid_choice": gettext_lazy("A choice is not on the list any more. Choose again."),
        "invalid_pk_value": gettext_lazy("A choice is not on the list. Choose again."),
    }


class Revision(forms.IntegerField):
    """The revision of a text that a page showed when it was opened, carried along out of sight."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> Any:
        """Read it; a page that lost it has to be opened again."""
        try:
            return super().clean(value)
        except ValidationError as error:
            said = _("The page did not say which text it shows. Open it again, then make your change.")
            raise ValidationError(said, code="revision") from error


def _digits(text: str) -> str:
    """The digits of a number written with separators or a unit: 5,000 · 5 000 · 300M. Anything else stays as it is."""
    plain = "".join(text.split())
    if _GROUPED.fullmatch(plain):
        return plain.replace(",", "")
    short = _SHORT.fullmatch(plain)
    if short is None:
        return plain
    value = Decimal(short["figure"]) * _UNITS[short["unit"].lower()]
    return f"{value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize():f}"
