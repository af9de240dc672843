"""Definitions in English: exact, complete and readable, whatever the tree."""

from __future__ import annotations

from dataclasses import replace
from typing import Any as Anything

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.rules.criteria import chips, notation, phrases, wording
from agreements.rules.criteria.dossier import Facts
from agreements.rules.criteria.examples import bant_example, life_sciences_example
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
from agreements.rules.criteria.wording import Fragment
from tests.agreements.rules.criteria import naive
from tests.agreements.rules.criteria.generated import criteria, definitions, leads
from tests.agreements.rules.criteria.test_notation import document, json_values

#: The definition of the agreement that the design shows, section 2.
INSTRUMENTS = All(
    (
        Fact("industry", "one_of", ("food", "packaging", "pharma")),
        Fact("employees", "between", (250, 5000)),
        Fact("hq_country", "one_of", ("GB", "IE", "DE", "NL")),
        Fact("seniority", "at_least", "manager"),
        Any(
            (
                Any((Did("price_requested"), Did("demo_requested"))),
                Did("webinar_attended", days=60),
                Did("high_value_download", 2, days=30),
                Did("product_page", 5, in_one_day=True),
            ),
            label="shows interest",
        ),
        AtLeast(2, tuple(Fact(word, "known") for word in ("budget", "authority", "need", "timeline_months"))),
        Nothing(
            tuple(
                Fact(word, "is_true") for word in ("is_competitor", "is_customer", "is_student", "free_mail")
            )
        ),
    )
)


def test_the_agreement_of_the_design_reads_as_designed() -> None:
    assert wording.paragraphs(INSTRUMENTS) == [
        "The company makes food, packaging or medicines, employs 250 to 5,000 people and has its headquarters in the "
        "United Kingdom, Ireland, Germany or the Netherlands.",
        "The person is a manager or higher.",
        "They did at least one of these: asked for a price or a demo; attended a webinar in the last 60 days; made two "
        "high-value downloads in the last 30 days; viewed five product pages in a single day.",
        "At least two of budget, authority, need and timeline are known.",
        "Competitors, existing customers, students and free-mail addresses never qualify.",
    ]
    assert wording.sentence(INSTRUMENTS) == (
        "A lead qualifies when the company makes food, packaging or medicines, employs 250 to 5,000 people and has its "
        "headquarters in the United Kingdom, Ireland, Germany or the Netherlands; the person is a manager or higher; they "
        "did at least one of these (asked for a price or a demo; attended a webinar in the last 60 days; made two "
        "high-value downloads in the last 30 days; viewed five product pages in a single day); and at least two of budget, "
        "authority, need and timeline are known; but competitors, existing customers, students and free-mail addresses "
        "never qualify."
    )
    assert wording.summary(INSTRUMENTS) == (
        "A lead qualifies when the company makes food, packaging or medicines, employs 250 to 5,000 people and has its "
        "headquarters in the United Kingdom, Ireland, Germany or the Netherlands; the person is a manager or higher; they "
        "did at least one of four things; and at least two of budget, authority, need and timeline are known; unless an "
        "exclusion applies."
    )


def test_the_worked_examples_in_english() -> None:
    assert wording.paragraphs(life_sciences_example(), currency="USD") == [
        "The lead arrived through a price request, webinar attendance, a high-value download or a trusted referral.",
        "The company works in life sciences, has annual revenue of at least $300 million and has its headquarters in the "
        "United States or Canada.",
        "The person is a vice president or higher.",
        "They viewed five product pages in a single day or made two high-value downloads.",
    ]
    assert wording.paragraphs(bant_example()) == [
        "The company employs at least 100 people.",
        "The person is a manager or higher and is in the United Kingdom, Ireland, Germany or the Netherlands.",
        "They did at least one of these: asked for a demo; viewed the price page twice in the last 14 days; attended a "
        "webinar; asked to be contacted by sales.",
        "At least two of budget, authority, need and timeline are known.",
        "Competitors, students and existing customers never qualify.",
    ]


def test_a_paragraph_names_the_criteria_it_states() -> None:
    clauses = wording.clauses(identified(INSTRUMENTS))
    assert [clause.ids for clause in clauses] == [("c2", "c3", "c4"), ("c5",), ("c6",), ("c13",), ("c18",)]


