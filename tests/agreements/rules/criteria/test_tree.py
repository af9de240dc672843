"""Trees: walked in reading order, found and named by id."""

from __future__ import annotations

import pytest
from hypothesis import given

from agreements.rules.criteria.tree import (
    All,
    Any,
    AtLeast,
    Did,
    Fact,
    Node,
    Nothing,
    Points,
    children,
    find,
    identified,
    path_of,
    top_level,
    walk,
    with_items,
)
from tests.agreements.rules.criteria.generated import definitions

NODE = All(
    (Fact("need", "known"), Points(5, ((5, Any((Did("download"),))),)), Nothing((Did("page_view", id="c2"),)))
)


def test_a_tree_is_walked_in_reading_order_with_paths_and_depths() -> None:
    assert [(place.path, place.depth) for place in walk(NODE)] == [
        ("definition", 1),
        ("definition.items[0]", 2),
        ("definition.items[1]", 2),
        ("definition.items[1].items[0].criterion", 3),
        ("definition.items[1].items[0].criterion.items[0]", 4),
        ("definition.items[2]", 2),
        ("definition.items[2].items[0]", 3),
    ]
    assert path_of(NODE, "definition", 4) == "definition.items[4]"


def test_ids_are_given_to_those_without_and_kept_by_the_others() -> None:
    assert [place.node.id for place in walk(identified(NODE))] == ["c1", "c3", "c4", "c5", "c6", "c7", "c2"]
    assert [place.node.id for place in walk(identified(NODE, taken={"c1", "c4"}))][:3] == ["c3", "c5", "c6"]


@given(definitions())
def test_named_trees_have_unique_ids_and_are_named_once(node: Node) -> None:
    named = identified(node)
    ids = [place.node.id for place in walk(named)]
    assert all(ids) and len(set(ids)) == len(ids)
    assert identified(named) == named
    for place in walk(named):
        assert find(named, place.node.id) == place


def test_an_id_nobody_carries_is_not_found() -> None:
    assert find(NODE, "c9") is None


def test_the_top_level_is_what_a_reader_sees_first() -> None:
    assert [place.path for place in top_level(NODE)] == [f"definition.items[{index}]" for index in range(3)]
    assert [place.path for place in top_level(Any((NODE,)))] == ["definition"]


def test_nodes_are_values() -> None:
    assert All([Fact("markets", "has_any", ["dach"])]) == All((Fact("markets", "has_any", ("dach",)),))  # type: ignore[arg-type]
    assert hash(NODE) == hash(All(NODE.items))
    assert Points(5, [[3, Did("download")]]).scored == ((3, Did("download")),)  # type: ignore[arg-type]


def test_a_group_gets_other_items_and_a_score_keeps_its_weights() -> None:
    score = Points(5, ((3, Did("download")), (4, Did("page_view"))))
    assert with_items(score, [Did("page_view"), Did("download")]).items == (Did("page_view"), Did("download"))
    assert score.weights == (3, 4)
    assert with_items(AtLeast(1, ()), [Did("download")]) == AtLeast(1, (Did("download"),))
    with pytest.raises(ValueError, match="zip"):
        with_items(score, [Did("download")])
    assert children(Did("download")) == ()
