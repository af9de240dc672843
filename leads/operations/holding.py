"""Holding a lead or a stint: what an operation reads stays true until it has written."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from leads.models import Lead, Stint
from slaportal.errors import Refused


class StintOver(Refused):
    """The lead has been answered or passed on in the meantime."""

    def __init__(self, stint: Stint) -> None:
        super().__init__(
            _("%(lead)s is no longer with %(owner)s: %(how)s.")
            % {
                "lead": stint.lead,
                "owner": stint.owner or _("sales"),
                "how": stint.get_ended_why_display().lower(),
            }
        )


def stints(keys: Collection[int]) -> dict[int, Stint]:
    """Take these stints and their leads for this transaction, and return them as they now are, by key; one query."""
    held = (
        _stints()
        .filter(pk__in=keys)
        .select_for_update(of=("self", "lead"), no_key=True)
        .order_by("lead_id", "pk")
    )
    return {stint.pk: stint for stint in held}


def stint(key: int) -> Stint:
    """Take one running stint with its lead; raises StintOver when it has ended."""
    held = stints([key])[key]
    if held.ended_at is not None:
        raise StintOver(held)
    return held


def lead(key: int) -> Lead:
    """Take one lead, and return it as it now is."""
    leads = Lead.objects.select_related("agreement", "channel")
    return leads.select_for_update(of=("self",), no_key=True).get(pk=key)


def _stints() -> QuerySet[Stint]:
    related = Stint.objects.select_related("lead__agreement", "lead__marketer", "owner", "version")
    return related.defer("version__document", "version__text", "version__forecast")
