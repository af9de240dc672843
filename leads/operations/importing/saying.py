"""The sentences of a report about single rows."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.models import Lead

_KNOWN_BY: dict[str, Promise] = {
    "outside_id": gettext_lazy("its id"),
    "email": gettext_lazy("its e-mail"),
    "phone": gettext_lazy("its telephone number"),
    "person": gettext_lazy("name and company"),
}


def joined(lead: Lead, kind: str) -> str:
    """Say which lead a row joins, and how it was recognised."""
    return _("Joins %(lead)s, known by %(key)s.") % {"lead": lead.reference, "key": _KNOWN_BY[kind]}


def joins_row(row: int, kind: str) -> str:
    """Say which earlier row of the same file a row joins."""
    return _("Joins row %(row)d of this file, known by %(key)s.") % {"row": row, "key": _KNOWN_BY[kind]}


def nobody_known() -> str:
    """Say that what a row tells belongs to nobody we know."""
    return _("No lead with this id or e-mail is known here. Import the leads first.")
