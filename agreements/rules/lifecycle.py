"""The life of a version: every move there is, from which states, to which state, and who may make it.

One table, ``MOVES``; views, admin, API and tasks all go through operations, and every operation asks ``allowed``. In force,
superseded and expired are no states: they follow from dates (docs/adr/in-force-is-a-question-of-dates.md).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

DRAFT = "draft"
IN_REVIEW = "in_review"
OUT_FOR_SIGNATURE = "out_for_signature"
SIGNED = "signed"
DROPPED = "dropped"

STATES = {
    DRAFT: "a draft",
    IN_REVIEW: "in review",
    OUT_FOR_SIGNATURE: "out for signature",
    SIGNED: "signed",
    DROPPED: "dropped",
}
#: The states in which people may still change or sign a version; an agreement has at most one such version.
OPEN = (DRAFT, IN_REVIEW, OUT_FOR_SIGNATURE)
#: The states in which the text stands still, with its canonical form and digest.
FROZEN = (OUT_FOR_SIGNATURE, SIGNED)


class Party(StrEnum):
    """What somebody is to one agreement."""

    MARKETING = "marketing"
    SALES = "sales"
    BOUND = "bound"
    SUBSTITUTE = "substitute"
    PORTAL = "portal"


LEADERS = frozenset({Party.MARKETING, Party.SALES})
EVERYONE_BOUND = frozenset({Party.MARKETING, Party.SALES, Party.BOUND})
PORTAL = frozenset({Party.PORTAL})
#: The leaders, and who takes a leader's place for a time (docs/signing.md, Ceremony 1).
SIGNERS = LEADERS | {Party.SUBSTITUTE}


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that can be done to a version; ``to`` is None where the state stays as it is."""

    name: str
    said: str
    states: tuple[str, ...]
    to: str | None
    who: frozenset[Party]


MOVES: dict[str, Move] = {
    move.name: move
    for move in (
        Move("edit", "changed", (DRAFT, IN_REVIEW), None, LEADERS),
        Move("edit_proposed", "changed", (OUT_FOR_SIGNATURE,), IN_REVIEW, LEADERS),
        Move("hand_over", "handed over", (DRAFT, IN_REVIEW), IN_REVIEW, LEADERS),
        Move("comment", "commented on", OPEN, None, EVERYONE_BOUND),
        Move("suggest", "given suggestions", OPEN, None, EVERYONE_BOUND),
        Move("settle", "changed by a suggestion", OPEN, None, LEADERS),
        Move("propose", "proposed", (DRAFT, IN_REVIEW), OUT_FOR_SIGNATURE, LEADERS),
        Move("drop", "dropped", (DRAFT, IN_REVIEW), DROPPED, LEADERS),
        Move("sign", "signed", (OUT_FOR_SIGNATURE,), None, SIGNERS),
        Move("decline", "declined", (OUT_FOR_SIGNATURE,), IN_REVIEW, SIGNERS),
        Move("withdraw", "withdrawn", (OUT_FOR_SIGNATURE,), IN_REVIEW, LEADERS),
        Move("move_end", "given another end", (OUT_FOR_SIGNATURE,), None, LEADERS),
        Move("expire", "ended", (OUT_FOR_SIGNATURE,), IN_REVIEW, PORTAL),
        Move("complete", "brought into force", (OUT_FOR_SIGNATURE,), SIGNED, PORTAL),
        Move("amend", "amended", (SIGNED, DROPPED), None, LEADERS),
        Move("confirm_reading", "confirmed as read", (SIGNED,), None, EVERYONE_BOUND),
        Move("remind_readers", "sent round again", (SIGNED,), None, LEADERS),
    )
}


def allowed(state: str, move: str, parties: Collection[Party]) -> bool:
    """Whether somebody who is ``parties`` to the agreement may make the move while the version is in ``state``."""
    entry = MOVES[move]
    return state in entry.states and not entry.who.isdisjoint(parties)


def moves_of(state: str, parties: Collection[Party]) -> tuple[Move, ...]:
    """Return what somebody may do with a version now, in the order of the table; pages offer exactly these."""
    return tuple(move for move in MOVES.values() if allowed(state, move.name, parties))


def after(state: str, move: str) -> str:
    """Return the state that follows; raises ValueError when the move cannot be made from ``state``."""
    entry = MOVES[move]
    if state not in entry.states:
        raise ValueError(f"A version that is {STATES[state]} cannot be {entry.said}.")
    return entry.to or state
