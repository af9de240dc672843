"""Searching leads: by number, address, telephone or name among all of them, and by any part of a word among the newest."""

from __future__ import annotations

import re

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from agreements.models import Agreement
from leads.models import Lead
from leads.queries.sight import leads_visible_to
from leads.rules import identity
from slaportal.accounts.models import User
from slaportal.ui.search import ON_PAGE, Found

#: Parts of words are looked for among so many of the newest leads, so that a search costs the same among millions.
NEWEST = 50_000

_NUMBER = re.compile(r"l?-?(\d{1,18})", re.IGNORECASE)


def find(user: User, text: str) -> list[Found]:
    """Return the leads a person may see that fit what they typed, newest first; a fixed number of queries."""
    leads = leads_visible_to(user).filter(matching(text)).select_related("owner").order_by("-pk")
    shown = leads.only("name", "email", "company", "title", "stage", "owner__full_name", "owner__email")
    return [
        Found(
            title=str(lead),
            text=" · ".join(
                filter(None, (lead.company, lead.get_stage_display(), str(lead.owner) if lead.owner else ""))
            ),
            url=f"/leads/{lead.pk}/",
            kind=_("Leads"),
            icon="user",
        )
        for lead in shown[:ON_PAGE]
    ]


def matching(text: str) -> Q:
    """Return the condition that a lead fits what somebody typed; asks which leads are known by exactly that, two queries."""
    newest = Lead.objects.aggregate(newest=Max("pk"))["newest"] or 0
    known = Lead.objects.filter(_known_by(text)).order_by("-pk").values_list("pk", flat=True)[:ON_PAGE]
    part = Q(name__icontains=text) | Q(company__icontains=text) | Q(email__icontains=text)
    return Q(pk__in=list(known)) | (Q(pk__gt=newest - NEWEST) & part)


def _known_by(text: str) -> Q:
    """Return the condition that a lead is known by exactly this: equal values and beginnings, which indexes find."""
    agreements = Q(agreement__in=Agreement.objects.values("pk"))
    wanted = Q(pk=None)
    if number := _NUMBER.fullmatch(text):
        wanted |= Q(pk=int(number[1]))
    if "@" in text:
        wanted |= agreements & Q(email_key=identity.email_key(text))
    if phone := identity.phone_key(text):
        wanted |= agreements & Q(phone_key=phone)
    if name := identity.name_key(text):
        wanted |= agreements & Q(person_key__gte=name, person_key__lt=f"{name}\N{REPLACEMENT CHARACTER}")
    return wanted
