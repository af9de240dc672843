"""The notation: written and read without loss, and what is no notation is named with its place."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.rules.criteria import notation
from agreements.rules.criteria.notation import Malformed
from agreements.rules.criteria.tree import All, Any, AtLeast, Did, Fact, Node, Nothing, Points, identified
from slaportal.errors import Refused
from tests.agreements.rules.criteria.generated import definitions


def document(definition: object) -> dict[str, object]:
    return {"format": 1, "definition": definition}


@given(definitions())
def test_what_is_written_is_read_back_the_same(node: Node) -> None:
    written = json.loads(json.dumps(notation.dump(node)))
    assert notation.parse(written) == node
    assert notation.dump(notation.parse(written)) == written


@given(definitions())
def test_ids_survive_writing_and_reading(node: Node) -> None:
    assert notation.parse(notation.dump(identified(node))) == identified(node)


def test_every_kind_is_written_as_documented() -> None:
    node = All(
        (
            Any((Fact("employees", "at_least", 100, id="c1"),), label="Size"),
            Nothing((Fact("is_student", "is_true"),)),
            AtLeast(1, (Did("product_page", 5, in_one_day=True, days=30, detail="scales"),)),
            Points(
                10,
                ((10, Did("time_on_page", 300, measure="sum")), (-5, Fact("markets", "has_any", ("dach",)))),
            ),
        )
    )
    assert notation.dump(node) == document(
        {
            "kind": "all",
            "items": [
                {
                    "kind": "any",
                    "items": [
                        {
                            "kind": "fact",
                            "word": "employees",
                            "operator": "at_least",
                            "value": 100,
                            "id": "c1",
                        }
                    ],
                    "label": "Size",
                },
                {"kind": "none", "items": [{"kind": "fact", "word": "is_student", "operator": "is_true"}]},
                {
                    "kind": "at_least",
                    "k": 1,
                    "items": [
                        {
                            "kind": "did",
                            "event": "product_page",
                            "at_least": 5,
                            "days": 30,
                            "in_one_day": True,
                            "detail": "scales",
                        }
                    ],
                },
                {
                    "kind": "points",
                    "threshold": 10,
                    "items": [
                        {
                            "weight": 10,
                            "criterion": {
                                "kind": "did",
                                "event": "time_on_page",
                                "at_least": 300,
                                "measure": "sum",
                            },
                        },
                        {
                            "weight": -5,
                            "criterion": {
                                "kind": "fact",
                                "word": "markets",
                                "operator": "has_any",
                                "value": ["dach"],
                            },
                        },
                    ],
                },
            ],
        }
    )


@pytest.mark.parametrize(
    ("word", "operator", "written", "read"),
    [
        ("budget", "at_least", "99.50", Decimal("99.5")),
        ("budget", "at_least", 99.5, Decimal("99.5")),
        ("budget", "at_least", "20000", 20000),
        ("budget", "at_least", 20000.0, 20000),
        ("budget", "at_least", "a lot", "a lot"),
        ("budget", "at_least", "NaN", "NaN"),
        ("budget", "at_least", "1e900000", "1e900000"),
        ("employees", "between", ["10", 20], (10, 20)),
        ("markets", "has_any", [" DACH ", "Food,  Drink"], ("dach", "food drink")),
        ("title", "contains", " Ops ", " Ops "),
        ("extra:campaign", "equals", 3, "3"),
        ("extra:campaign", "equals", 2.5, "2.5"),
        ("extra:campaign", "at_least", "2.5", Decimal("2.5")),
        ("no_such_word", "equals", "5", "5"),
    ],
)
def test_values_are_read_as_their_word_needs_them(
    word: str, operator: str, written: object, read: object
) -> None:
    node = notation.parse(document({"kind": "fact", "word": word, "operator": operator, "value": written}))
    assert isinstance(node, Fact)
    assert (node.value, type(node.value)) == (read, type(read))


def test_null_in_an_optional_field_means_it_is_left_out() -> None:
    written = {"kind": "did", "event": "download", "days": None, "detail": None, "id": None}
    assert notation.parse(document(written)) == Did("download")


@pytest.mark.parametrize(
    ("broken", "path", "words"),
    [
        (None, "", "A definition is a JSON object."),
        ([], "", "A definition is a JSON object."),
        ({"definition": {"kind": "did", "event": "download"}}, "format", "Format None is not known."),
        (
            {"format": 2, "definition": {"kind": "did", "event": "download"}},
            "format",
            "Format 2 is not known.",
        ),
        (
            {"format": True, "definition": {"kind": "did", "event": "download"}},
            "format",
            "Format True is not known.",
        ),
        ({"format": 1}, "definition", "The definition is missing."),
        (document("all"), "definition", "A criterion or group is a JSON object."),
        (document({"kind": "xor", "items": []}), "definition.kind", "“xor” is no kind of criterion."),
        (document({"items": []}), "definition.kind", "nothing is no kind of criterion."),
        (document({"kind": ["all"]}), "definition.kind", "“['all']” is no kind of criterion."),
        (document({"kind": "all"}), "definition.items", "“items” is missing."),
        (document({"kind": "all", "items": {}}), "definition.items", "“items” is “{}”."),
        (document({"kind": "all", "items": [], "k": 2}), "definition.k", "“k” has no meaning in “all”."),
        (document({"kind": "at_least", "k": "2", "items": []}), "definition.k", "“k” is “2”."),
        (document({"kind": "at_least", "k": True, "items": []}), "definition.k", "“k” is “True”."),
        (
            document({"kind": "points", "threshold": 1.5, "items": []}),
            "definition.threshold",
            "“threshold” is “1.5”.",
        ),
        (
            document({"kind": "points", "threshold": 1, "items": [{"weight": 1}]}),
            "definition.items[0]",
            "An item of a score has a whole weight and a criterion.",
        ),
        (
            document(
                {"kind": "points", "threshold": 1, "items": [{"weight": 1, "criterion": {"kind": "x"}}]}
            ),
            "definition.items[0].criterion.kind",
            "“x” is no kind of criterion.",
        ),
        (document({"kind": "fact", "word": 3, "operator": "known"}), "definition.word", "“word” is “3”."),
        (document({"kind": "fact", "operator": "known"}), "definition.word", "“word” is missing."),
        (
            document({"kind": "fact", "word": "age", "operator": "equals", "value": {"a": 1}}),
            "definition.value",
            "“value” is “{'a': 1}”.",
        ),
        (
            document({"kind": "did", "event": "download", "in_one_day": 1}),
            "definition.in_one_day",
            "“in_one_day” is “1”.",
        ),
        (
            document({"kind": "did", "event": "download", "measure": "mean"}),
            "definition.measure",
            "“measure” is “mean”.",
        ),
        (
            {"format": 1, "definition": {"kind": "did", "event": "download"}, "x": 1},
            "x",
            "“x” has no meaning here.",
        ),
    ],
)
def test_every_fault_of_shape_is_named_with_its_place(broken: object, path: str, words: str) -> None:
    with pytest.raises(Malformed) as refused:
        notation.parse(broken)
    assert [(fault.path, fault.message) for fault in refused.value.faults] == [(path, words)]
    assert all(fault.mend for fault in refused.value.faults)


def test_all_faults_are_named_at_once_in_a_sentence_for_people() -> None:
    broken = document({"kind": "all", "items": [{"kind": "did"}, {"kind": "fact", "word": "age"}, 7]})
    with pytest.raises(Refused) as refused:
        notation.parse(broken)
    assert str(refused.value) == (
        "definition.items[0].event: “event” is missing. Give a text. "
        "definition.items[1].operator: “operator” is missing. Give a text. "
        'definition.items[2]: A criterion or group is a JSON object. Write {"kind": …}.'
    )


def test_too_many_criteria_and_too_deep_groups_are_refused_while_reading() -> None:
    leaf = {"kind": "did", "event": "download"}
    with pytest.raises(Malformed) as many:
        notation.parse(document({"kind": "any", "items": [leaf] * 5000}))
    assert [fault.path for fault in many.value.faults] == ["definition.items[199]"]
    deep: dict[str, object] = leaf
    for _ in range(500):
        deep = {"kind": "any", "items": [deep]}
    with pytest.raises(Malformed) as depth:
        notation.parse(document(deep))
    assert [fault.path for fault in depth.value.faults] == ["definition" + ".items[0]" * 8]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["kind", "items", "word", "operator", "value", "k", "format"]), inner
        )
    ),
    max_leaves=12,
)


@given(json_values, st.sampled_from([*notation.SHAPES]))
def test_no_json_at_all_breaks_the_reader(raw: object, kind: str) -> None:
    for written in (raw, document(raw), document({"kind": kind, "items": raw, "k": raw, "word": raw})):
        reading = notation.read(written)
        if reading.faults:
            assert all(fault.message and fault.mend for fault in reading.faults)
        else:
            assert notation.dump(reading.node)["format"] == 1
