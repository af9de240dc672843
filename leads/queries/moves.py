"""Moves: what a person may do with a lead as it now stands; one table, which pages ask before they offer anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from leads.models import Lead, Stint
from slaportal.accounts.models import User
from slaportal.accounts.roles import Permission, permissions_of

Stage = Lead.Stage
_WORK = Permission.WORK_LEADS


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that can be done: who may, and when it makes sense."""

    permission: Permission
    fits: Callable[[Lead, Stint | None], bool]


def _with_sales(lead: Lead, stint: Stint | None) -> bool:
    return stint is not None and stint.ended_at is None


def _undecided(lead: Lead, stint: Stint | None) -> bool:
    return stint is not None and stint.ended_at is None and stint.accepted_at is None


def _returnable(lead: Lead, stint: Stint | None) -> bool:
    return stint is not None and _undecided(lead, stint) and stint.first_contact_at is None


def _before(*stages: str) -> Callable[[Lead, Stint | None], bool]:
    return lambda lead, stint: _with_sales(lead, stint) and lead.stage in stages


def _back_with_marketing(lead: Lead, stint: Stint | None) -> bool:
    ended = stint is not None and stint.ended_at is not None
    return (
        ended and not lead.outcome and lead.stage in (Stage.LEAD, Stage.PROSPECT, Stage.MQL, Stage.RECYCLED)
    )


MOVES: Mapping[str, Move] = {
    "touch": Move(_WORK, _with_sales),
    "plan": Move(_WORK, _with_sales),
    "accept": Move(_WORK, _undecided),
    "return": Move(_WORK, _returnable),
    "sql": Move(_WORK, _before(Stage.MQL, Stage.SAL)),
    "opportunity": Move(_WORK, _before(Stage.MQL, Stage.SAL, Stage.SQL)),
    "won": Move(_WORK, _with_sales),
    "lost": Move(_WORK, _with_sales),
    "disqualify": Move(_WORK, _with_sales),
    "recycle": Move(_WORK, _with_sales),
    "give": Move(Permission.ASSIGN_LEADS, _with_sales),
    "pass_again": Move(Permission.BRING_LEADS, _back_with_marketing),
    "edit": Move(Permission.EDIT_LEADS, lambda lead, stint: True),
}


def of(user: User, lead: Lead, stint: Stint | None) -> frozenset[str]:
    """Return the moves a person may make; ``stint`` is the lead's latest. The operations check again."""
    may = permissions_of(user)
    return frozenset(
        name for name, move in MOVES.items() if move.permission in may and move.fits(lead, stint)
    )
