"""Checking: a sound definition has no fault; every fault put into one is found where it is, with its mend."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any as Anything

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.rules.criteria import checking, notation
from agreements.rules.criteria.notation import Fault
from agreements.rules.criteria.tree import (
    GROUPS,
    All,
    Any,
    AtLeast,
    Did,
    Fact,
    Node,
    Nothing,
    Points,
    walk,
)
from tests.agreements.rules.criteria.generated import definitions
from tests.agreements.rules.criteria.test_notation import document, json_values


@given(definitions())
def test_a_sound_definition_has_no_fault_as_tree_and_as_document(node: Node) -> None:
    assert checking.check(node) == []
    assert checking.check(notation.dump(node)) == []


#: A fault, and what to say about the place where it was put in: the rest of the path, and words of message and mend.
FAULTS: list[tuple[Node, str, str, str]] = [
    (
        Fact("employes", "at_least", 1),
        ".word",
        "“employes” is not in the vocabulary.",
        "Did you mean “employees”?",
    ),
    (
        Fact("product_page", "at_least", 1),
        ".word",
        "“product_page” is not in the vocabulary.",
        'Write it as a criterion of kind "did".',
    ),
    (
        Fact('extra:a"b', "known"),
        ".word",
        '“extra:a"b” is not in the vocabulary.',
        "Name an attribute: 1 to 60 characters, no quotation mark or backslash.",
    ),
    (Fact("zzz", "known"), ".word", "“zzz” is not in the vocabulary.", "Choose one from docs/criteria.md."),
    (
        Fact("employees", "contains", "x"),
        ".operator",
        "“contains” does not fit “Employees”.",
        "Use equals, is_not, at_least, at_most, between, known or unknown.",
    ),
    (
        Fact("employees", ">=", 1),
        ".operator",
        "“>=” is no operator, so it does not fit “Employees”.",
        "Use equals, is_not, at_least, at_most, between, known or unknown.",
    ),
    (
        Fact("is_student", "equals", True),
        ".operator",
        "“equals” does not fit “Student”.",
        "Use is_true, is_false, known or unknown.",
    ),
    (Fact("employees", "at_least"), ".value", "The value is missing.", "Give one."),
    (
        Fact("employees", "at_least", "many"),
        ".value",
        "“many” is no whole number.",
        "Give a whole number of people.",
    ),
    (
        Fact("employees", "at_least", True),
        ".value",
        "“True” is no whole number.",
        "Give a whole number of people.",
    ),
    (
        Fact("employees", "at_least", Decimal("1.5")),
        ".value",
        "“1.5” is no whole number.",
        "Give a whole number of people.",
    ),
    (
        Fact("employees", "at_least", -1),
        ".value",
        "-1 is out of range.",
        "Give a number from 0 to 2,000,000,000.",
    ),
    (Fact("age", "at_least", 151), ".value", "151 is out of range.", "Give a number from 0 to 150."),
    (
        Fact("employees", "at_least", (1, 2)),
        ".value",
        "“is at least” takes a single value.",
        "Give one value, no list.",
    ),
    (
        Fact("employees", "between", 5),
        ".value",
        "“is between” takes a list.",
        "Give a list of two values, the lower first.",
    ),
    (
        Fact("employees", "between", (5,)),
        ".value",
        "“is between” takes two values, not 1.",
        "Give the lower and the higher one.",
    ),
    (
        Fact("employees", "between", (5, 1)),
        ".value",
        "The first value is above the second.",
        "Give the lower one first.",
    ),
    (
        Fact("seniority", "between", ("director", "manager")),
        ".value",
        "The first value is above the second.",
        "Give the lower one first.",
    ),
    (
        Fact("employees", "between", (1, "x")),
        ".value[1]",
        "“x” is no whole number.",
        "Give a whole number of people.",
    ),
    (
        Fact("budget", "at_least", "much"),
        ".value",
        "“much” is no amount of money.",
        'Give a number, such as 25000 or "99.50".',
    ),
    (
        Fact("budget", "at_least", Decimal("NaN")),
        ".value",
        "“NaN” is no amount of money.",
        'Give a number, such as 25000 or "99.50".',
    ),
    (
        Fact("budget", "at_least", Decimal("1.005")),
        ".value",
        "“1.005” has more than two decimals.",
        "Round it to two decimals.",
    ),
    (
        Fact("budget", "at_least", 10**12),
        ".value",
        "1,000,000,000,000 is out of range.",
        "Give an amount from 0 to 100,000,000,000.",
    ),
    (
        Fact("industry", "equals", "foods"),
        ".value",
        "“foods” is no answer to “Industry”.",
        "Did you mean “food”?",
    ),
    (
        Fact("gender", "equals", "x"),
        ".value",
        "“x” is no answer to “Gender”.",
        "Use one of female, male or non_binary.",
    ),
    (
        Fact("hq_country", "one_of", ("GB", "usa")),
        ".value[1]",
        "“usa” is no answer to “Headquarters”.",
        "Did you mean “US”?",
    ),
    (
        Fact("hq_country", "one_of", ()),
        ".value",
        "“is one of” takes a list.",
        "Give a list of one or more values.",
    ),
    (
        Fact("hq_country", "one_of", ("GB", "GB")),
        ".value",
        "A value stands here twice.",
        "Give each value once.",
    ),
    (
        Fact("hq_country", "one_of", "GB"),
        ".value",
        "“is one of” takes a list.",
        "Give a list of one or more values.",
    ),
    (Fact("title", "contains", 5), ".value", "“5” is no text.", "Give a text."),
    (Fact("title", "contains", "  "), ".value", "The text is empty.", "Write something, or leave it out."),
    (
        Fact("title", "contains", " x"),
        ".value",
        "The text has spaces around it, line breaks or control characters.",
        "Remove them.",
    ),
    (
        Fact("title", "contains", "a\x00b"),
        ".value",
        "The text has spaces around it, line breaks or control characters.",
        "Remove them.",
    ),
    (Fact("title", "contains", "x" * 201), ".value", "The text has 201 characters.", "Use at most 200."),
    (
        Fact("markets", "has_any", ("DACH",)),
        ".value[0]",
        "“DACH” is not written as leads keep it.",
        "Write “dach”.",
    ),
    (Fact("markets", "has_any", (5,)), ".value[0]", "“5” is no text.", "Give a text."),
    (
        Fact("formats", "has_any", ("fax",)),
        ".value[0]",
        "“fax” is no answer to “Format”.",
        "Use one of price_request, webinar, high_value_download, trusted_referral, hand_written_list, "
        "business_card, attendee_spreadsheet, contact_form or other.",
    ),
    (Fact("need", "known", "x"), ".value", "“is known” takes no value.", "Remove it."),
    (
        Fact("extra:campaign", "at_least", Decimal("1.23456")),
        ".value",
        "“1.23456” is no number an attribute can be compared with.",
        "Give a number with at most nine digits and four decimals.",
    ),
    (
        Fact("extra:campaign", "at_least", "x"),
        ".value",
        "“x” is no number an attribute can be compared with.",
        "Give a number with at most nine digits and four decimals.",
    ),
    (Fact("extra:campaign", "equals", 3), ".value", "“3” is no text.", "Give a text."),
    (Did("demo"), ".event", "“demo” is no kind of behaviour.", "Did you mean “demo_requested”?"),
    (
        Did("employees"),
        ".event",
        "“employees” is no kind of behaviour.",
        'Write it as a criterion of kind "fact".',
    ),
    (
        Did("download", 0),
        ".at_least",
        "At least 0 is no promise.",
        "Give a whole number from 1 to 1,000,000.",
    ),
    (
        Did("download", days=0),
        ".days",
        "A window of 0 days is out of range.",
        "Give a whole number from 1 to 3,650, or none for all time.",
    ),
    (
        Did("download", days=3651),
        ".days",
        "A window of 3651 days is out of range.",
        "Give a whole number from 1 to 3,650, or none for all time.",
    ),
    (
        Did("download", measure="sum"),
        ".measure",
        "“Downloads” is not measured as a sum.",
        'Write "measure": "count".',
    ),
    (
        Did("time_on_page", 60),
        ".measure",
        "“Time on page” is not measured as a count.",
        'Write "measure": "sum".',
    ),
    (Did("download", detail=""), ".detail", "The text is empty.", "Write something, or leave it out."),
    (Any(()), ".items", "This group is empty.", "Add a criterion to it, or remove the group."),
    (Points(1, ()), ".items", "This group is empty.", "Add a criterion to it, or remove the group."),
    (
        AtLeast(2, (Did("download"),)),
        ".k",
        "At least 2 of 1 can never be met.",
        "Ask for at most 1, or add criteria.",
    ),
    (AtLeast(0, (Did("download"),)), ".k", "“At least 0 of” asks for nothing.", "Ask for at least 1."),
    (
        Points(6, ((5, Did("download")), (-5, Did("page_view")))),
        ".threshold",
        "6 points can never be reached: all items together give 5.",
        "Ask for at most 5, or give items more weight.",
    ),
    (
        Points(0, ((5, Did("download")),)),
        ".threshold",
        "A threshold of “0” is no score to reach.",
        "Ask for at least 1 point.",
    ),
    (
        Points(5, ((5, Did("download")), (0, Did("page_view")))),
        ".items[1].weight",
        "“0” is no weight.",
        "Give a whole number from -1000 to 1000, except 0.",
    ),
    (Did("download", id="a b"), ".id", "“a b” is no id.", "Use up to 40 letters and digits."),
    (Did("download", label="x" * 121), ".label", "The text has 121 characters.", "Use at most 120."),
]


@pytest.mark.parametrize(("faulty", "place", "message", "mend"), FAULTS)
def test_every_fault_is_named_with_its_mend(faulty: Node, place: str, message: str, mend: str) -> None:
    assert checking.check(faulty) == [Fault(f"definition{place}", message, mend)]


def _put(node: Node, path: str, faulty: Node, here: str = "definition") -> Node:
    """Return the tree with a faulty node in the place of another."""
    if here == path:
        return faulty
    if isinstance(node, Points):
        return Points(
            node.threshold,
            tuple(
                (weight, _put(item, path, faulty, f"{here}.items[{index}].criterion"))
                for index, (weight, item) in enumerate(node.scored)
            ),
            label=node.label,
        )
    if isinstance(node, GROUPS):
        items = tuple(
            _put(item, path, faulty, f"{here}.items[{index}]") for index, item in enumerate(node.items)
        )
        return type(node)(**{**_fields(node), "items": items})
    return node


def _fields(node: Anything) -> dict[str, Anything]:
    return {name: getattr(node, name) for name in node.__dataclass_fields__}


@given(st.data(), definitions(), st.sampled_from(FAULTS))
def test_a_fault_anywhere_in_a_sound_definition_is_found_there_and_nowhere_else(
    data: st.DataObject, node: Node, fault: tuple[Node, str, str, str]
) -> None:
    faulty, place, message, mend = fault
    path = data.draw(st.sampled_from([place.path for place in walk(node) if place.depth <= 6]))
    broken = _put(node, path, faulty)
    assert checking.check(broken) == [Fault(f"{path}{place}", message, mend)]


@given(st.data(), definitions())
def test_a_fault_of_shape_hides_no_fault_of_sense_elsewhere(data: st.DataObject, node: Node) -> None:
    written = notation.dump(All((node, Fact("employes", "known"))))
    outer = written["definition"]
    outer["items"].append({"kind": "zzz"})
    outer["items"].insert(0, {"kind": "fact", "word": 5, "operator": "known"})
    assert [fault.path for fault in checking.check(written)] == [
        "definition.items[0].word",
        "definition.items[3].kind",
        "definition.items[2].word",
    ]


def test_a_place_that_cannot_be_read_says_nothing_about_its_neighbours_numbers() -> None:
    items: list[object] = (
        [{"kind": "zzz"}] + [{"kind": "did", "event": "download"}] * 9 + [{"kind": "did", "event": "demo"}]
    )
    paths = [fault.path for fault in checking.check(document({"kind": "any", "items": items}))]
    assert paths == ["definition.items[0].kind", "definition.items[10].event"]
    items[1] = {"kind": "zzz"}
    paths = [fault.path for fault in checking.check(document({"kind": "any", "items": items}))]
    assert paths == ["definition.items[0].kind", "definition.items[1].kind", "definition.items[10].event"]


def test_two_criteria_may_not_share_an_id() -> None:
    node = All((Did("download", id="c1"), Nothing((Did("page_view", id="c1"),))))
    assert checking.check(node) == [
        Fault(
            "definition.items[1].items[0].id",
            "The id “c1” is also that of definition.items[0].",
            "Give each criterion its own id, or none.",
        )
    ]


def _nested(depth: int) -> Node:
    node: Node = Did("download")
    for _ in range(depth - 1):
        node = Any((node,))
    return node


@pytest.mark.parametrize("look", [lambda node: node, notation.dump], ids=["tree", "document"])
def test_depth_and_size_have_a_limit(look: Callable[[Node], object]) -> None:
    assert checking.check(look(_nested(8))) == []
    assert [fault.path for fault in checking.check(look(_nested(9)))] == ["definition" + ".items[0]" * 8]
    assert checking.check(look(Any((Did("download"),) * 199))) == []
    assert [fault.path for fault in checking.check(look(Any((Did("download"),) * 200)))] == [
        "definition.items[199]"
    ]


@given(json_values, st.sampled_from([*notation.SHAPES]))
def test_no_json_at_all_breaks_checking(raw: object, kind: str) -> None:
    for written in (
        raw,
        document(raw),
        document({"kind": kind, "items": raw, "word": "employees", "operator": "at_least", "value": raw}),
    ):
        for fault in checking.check(written):
            assert fault.message and fault.mend
