"""Settling terms before they are stored or frozen: the agreement's own facts stand in them, every criterion has its id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from agreements import queries
from agreements.models import Version
from agreements.rules import digest
from agreements.rules.criteria import notation
from agreements.rules.criteria.tree import identified, walk
from agreements.rules.terms import Terms


def settled(terms: Terms, version: Version, before: Terms | None = None) -> Terms:
    """Return terms with the agreement's own facts in them, and a readable definition in its one notation.

    Every criterion gets an id that lasts; ids of the text before and of the version it was drafted from are not reused.
    """
    agreement = version.agreement
    reading = notation.read(terms.definition)
    definition: Mapping[str, Any] = terms.definition
    if not reading.faults:
        taken = _ids(before) | (
            _ids(Terms.from_document(version.based_on.document)) if version.based_on else set()
        )
        definition = notation.dump(identified(reading.node, taken))
    return replace(
        terms,
        marketing_leader=agreement.marketing_leader.full_name,
        sales_leader=agreement.sales_leader.full_name,
        currency=agreement.currency,
        definition=definition,
    )


def _ids(terms: Terms | None) -> set[str]:
    if terms is None:
        return set()
    return {place.node.id for place in walk(notation.read(terms.definition).node) if place.node.id}


def identity_of(version: Version) -> digest.Identity:
    """Return what a version's text says about itself: whose it is, who signs it, whom it binds, what it replaces."""
    agreement = version.agreement
    replaced = queries.newest_signed(agreement)
    return digest.Identity(
        agreement=agreement.pk,
        name=agreement.name,
        number=version.number,
        signatories=(
            digest.Signatory(
                "marketing", agreement.marketing_leader.full_name, agreement.marketing_leader.email
            ),
            digest.Signatory("sales", agreement.sales_leader.full_name, agreement.sales_leader.email),
        ),
        teams=tuple(sorted(team.name for team in agreement.teams.all())),
        replaces=digest.Replaced(replaced.number, replaced.digest) if replaced else None,
    )
