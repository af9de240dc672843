"""Which known leads somebody who arrives could be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from django.db.models import BigIntegerField, CharField, Q, QuerySet

from leads.models import Channel, Lead
from leads.rules.identity import Keys
from slaportal.statements import Parameter, Prepared

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


def keys_sharing(channel: Channel, arriving: Sequence[Keys]) -> list[int]:
    """Return the same leads by their primary keys; for a single arrival by a query prepared once."""
    if len(arriving) != 1:
        return list(sharing(channel, arriving).values_list("pk", flat=True))
    known = dict(arriving[0].pairs())
    if not known:
        return []
    rows = _sharing_one(tuple(known))(channel=channel.pk, agreement=channel.agreement_id, **known)
    return [pk for (pk,) in rows]


@cache
def _sharing_one(kinds: tuple[str, ...]) -> Prepared:
    """Return the prepared question for somebody of whom these kinds of keys are known."""

    def build() -> QuerySet[Lead, tuple[int]]:
        wanted = Q()
        for kind in kinds:
            scope = "channel" if kind == "outside_id" else "agreement"
            wanted |= Q(
                **{
                    f"{scope}_id": Parameter(scope, BigIntegerField()),
                    _COLUMNS[kind]: Parameter(kind, CharField()),
                }
            )
        return Lead.objects.filter(wanted).order_by("pk").values_list("pk")

    return Prepared(build)
