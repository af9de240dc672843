"""Which known leads somebody who arrives could be."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from leads.models import Channel, Lead
from leads.rules.identity import Keys

_COLUMNS = {"outside_id": "outside_key", "email": "email_key", "phone": "phone_key", "person": "person_key"}


def sharing(channel: Channel, arriving: Iterable[Keys]) -> QuerySet[Lead]:
    """Return the leads of a channel's agreement that share a key with these, oldest first.

    One query that looks up equal values in indexes, whatever the number of leads; none when no key is known. An outside
    id means something only on its own channel.
    """
    values: dict[str, set[str]] = {}
    for keys in arriving:
        for kind, key in keys.pairs():
            values.setdefault(kind, set()).add(key)
    wanted = Q()
    for kind, known in values.items():
        scope = Q(channel=channel.pk) if kind == "outside_id" else Q(agreement=channel.agreement_id)
        wanted |= scope & Q(**{f"{_COLUMNS[kind]}__in": known})
    return Lead.objects.filter(wanted).order_by("pk") if wanted else Lead.objects.none()
