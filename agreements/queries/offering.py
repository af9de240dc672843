"""What agreements put into pages of the ground: those in force for the side bar, and what the search finds."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from agreements.queries.people import visible_to
from agreements.queries.standing import all_in_force
from slaportal.accounts.models import User
from slaportal.ui.context import InForce, Offer
from slaportal.ui.search import ON_PAGE, Found

#: The side bar has room for so many; the list has all.
IN_SIDE_BAR = 5


def shell(user: User, *, at: datetime) -> Offer:
    """Return the agreements in force that a person may read, for the side bar; one query."""
    versions = all_in_force(at).filter(agreement__in=visible_to(user))[:IN_SIDE_BAR]
    return Offer(
        in_force=tuple(
            InForce(
                version.agreement.name,
                _("v%(number)s, since %(day)s")
                % {"number": version.number, "day": date_format(localtime(version.in_force_from), "j M Y")},
                reverse("agreements:detail", args=[version.agreement.slug]),
            )
            for version in versions
        )
    )


def find(user: User, text: str) -> list[Found]:
    """Return the agreements whose name holds the words, among those a person may read."""
    agreements = (
        visible_to(user).filter(name__icontains=text).select_related("marketing_leader", "sales_leader")
    )
    return [
        Found(
            title=agreement.name,
            text=f"{agreement.marketing_leader}, {agreement.sales_leader}",
            url=reverse("agreements:detail", args=[agreement.slug]),
            kind=_("Agreements"),
            icon="signature",
        )
        for agreement in agreements.order_by("name")[:ON_PAGE]
    ]
