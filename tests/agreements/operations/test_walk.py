"""The lifecycle walked completely through the operations: every state, every move, every role."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from agreements import queries
from agreements.models import SigningRound, Version
from agreements.operations import discussing, drafting, extending, publishing, signing, suggesting
from agreements.rules import consent, lifecycle, places
from agreements.rules.lifecycle import MOVES, Party
from slaportal.accounts.models import Side, User
from slaportal.errors import Refused
from tests.agreements.operations.conftest import everything
from tests.factories import agreements, moments
from tests.factories.people import Cast

STATES = tuple(lifecycle.STATES)
#: Everybody there is, and what they are to the cast's agreement.
ROLES: dict[str, set[Party]] = {
    "ines": {Party.MARKETING, Party.BOUND},
    "daniel": {Party.SALES, Party.BOUND},
    "ruth": {Party.BOUND},
    "priya": {Party.BOUND},
    "helen": set(),
    "alex": set(),
}


def in_state(cast: Cast, state: str) -> Version:
    """Bring the cast's version 1 into a state, through operations."""
    version = agreements.begin(cast)
    suggest(version, cast.ruth)
    if state == "draft":
        return version
    round = agreements.propose(version, by=cast.ines)
    if state == "signed":
        return agreements.sign_both(round)
    if state != "out_for_signature":
        signing.withdraw(round, reason="Not yet", at=moments.PROPOSED, by=cast.ines)
    if state == "dropped":
        drafting.drop(version, at=moments.PROPOSED, by=cast.ines)
    return Version.objects.get(pk=version.pk)


def round_of(version: Version) -> SigningRound:
    return version.rounds.get()


def sign(version: Version, person: User) -> Any:
    round = round_of(version)
    return signing.sign(
        round,
        side=version.agreement.side_led_by(person) or Side.MARKETING,
        typed_name=person.full_name,
        digest_seen=round.digest,
        consent_version=consent.CURRENT,
        authenticated_by="password",
        ip_address=None,
        user_agent="",
        at=moments.SIGNED_BY_SALES,
        by=person,
    )


def suggest(version: Version, person: User) -> Any:
    """Suggest another share for the first response."""
    terms = queries.terms_of(Version.objects.get(pk=version.pk))
    part = places.part_of(terms, "S1")
    return suggesting.suggest(
        version,
        place="S1",
        part={"clauses.S1": {**part["clauses.S1"], "target": "90"}},
        seen_digest=places.digest("S1", part),
        why="More is not kept.",
        at=moments.BEGUN,
        by=person,
    )


AT = moments.SIGNED_BY_SALES
Act = Callable[[Version, User], Any]
#: Each move as somebody makes it. Moves of the portal have no person and are walked by the tests of scheduling.
ACTS: dict[str, Act] = {
    "edit": lambda version, by: agreements.edit(version, {"purpose": "Other."}, by=by, at=AT),
    "edit_proposed": lambda version, by: agreements.edit(version, {"purpose": "Other."}, by=by, at=AT),
    "comment": lambda version, by: discussing.open_thread(version, place="S1", text="Why?", at=AT, by=by),
    "suggest": suggest,
    "settle": lambda version, by: suggesting.reject(version.suggestions.get(), answer="No", at=AT, by=by),
    "hand_over": lambda version, by: drafting.hand_over(version, at=AT, by=by),
    "propose": lambda version, by: drafting.propose(version, expires_at=None, at=AT, by=by),
    "drop": lambda version, by: drafting.drop(version, at=AT, by=by),
    "sign": sign,
    "decline": lambda version, by: signing.decline(round_of(version), reason="No", at=AT, by=by),
    "move_end": lambda version, by: extending.move_end(
        round_of(version), expires_at=AT + timedelta(days=2), at=AT, by=by
    ),
    "withdraw": lambda version, by: signing.withdraw(round_of(version), reason="No", at=AT, by=by),
    "amend": lambda version, by: drafting.amend(version.agreement, at=AT, by=by),
    "confirm_reading": lambda version, by: publishing.confirm_reading(version, at=AT, by=by),
    "remind_readers": lambda version, by: publishing.remind_readers(version, at=AT, by=by),
}
#: One operation edits, whatever the state: the table has two lines for it.
EDITS = {"edit", "edit_proposed"}


def may(state: str, move: str, who: str) -> bool:
    moves = EDITS if move in EDITS else {move}
    return any(lifecycle.allowed(state, name, ROLES[who]) for name in moves)


def test_every_move_a_person_can_make_is_walked() -> None:
    assert set(ACTS) == {name for name, move in MOVES.items() if Party.PORTAL not in move.who}


@pytest.mark.parametrize(("state", "who"), list(product(STATES, ROLES)))
def test_each_role_can_do_in_each_state_what_the_table_says_and_nothing_else(
    cast: Cast, state: str, who: str, savepoint: Callable[[Callable[[], None]], None]
) -> None:
    version = in_state(cast, state)
    person: User = getattr(cast, who)
    assert queries.parties(version.agreement, person) == ROLES[who]
    for move, act in ACTS.items():
        if move == "hand_over" and who == "daniel":
            continue  # the turn is with marketing; a refusal for that is tested in test_drafting
        if state == "draft" and move in {"sign", "decline", "withdraw", "move_end"}:
            continue  # a draft was never proposed, so there is no round to sign

        def try_it(move: str = move, act: Act = act) -> None:
            before = everything()
            if may(state, move, who):
                act(version, person)
                expected = {
                    lifecycle.after(state, name)
                    for name in (EDITS if move in EDITS else {move})
                    if state in MOVES[name].states
                }
                assert {Version.objects.get(pk=version.pk).state} == expected
            else:
                with pytest.raises(Refused):
                    act(version, person)
                assert everything() == before, f"{who} changed something by {move} in {state}"

        savepoint(try_it)
