"""What changed between two definitions, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from agreements.rules.criteria.changes import Change, differences
from agreements.rules.criteria.tree import (
    All,
    Any,
    AtLeast,
    Did,
    Fact,
    Node,
    Nothing,
    Points,
    identified,
    walk,
)
from tests.agreements.rules.criteria.generated import definitions

SIZE = Fact("employees", "at_least", 50, id="c2")
INTEREST = Any(
    (Did("download", 2, days=30, id="c4"), Did("page_view", id="c5")), id="c3", label="Shows interest"
)
BANT = AtLeast(1, (Fact("need", "known", id="c7"), Fact("budget", "at_least", 20_000, id="c8")), id="c6")
OLD = All((SIZE, INTEREST, BANT), id="c1")


def told(new: Node, old: Node = OLD) -> list[tuple[str, str, str]]:
    return [(change.kind, change.id, change.text) for change in differences(old, new, currency="GBP")]


@given(definitions())
def test_a_definition_does_not_differ_from_itself(node: Node) -> None:
    assert differences(node, node) == []
    assert differences(identified(node), identified(node)) == []


@given(definitions(), definitions())
def test_differences_are_found_unless_definitions_say_the_same(old: Node, new: Node) -> None:
    bare = {repr(place.node) for place in walk(old)}, {repr(place.node) for place in walk(new)}
    changes = differences(old, new)
    assert bool(changes) == (bare[0] != bare[1])
    assert all(change.text.endswith(".") for change in changes)


@given(definitions())
def test_the_order_within_a_group_means_nothing(node: Node) -> None:
    named = identified(node)
    if isinstance(named, All | Any | Nothing | AtLeast):
        assert differences(named, replace(named, items=tuple(reversed(named.items)))) == []


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        (
            Fact("employees", "at_least", 50),
            Fact("employees", "at_least", 100),
            "Employees: raised from 50 to 100.",
        ),
        (
            Fact("employees", "at_most", 5000),
            Fact("employees", "at_most", 900),
            "Employees: lowered from 5,000 to 900.",
        ),
        (
            Fact("employees", "between", (250, 5000)),
            Fact("employees", "between", (150, 6000)),
            "Employees: the lower limit lowered from 250 to 150 and the upper limit raised from 5,000 to 6,000.",
        ),
        (
            Fact("seniority", "at_least", "manager"),
            Fact("seniority", "at_least", "director"),
            "Seniority: raised from Manager to Director.",
        ),
        (
            Fact("budget", "at_least", 20_000),
            Fact("budget", "at_least", 5_000),
            "Budget: lowered from £20,000 to £5,000.",
        ),
        (
            Fact("industry", "one_of", ("food", "banking")),
            Fact("industry", "one_of", ("food", "pharma", "energy")),
            "Industry: added Pharma and Energy and removed Banking.",
        ),
        (
            Fact("title", "contains", "ops"),
            Fact("title", "contains", "plant"),
            "Job title: changed from “ops” to “plant”.",
        ),
        (
            Fact("industry", "equals", "food"),
            Fact("industry", "equals", "energy"),
            "Industry: changed from Food to Energy.",
        ),
        (
            Fact("employees", "at_least", 5),
            Fact("employees", "at_most", 5),
            "Employees: became “Employees at most 5”.",
        ),
        (Fact("employees", "at_least", 5), Fact("age", "at_least", 5), "Employees: became “Age at least 5”."),
        (Fact("need", "known"), Did("download"), "Need: became “Downloaded something”."),
        (Did("download", 2), Did("download", 3), "Downloads: the number needed raised from 2 to 3."),
        (
            Did("download", 2, days=30),
            Did("download", 2, days=60),
            "Downloads: the window widened from 30 to 60 days.",
        ),
        (
            Did("download", 2, days=30),
            Did("download", 2, days=14, in_one_day=True),
            "Downloads: the window narrowed from 30 to 14 days and now in a single day.",
        ),
        (
            Did("download", days=30),
            Did("download"),
            "Downloaded something: no longer within a number of days.",
        ),
        (
            Did("download"),
            Did("download", days=7, detail="x"),
            "Downloaded something: now within 7 days and now matching “x”.",
        ),
        (
            Did("download", detail="x", in_one_day=True),
            Did("download"),
            "Downloaded something: no longer in a single day and now whatever its detail.",
        ),
        (Did("download"), Did("page_view"), "Downloaded something: became “Viewed a page”."),
        (
            Did("download"),
            Did("download", label="Took the guide"),
            "Downloaded something: now called “Took the guide”.",
        ),
        (
            Did("download", label="Took the guide"),
            Did("download"),
            "Downloaded something: its name was removed.",
        ),
        (Any((Did("download"),)), All((Did("download"),)), "Any of: now “All of”."),
        (
            AtLeast(1, (Did("download"), Did("page_view"))),
            AtLeast(2, (Did("download"), Did("page_view"))),
            "At least 1 of: the number needed raised from 1 to 2.",
        ),
        (
            Points(5, ((9, Did("download")),)),
            Points(9, ((9, Did("download")),)),
            "At least 5 points: the points needed raised from 5 to 9.",
        ),
    ],
)
def test_a_changed_criterion_says_what_moved(old: Node, new: Node, text: str) -> None:
    changes = differences(replace(old, id="c1"), replace(new, id="c1"), currency="GBP")
    assert changes == [Change("changed", "c1", text)]


def test_points_that_weigh_more() -> None:
    old = Points(5, ((9, Did("download", id="c2")),), id="c1")
    assert told(Points(5, ((7, Did("download", id="c2")),), id="c1"), old) == [
        ("changed", "c2", "Downloaded something: its points lowered from 9 to 7.")
    ]


def test_what_was_added_and_removed_is_told_with_its_group() -> None:
    new = replace(
        OLD,
        items=(
            INTEREST,
            BANT,
            Nothing((Fact("is_student", "is_true", id="c9"),), id="c10", label="Exclusions"),
        ),
    )
    assert told(new) == [
        ("removed", "c2", "Removed: Employees at least 50."),
        ("added", "c10", "Added: none of “Exclusions” (Student)."),
    ]
    assert told(OLD, new) == [
        ("removed", "c10", "Removed: none of “Exclusions” (Student)."),
        ("added", "c2", "Added: Employees at least 50."),
    ]


def test_an_item_of_a_named_group_says_where_it_stood() -> None:
    fewer = replace(OLD, items=(SIZE, replace(INTEREST, items=INTEREST.items[:1]), BANT))
    assert told(fewer) == [("removed", "c5", "Removed: Viewed a page, under “Shows interest”.")]


def test_an_item_of_a_score_says_its_points() -> None:
    old = Points(5, ((9, Did("download", id="c2")),), id="c1")
    new = Points(5, ((9, Did("download", id="c2")), (-3, Fact("is_student", "is_true", id="c3"))), id="c1")
    assert told(new, old) == [("added", "c3", "Added: Student, -3 points.")]


def test_a_criterion_that_stands_elsewhere_has_moved() -> None:
    new = replace(OLD, items=(replace(INTEREST, items=(*INTEREST.items, SIZE)), BANT))
    assert told(new) == [("moved", "c2", "Employees at least 50 now stands under “Shows interest”.")]


def test_a_group_that_goes_leaves_the_criteria_that_stay() -> None:
    new = replace(OLD, items=(SIZE, BANT, *INTEREST.items))
    assert told(new) == [
        ("removed", "c3", "Removed: any of “Shows interest” (Downloads 2 in 30 days and Viewed a page)."),
        ("moved", "c4", "Downloads 2 in 30 days now stands under “All of”."),
        ("moved", "c5", "Viewed a page now stands under “All of”."),
    ]


def test_criteria_without_ids_are_the_same_when_they_say_the_same() -> None:
    old = Any((Fact("need", "known"), Did("download")), id="c1")
    new = Any((Did("download"), Fact("budget", "known")), id="c1")
    assert told(new, old) == [
        ("removed", "", "Removed: Need is known."),
        ("added", "", "Added: Budget is known."),
    ]
