"""What leads put into pages of the ground: the number beside the queue, and what waits for a person on the home page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.queries import Need
from leads.queries import counts, presets, register
from leads.queries.presets import PRESETS
from leads.queries.sight import leads_visible_to
from slaportal.accounts.models import User
from slaportal.accounts.roles import Permission, Role, allows, roles_of
from slaportal.ui.context import Offer


def shell(user: User, *, at: datetime) -> Offer:
    """Return how many leads wait in a rep's own queue; one query, none when the page has counted them."""
    if Role.REP not in roles_of(user):
        return Offer()
    return Offer(counts={"leads:queue": counts.open_of(user)})


def needs(user: User, at: datetime) -> list[Need]:
    """Return what about leads waits for a person: for leaders those nobody has, for marketing those that came back."""
    return [*_unassigned(user, at), *_returned(user)]


def _unassigned(user: User, at: datetime) -> Iterator[Need]:
    if not allows(user, Permission.ASSIGN_LEADS):
        return
    held = presets.held(PRESETS["unassigned"], user, "team", at)
    found = held.aggregate(number=Count("pk"), due=Min("next_due_at"))
    if found["number"]:
        title = ngettext("%(n)d lead has no owner", "%(n)d leads have no owner", found["number"])
        yield Need(
            title=title % {"n": found["number"]},
            text=_("Nobody in their territory could take them, and their clocks run."),
            url=f"{reverse('leads:queue')}?preset=unassigned",
            action=_("Give them away"),
            due=found["due"],
            icon="alert-triangle",
        )


def _returned(user: User) -> Iterator[Need]:
    if not allows(user, Permission.BRING_LEADS):
        return
    number = leads_visible_to(user).filter(register.SHELVES["returned"].holds, marketer=user).count()
    if number:
        title = ngettext("%(n)d lead came back from sales", "%(n)d leads came back from sales", number)
        yield Need(
            title=title % {"n": number},
            text=_("See to the reason and pass them again, or let them rest."),
            url=f"{reverse('leads:list')}?show=returned",
            action=_("See why"),
            icon="arrow-back-up",
        )
