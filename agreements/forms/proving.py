"""The part of a form in which somebody proves once more who they are."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from slaportal.accounts.models import User
from slaportal.ui.asking import Line


class ProofForm(forms.Form):
    """Asks for the password, or for the code that was sent where the account has none."""

    password = Line(
        label=_("Your password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("Asked again so that nobody signs from your open screen."),
        error_messages={"required": _("Enter your password again.")},
    )

    def __init__(self, data: Any = None, *, person: User, **options: Any) -> None:
        super().__init__(data, **options)
        self.by_code = not person.has_usable_password()
        if self.by_code:
            self.fields["password"] = Line(
                label=_("Code from the e-mail"),
                max_length=20,
                widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
                help_text=_("Your account has no password, so we send you six digits."),
                error_messages={"required": _("Enter the six digits from the e-mail.")},
            )
