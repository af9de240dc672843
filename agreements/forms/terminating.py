"""What a leader gives when asking to end an agreement."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from agreements.forms.proving import ProofForm
from slaportal.ui.asking import Day, Text


class EndAgreementForm(ProofForm):
    """The last day, the reason, and the password; the day ends by the clock of the agreement's hours."""

    last_day = Day(label=_("Last day"), help_text=_("The agreement counts until this day is over."))
    reason = Text(
        label=_("Reason"),
        max_length=4000,
        help_text=_("Shown to the other side and to everyone bound, and kept with the agreement."),
        error_messages={"required": _("Say why the agreement should end.")},
    )
    field_order = ("last_day", "reason", "password")

    def __init__(self, data: Any = None, *, zone: str, **options: Any) -> None:
        super().__init__(data, **options)
        self.zone = ZoneInfo(zone)

    def clean(self) -> dict[str, Any]:
        """Give the last day as the moment at which it is over, ``ends_at``."""
        data = super().clean() or self.cleaned_data
        if last := data.pop("last_day", None):
            data["ends_at"] = datetime.combine(last + timedelta(days=1), time(), self.zone)
        return data