@pytest.mark.parametrize(
    ("node", "said"),
    [
        (Fact("employees", "equals", 1), "the company employs 1 person"),
        (Fact("employees", "at_most", 50), "the company employs at most 50 people"),
        (Fact("employees", "is_not", 7), "the company does not employ 7 people"),
        (Fact("industry", "none_of", ("food", "banking")), "the company does not work in food or banking"),
        (Fact("industry", "is_not", "pharma"), "the company does not make medicines"),
        (Fact("markets", "has_all", ("dach", "nordics")), "the company serves “dach” and “nordics”"),
        (Fact("markets", "has_none", ("dach",)), "the company does not serve “dach”"),
        (
            Fact("rankings", "has_any", ("fortune_500", "ftse_100")),
            "the company is ranked in the Fortune 500 or the FTSE 100",
        ),
        (Fact("business_model", "equals", "b2b"), "the company has a business-to-business business model"),
        (Fact("title", "contains", "operations"), "the person has “operations” in the job title"),
        (Fact("seniority", "at_most", "manager"), "the person is a manager or lower"),
        (
            Fact("seniority", "between", ("specialist", "director")),
            "the person is a specialist up to a director",
        ),
        (Fact("seniority", "is_not", "entry"), "the person is not an entry-level employee"),
        (Fact("education", "at_least", "bachelor"), "the person holds a bachelor’s degree or higher"),
        (Fact("experience_years", "at_least", 1), "the person has at least 1 year of experience"),
        (Fact("age", "between", (25, 40)), "the person is 25 to 40 years old"),
        (Fact("income", "at_least", 50_000), "the person earns at least £50,000 a year"),
        (Fact("budget", "between", (20_000, 1_500_000)), "the budget is £20,000 to £1.5 million"),
        (Fact("budget", "unknown"), "the budget is not known"),
        (
            Fact("authority", "one_of", ("decision_maker", "influencer")),
            "the person is the decision maker or an influencer",
        ),
        (Fact("decision_maker", "contains", "Okafor"), "the decision maker has “Okafor” in the name"),
        (Fact("need", "contains", "scale"), "the need mentions “scale”"),
        (Fact("timeline_months", "at_most", 6), "they plan to buy within 6 months"),
        (Fact("timeline_months", "at_least", 12), "they plan to buy in 12 months or later"),
        (Fact("timeline_months", "at_most", 1), "they plan to buy within 1 month"),
        (Fact("contact_me", "is_true"), "they asked to be contacted by sales"),
        (Fact("contact_me", "is_false"), "they asked not to be contacted by sales"),
        (Fact("pain_points", "has_any", ("slow line",)), "they named “slow line” as a pain point"),
        (Fact("free_mail", "is_false"), "the person does not use a free-mail address"),
        (Fact("extra:campaign", "at_least", 3), "the attribute “campaign” is at least 3"),
        (Fact("extra:campaign", "known"), "the attribute “campaign” is known"),
        (Fact("extra:campaign", "one_of", ("a", "b")), "the attribute “campaign” is “a” or “b”"),
        (Did("webinar_attended", days=60), "they attended a webinar in the last 60 days"),
        (Did("webinar_attended", days=1), "they attended a webinar in the last day"),
        (
            Did("product_page", 5, in_one_day=True, days=30),
            "they viewed five product pages in a single day of the last 30 days",
        ),
        (Did("page_view", 25), "they viewed 25 pages"),
        (Did("demo_requested", 3), "they asked for a demo three times"),
        (Did("contact_requested", 2), "they asked to be contacted twice"),
        (Did("page_view", detail="prices"), "they viewed a page matching “prices”"),
        (
            Did("time_on_page", 300, days=7, measure="sum"),
            "they spent at least 5 minutes on our pages in the last 7 days",
        ),
        (Did("time_on_page", 90, measure="sum"), "they spent at least 90 seconds on our pages"),
        (Any((Fact("need", "known"), Fact("budget", "known"))), "need or budget is known"),
        (
            AtLeast(1, (Fact("need", "known"), Fact("budget", "known"))),
            "at least one of need and budget is known",
        ),
        (
            Any((Did("demo_requested", days=7), Did("download"))),
            "they asked for a demo in the last 7 days or made a download",
        ),
        (
            Any((Fact("employees", "at_least", 5), Fact("industry", "equals", "food"))),
            "the company employs at least 5 people or makes food",
        ),
        (
            Any((Fact("employees", "at_least", 5), Did("download"))),
            "the company employs at least 5 people or they made a download",
        ),
        (
            Any((Fact("markets", "has_all", ("a", "b")), Did("download"))),
            "at least one of these is true: the company serves “a” and “b”; they made a download",
        ),
        (
            All((Fact("employees", "at_least", 5), Fact("industry", "equals", "food"))),
            "the company employs at least 5 people and makes food",
        ),
        (
            Nothing((Did("download"), Fact("need", "unknown"))),
            "none of this applies: they made a download; the need is not known",
        ),
        (
            AtLeast(
                2, (Did("download"), Did("page_view"), All((Did("demo_requested"), Fact("need", "known"))))
            ),
            "at least two of these are true: they made a download; they viewed a page; all of this holds (they asked for a "
            "demo; the need is known)",
        ),
        (
            Points(50, ((40, Did("download")), (-10, Fact("is_student", "is_true")))),
            "these points add up to at least 50: 40 when they made a download; -10 when the person is a student",
        ),
    ],
)
def test_single_criteria_and_groups_in_english(node: Node, said: str) -> None:
    (text,) = wording.paragraphs(Any((node,)) if isinstance(node, All) else node, currency="GBP")
    expected = said[0].upper() + said[1:]
    assert text == f"{expected}." or text == f"At least one of these is true: {said}."


