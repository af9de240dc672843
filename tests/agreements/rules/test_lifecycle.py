"""The life of a version: the whole table, written here a second time as people read it."""

from __future__ import annotations

from itertools import product

import pytest

from agreements.models.version import OPEN_STATES, State
from agreements.rules import lifecycle
from agreements.rules.lifecycle import LEADERS, MOVES, Party

# move → the states it can be made from and the state that follows, then who may make it
EXPECTED = """
edit             draft→draft in_review→in_review                       leaders
edit_proposed    out_for_signature→in_review                           leaders
hand_over        draft→in_review in_review→in_review                   leaders
comment          draft→draft in_review→in_review out_for_signature→out_for_signature   leaders bound
suggest          draft→draft in_review→in_review out_for_signature→out_for_signature   leaders bound
settle           draft→draft in_review→in_review out_for_signature→out_for_signature   leaders
propose          draft→out_for_signature in_review→out_for_signature   leaders
drop             draft→dropped in_review→dropped                       leaders
sign             out_for_signature→out_for_signature                   leaders substitute
decline          out_for_signature→in_review                           leaders substitute
move_end         out_for_signature→out_for_signature                   leaders
withdraw         out_for_signature→in_review                           leaders
expire           out_for_signature→in_review                           portal
complete         out_for_signature→signed                              portal
amend            signed→signed dropped→dropped                         leaders
confirm_reading  signed→signed                                         leaders bound
remind_readers   signed→signed                                         leaders
"""
PARTIES = {
    "leaders": LEADERS,
    "bound": {Party.BOUND},
    "substitute": {Party.SUBSTITUTE},
    "portal": {Party.PORTAL},
}


def read_expected() -> dict[tuple[str, str], tuple[str, frozenset[Party]]]:
    table = {}
    for line in EXPECTED.strip().splitlines():
        move, *words = line.split()
        who = frozenset().union(*(PARTIES[word] for word in words if "→" not in word))
        for start, end in (word.split("→") for word in words if "→" in word):
            table[start, move] = (end, who)
    return table


TABLE = read_expected()


@pytest.mark.parametrize(("state", "move", "party"), list(product(lifecycle.STATES, MOVES, Party)))
def test_every_state_move_and_party_is_as_written(state: str, move: str, party: Party) -> None:
    _, who = TABLE.get((state, move), ("", frozenset()))
    assert lifecycle.allowed(state, move, {party}) == (party in who)


@pytest.mark.parametrize(("state", "move"), list(product(lifecycle.STATES, MOVES)))
def test_every_move_leads_where_it_is_written_or_nowhere(state: str, move: str) -> None:
    if (state, move) in TABLE:
        assert lifecycle.after(state, move) == TABLE[state, move][0]
    else:
        with pytest.raises(ValueError, match="cannot be"):
            lifecycle.after(state, move)


def test_the_rules_and_the_database_know_the_same_states() -> None:
    assert tuple(lifecycle.STATES) == tuple(State)
    assert lifecycle.OPEN == OPEN_STATES


def test_nothing_but_a_new_version_or_a_reading_follows_a_signed_one() -> None:
    names = [move.name for move in lifecycle.moves_of("signed", {Party.MARKETING, Party.BOUND})]
    assert names == ["amend", "confirm_reading", "remind_readers"]


def test_somebody_who_is_nothing_to_the_agreement_may_do_nothing() -> None:
    assert [lifecycle.moves_of(state, set()) for state in lifecycle.STATES] == [()] * len(lifecycle.STATES)
