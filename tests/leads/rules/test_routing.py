"""The rotation: territory, presence, capacity, then turns by weight, and always a reason in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from leads.rules import routing
from leads.rules.routing import Candidate, Choice, NobodyEligible

AT = datetime(2026, 11, 17, 10, 42, tzinfo=UTC)
ISLANDS, CONTINENT = 1, 2


def place(person: int, team: int = ISLANDS, **changes: object) -> Candidate:
    countries = frozenset({"GB", "IE"}) if team == ISLANDS else frozenset({"DE", "NL"})
    name = "UK and Ireland" if team == ISLANDS else "Continent"
    return Candidate(person * 10 + team, person, team, name, countries, **{"weight": 1} | changes)  # type: ignore[arg-type]


def deal(candidates: Sequence[Candidate], leads: int, country: str = "GB", at: datetime = AT) -> list[int]:
    """Deal many leads as the assigning does, remembering each turn; returns who got them."""
    dealt = []
    for number in range(leads):
        choice = routing.choose(candidates, country, at + timedelta(minutes=number))
        assert isinstance(choice, Choice)
        choice.place.dealt, choice.place.last_at = choice.dealt, at + timedelta(minutes=number)
        choice.place.open_leads += 1
        dealt.append(choice.place.person_id)
    return dealt


def test_everybody_gets_one_before_anybody_gets_two() -> None:
    assert deal([place(1), place(2), place(3)], 6) == [1, 2, 3, 1, 2, 3]


def test_a_weight_of_two_gets_twice_as_many() -> None:
    assert Counter(deal([place(1, weight=2), place(2), place(3)], 40)) == {1: 20, 2: 10, 3: 10}


def test_a_weight_of_nothing_gets_none() -> None:
    assert set(deal([place(1, weight=0), place(2)], 5)) == {2}


def test_the_absent_are_skipped_on_the_date_it_is_where_they_live() -> None:
    late = datetime(2026, 11, 17, 23, 30, tzinfo=UTC)  # the 18th in Berlin
    away = ((date(2026, 11, 18), date(2026, 11, 20)),)
    in_berlin = place(1, zone="Europe/Berlin", absences=away)
    in_london = place(2, zone="Europe/London", absences=away)
    choice = routing.choose([in_berlin, in_london], "GB", late)
    assert isinstance(choice, Choice)
    assert choice.place is in_london
    assert choice.why == "by rotation in UK and Ireland; 1 absent"


def test_the_full_are_skipped() -> None:
    assert deal([place(1, capacity=2), place(2)], 5) == [1, 2, 1, 2, 2]


def test_who_was_passed_over_is_said() -> None:
    away = ((date(2026, 11, 17), date(2026, 11, 17)),)
    crowd = [place(1), place(2, absences=away), place(3, absences=away), place(4, capacity=3, open_leads=3)]
    choice = routing.choose(crowd, "GB", AT)
    assert isinstance(choice, Choice)
    assert choice.why == "by rotation in UK and Ireland; 2 absent, 1 full"


def test_the_territory_decides_the_team() -> None:
    crowd = [place(1), place(2, CONTINENT)]
    assert deal(crowd, 3, "DE") == [2, 2, 2]
    assert deal(crowd, 2, "IE") == [1, 1]


def test_a_team_without_territory_covers_every_country() -> None:
    everywhere = Candidate(9, 9, 3, "World", frozenset(), 1)
    assert deal([place(1), everywhere], 2, "JP") == [9, 9]


def test_a_lead_of_unknown_country_may_go_to_any_team_and_that_is_said() -> None:
    choice = routing.choose([place(1, CONTINENT)], "", AT)
    assert isinstance(choice, Choice)
    assert choice.why == "by rotation in Continent, country unknown"


def test_a_country_nobody_covers_is_said() -> None:
    assert routing.choose([place(1)], "JP", AT) == NobodyEligible(None, "no sales team covers JP")


def test_when_all_are_away_or_full_that_is_said_with_the_team_it_concerns() -> None:
    away = ((date(2026, 11, 1), date(2026, 11, 30)),)
    crowd = [place(1, absences=away), place(2, capacity=1, open_leads=1), place(3, CONTINENT)]
    assert routing.choose(crowd, "GB", AT) == NobodyEligible(ISLANDS, "nobody can take it: 1 absent, 1 full")


def test_an_empty_rotation_is_said() -> None:
    assert routing.choose([], "", AT) == NobodyEligible(None, "no sales team has anybody in its rotation")


def test_a_newcomer_starts_at_the_teams_present_level() -> None:
    crowd = [place(1), place(2)]
    deal(crowd, 20)
    newcomer = place(3)
    assert Counter(deal([*crowd, newcomer], 9, at=AT + timedelta(days=1))) == {1: 3, 2: 3, 3: 3}
    assert newcomer.dealt is not None
    assert newcomer.dealt >= 10


def test_somebody_back_from_holiday_is_not_made_to_catch_up() -> None:
    crowd = [place(1), place(2), place(3, absences=((date(2026, 11, 17), date(2026, 11, 17)),))]
    deal(crowd, 30)
    assert Counter(deal(crowd, 9, at=AT + timedelta(days=1))) == {1: 3, 2: 3, 3: 3}


def test_a_new_team_is_not_flooded_beside_an_old_one() -> None:
    old, new = [place(1), place(2)], [place(3, CONTINENT, countries=frozenset()) for _ in ()]
    deal(old, 50)
    joined = [Candidate(7, 7, 3, "World", frozenset(), 1), Candidate(8, 8, 3, "World", frozenset(), 1)]
    shares = Counter(deal([*old, *joined, *new], 8, at=AT + timedelta(days=1)))
    assert shares == {1: 2, 2: 2, 7: 2, 8: 2}


def test_a_turn_that_somebody_else_is_taking_is_passed_over() -> None:
    crowd = [place(1), place(2)]
    choice = routing.choose(crowd, "GB", AT, busy=[crowd[0]])
    assert isinstance(choice, Choice)
    assert choice.place is crowd[1]


def test_when_every_turn_is_being_taken_the_next_one_is_waited_for() -> None:
    crowd = [place(1), place(2)]
    choice = routing.choose(crowd, "GB", AT, busy=crowd)
    assert isinstance(choice, Choice)
    assert choice.place is crowd[0]


@given(st.lists(st.integers(1, 4), min_size=1, max_size=6), st.integers(1, 12))
def test_over_whole_rounds_everybody_gets_their_share(weights: list[int], rounds: int) -> None:
    crowd = [place(number, weight=weight) for number, weight in enumerate(weights)]
    shares = Counter(deal(crowd, rounds * sum(weights)))
    for number, weight in enumerate(weights):
        assert abs(shares[number] - rounds * weight) <= max(weights)