def test_exclusions_alone_leave_everybody_else() -> None:
    node = Nothing((Fact("is_competitor", "is_true"), Fact("is_student", "is_true")))
    assert wording.sentence(node) == "Competitors and students never qualify; every other lead qualifies."
    assert wording.summary(node) == "A lead qualifies unless an exclusion applies."


def test_the_lead_is_not_named_twice() -> None:
    node = All((Fact("formats", "has_any", ("webinar",)), Fact("need", "known")))
    assert (
        wording.sentence(node)
        == "A lead qualifies when it arrived through webinar attendance; and the need is known."
    )


def test_agreed_values_can_be_set_in_bold() -> None:
    node = All((Fact("employees", "between", (150, 5000)), Did("product_page", 5, in_one_day=True)))
    assert wording.sentence_fragments(node) == [
        Fragment("A lead qualifies when the company employs ", False),
        Fragment("150 to 5,000", True),
        Fragment(" people; and they viewed ", False),
        Fragment("five", True),
        Fragment(" product pages in ", False),
        Fragment("a single day", True),
        Fragment(".", False),
    ]


def _all_texts(node: Node) -> list[str]:
    texts = [wording.sentence(node, currency="EUR"), wording.summary(node, currency="EUR")]
    return texts + wording.paragraphs(node, currency="EUR")


@given(definitions())
def test_every_definition_becomes_proper_sentences(node: Node) -> None:
    for text in _all_texts(node):
        assert text[0].isupper() or text[0] in "“-0123456789"
        assert text.endswith(".") and not text.endswith("..")
        assert "  " not in text and " ." not in text and " ;" not in text and "()" not in text
        assert text.isprintable()
        assert phrases.UNFINISHED not in text


@given(definitions())
def test_fragments_put_together_are_the_sentence(node: Node) -> None:
    assert "".join(piece.text for piece in wording.sentence_fragments(node)) == wording.sentence(node)
    assert "".join(piece.text for piece in wording.summary_fragments(node)) == wording.summary(node)


@given(st.data(), definitions(), criteria(), leads())
def test_definitions_that_read_the_same_mean_the_same(
    data: st.DataObject, node: Node, other: Node, facts: Facts
) -> None:
    path = data.draw(st.sampled_from([place.path for place in walk(node)]))
    changed = _swapped(node, path, other)
    if wording.sentence(changed) == wording.sentence(node):
        assert naive.holds(changed, facts) == naive.holds(node, facts)
    if wording.paragraphs(changed) == wording.paragraphs(node):
        assert naive.holds(changed, facts) == naive.holds(node, facts)


@given(definitions())
def test_no_number_of_a_definition_is_left_out_of_its_sentence(node: Node) -> None:
    text = wording.sentence(node)
    for place in walk(node):
        changed = _raised(place.node)
        if changed is not None:
            assert wording.sentence(_swapped(node, place.path, changed)) != text


def _raised(node: Node) -> Node | None:
    """Return a criterion that asks for a little more."""
    match node:
        case Did():
            return replace(node, at_least=node.at_least + 1)
        case AtLeast(k):
            return replace(node, k=k + 1)
        case Points(threshold):
            return replace(node, threshold=threshold + 1)
        case Fact(_, "at_least" | "at_most", int() as value):
            return replace(node, value=value + 1)
        case _:
            return None


def _swapped(node: Node, path: str, new: Node) -> Node:
    written: Anything = notation.dump(node)
    inner = written
    *steps, last = path.replace("]", "").replace("[", ".").split(".")
    for step in steps:
        inner = inner[int(step) if step.isdigit() else step]
    inner[int(last) if last.isdigit() else last] = notation.write(new)
    return notation.parse(written)


@given(json_values)
def test_an_unfinished_draft_is_put_into_words_all_the_same(raw: object) -> None:
    for kind in notation.SHAPES:
        written = {
            "kind": kind,
            "items": raw,
            "word": "employees",
            "operator": raw,
            "value": raw,
            "k": 1,
            "threshold": 1,
        }
        node = notation.read(
            document(
                {
                    key: value
                    for key, value in written.items()
                    if key in (*notation.SHAPES[kind].fields, "kind")
                }
            )
        ).node
        for text in [*_all_texts(node), chips.phrase(node), *chips.parts(node)]:
            assert isinstance(text, str)


@pytest.mark.parametrize(
    ("node", "said"),
    [
        (Fact("", ""), "An unfinished criterion."),
        (Fact("employees", ""), "“employees” “”."),
        (Fact("zzz", "at_least", 5), "“zzz” is at least “5”."),
        (Did("zzz", 2), "They did “zzz” twice."),
        (All(()), "An empty group."),
        (Fact("employees", "at_least"), "The company employs at least “” people."),
        (Fact("employees", "between", 5), "The company employs 5 to 5 people."),
    ],
)
def test_what_is_unfinished_is_said_to_be(node: Node, said: str) -> None:
    assert wording.paragraphs(node) == [said]
