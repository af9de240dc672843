"""Finding the lead an address names, among those the person may see."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from leads.models import Lead, Stint
from leads.queries import portrait, sight
from slaportal.accounts.models import User


def lead(user: User, pk: int) -> Lead:
    """Return a lead with what its page names; 404 for one that the person may not see."""
    seen = sight.leads_visible_to(user).select_related("agreement", "channel", "owner", "team", "marketer")
    return get_object_or_404(seen, pk=pk)


def with_stint(user: User, pk: int) -> tuple[Lead, Stint]:
    """Return a lead and its latest stint; 404 also for one that was never with sales."""
    found = lead(user, pk)
    stint = portrait.latest_stint(found)
    if stint is None:
        raise Http404
    return found, stint
