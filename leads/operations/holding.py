"""Holding a lead or a stint: what an operation reads stays true until it has written."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from agreements.models import Version
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
    """Take these stints and their leads for this transaction, and return them as they now are, by key.

    One query; for many stints a few more, since they share their people, versions and agreements.
    """
    related = _stints() if len(keys) < MANY else _sharing()
    held = (
        related.filter(pk__in=keys)
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


#: From so many stints on, each of what they share is read once, which costs a query and saves a row's worth of work a stint.
MANY = 20
#: What no operation on a stint reads of its version; the texts are read once a process (agreements.queries.texts).
_LONG = ("document", "text", "forecast")


def _stints() -> QuerySet[Stint]:
    related = Stint.objects.select_related("lead__agreement", "lead__marketer", "owner", "version")
    return related.defer(*(f"version__{name}" for name in _LONG))


def _sharing() -> QuerySet[Stint]:
    versions = Version.objects.defer(*_LONG)
    return Stint.objects.select_related("lead").prefetch_related(
        "lead__agreement", "lead__marketer", "owner", Prefetch("version", versions)
    )
