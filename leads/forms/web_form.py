"""The hosted form of a channel: short, made from the required information and the channel's own questions (requirement A7)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.rules.criteria.required import REQUIRED
from leads.forms import words
from leads.models import Channel

#: What stands under the button, and is kept with the lead as the consent it gave.
CONSENT = gettext_lazy(
    "We keep what you send here and use it to answer you. You can ask us to delete it at any time."
)
#: Nobody fills in a form faster than this; a program does.
QUICKEST = timedelta(seconds=2)
#: So long a form that was opened can be sent.
LONGEST = timedelta(days=7)

_FREE_MAIL = gettext_lazy("This is a free-mail address. Please give the one at your company.")
_signer = Signer(salt="leads.web_form")


class WebForm(forms.Form):
    """What a visitor is asked. ``token`` says when the form was opened and makes sending it twice one arrival."""

    token = forms.CharField(widget=forms.HiddenInput, required=False)
    website = forms.CharField(
        label=gettext_lazy("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, data: Any = None, *, channel: Channel, required: Sequence[str], at: datetime) -> None:
        super().__init__(
            data, initial={"token": _signer.sign(f"{secrets.token_urlsafe(9)}.{at.timestamp():.0f}")}
        )
        self._at = at
        self._required = {REQUIRED[key].from_field: REQUIRED[key] for key in required if key in REQUIRED}
        self.key = ""
        for word, requirement in self._required.items():
            self.fields[word] = words.field_of(word, required=True, label=requirement.label)
        for word in channel.questions:
            if word not in self.fields:
                self.fields[word] = words.field_of(word)

    def clean(self) -> dict[str, Any]:
        """Look at what the agreement asks of each required value, and whether a person can have sent this."""
        cleaned = super().clean() or {}
        for word, requirement in self._required.items():
            fault = requirement.fault(cleaned[word], cleaned) if cleaned.get(word) else ""
            if fault:
                self.add_error(
                    word,
                    _FREE_MAIL
                    if fault == "is a free-mail address"
                    else _("This %(fault)s.") % {"fault": fault},
                )
        if not self.errors:
            self._look_at_sender(cleaned)
        return cleaned

    def _look_at_sender(self, cleaned: dict[str, Any]) -> None:
        """Ask once more where a program may have filled in the form; nothing is thrown away in silence."""
        key, opened_at = _opened(cleaned.get("token", ""))
        if cleaned.get("website"):
            self._put("website", "")
            raise ValidationError(
                _(
                    "A field was filled in that people do not see. It is empty now: please send the form again."
                )
            )
        if opened_at is None or self._at - opened_at > LONGEST:
            self._put("token", self.initial["token"])
            raise ValidationError(
                _("The form was open for a long time. Please look it over and send it again.")
            )
        if self._at - opened_at < QUICKEST:
            raise ValidationError(_("That was very quick. Please look the form over and send it again."))
        self.key = key

    def _put(self, name: str, value: str) -> None:
        """Show another value in a field when the form is shown again."""
        sent: Any = self.data
        self.data = sent.copy()
        self.data[name] = value  # type: ignore[index]

    def payload(self) -> dict[str, Any]:
        """Return what the visitor said, with the consent given by sending it."""
        said = {word: value for word, value in self.cleaned_data.items() if word not in ("token", "website")}
        return {**words.payload(said), "consent": str(CONSENT)}


def _opened(token: str) -> tuple[str, datetime | None]:
    """Return a form's own key and when it was opened; no moment for a token that is not ours."""
    try:
        key, _dot, seconds = _signer.unsign(token).rpartition(".")
    except BadSignature:
        return "", None
    return key, datetime.fromtimestamp(int(seconds), UTC)
