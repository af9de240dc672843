"""Dates: one version at a time is in force, and each begins and ends when the ledger says it does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from agreements.models import Version
from agreements.queries.verification.scope import PIECE, Scope, moment
from agreements.rules import lifecycle
from agreements.rules.verification import Finding

#: Until when a version is in force, and why it ends then.
End = tuple[datetime | None, str]
#: agreement and number of a version → its end as the ledger last told it.
Ends = dict[tuple[int, int], End]


def of_event(kind: str, data: Mapping[str, Any]) -> End | None:
    """Return the end that a ledger line gives to a version; None for lines that give none."""
    match kind:
        case "version.signed":
            until = moment(data.get("in_force_until"))
            return until, "expired" if until else ""
        case "version.superseded":
            return moment(data.get("until")), "superseded"
        case "version.terminated":
            return moment(data.get("until")), "terminated"
    return None


def check(scope: Scope, ends: Ends) -> Iterator[Finding]:
    """Compare every signed version's dates with the ledger and with those of its neighbours."""
    rows = scope.rows(Version.objects.filter(state=lifecycle.SIGNED).select_related("agreement"))
    rows = rows.defer("text", "document", "forecast").order_by("agreement", "in_force_from", "number")
    for _agreement, versions in groupby(rows.iterator(chunk_size=PIECE), key=lambda row: row.agreement_id):
        before: Version | None = None
        for version in versions:
            yield from _end(version, ends)
            if version.in_force_until == version.in_force_from:
                continue  # superseded before it began
            if before is not None and _overlap(before, version):
                said = _("It is in force while version %(n)s still is.") % {"n": before.number}
                yield Finding("dates.overlap", str(version), said)
            before = version


def _end(version: Version, ends: Ends) -> Iterator[Finding]:
    until, why = ends.get((version.agreement_id, version.number), (None, ""))
    if (version.in_force_until, version.ended_why) != (until, why):
        said = _("It does not end when, or not for the reason, that the ledger tells.")
        yield Finding("dates.end", str(version), said)


def _overlap(before: Version, version: Version) -> bool:
    assert version.in_force_from is not None
    return before.in_force_until is None or before.in_force_until > version.in_force_from
