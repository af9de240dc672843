"""Differences in words, as the signing page shows them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from agreements.rules import comparing
from agreements.rules.comparing import ComparedParagraph, Comparison, Segment
from agreements.rules.criteria import notation
from agreements.rules.criteria.tree import All, Did, with_items
from agreements.rules.terms import Duration
from tests.factories import terms as make


def changed(comparison: Comparison) -> list[tuple[str, str]]:
    """Return the paragraphs that differ with [deleted] and {inserted} runs, and plain spaces."""
    marks = {"kept": "%s", "deleted": "[%s]", "inserted": "{%s}"}
    return [
        (
            paragraph.number,
            "".join(marks[segment.kind] % segment.text for segment in paragraph.segments).replace(
                "\xa0", " "
            ),
        )
        for section in comparison.sections
        for paragraph in section.paragraphs
        if paragraph.change != "kept"
    ]


def test_the_same_terms_differ_nowhere() -> None:
    comparison = comparing.between(make.sample(), make.sample())
    assert comparison.count == 0
    assert changed(comparison) == []


def test_a_changed_number_is_struck_and_the_new_one_inserted() -> None:
    old = make.sample()
    new = make.with_clause(old, "handoff", within=Duration(1, "hours"))
    assert changed(comparing.between(old, new)) == [
        ("M3", "A lead is handed over within [15 minutes]{1 hour} of qualifying, for at least 95 % of leads.")
    ]


def test_a_percentage_is_one_word() -> None:
    old = make.sample()
    new = make.with_clause(old, "acceptance", target=Decimal(90))
    assert changed(comparing.between(old, new)) == [
        ("M5", "Sales accepts at least [85 %]{90 %} of the leads it decides on.")
    ]


def test_words_that_were_added_in_one_run_are_one_insertion() -> None:
    assert comparing.words("packaging, employs", "packaging or medicines, employs") == (
        Segment("kept", "packaging"),
        Segment("inserted", " or medicines"),
        Segment("kept", ", employs"),
    )


def test_a_clause_that_left_stands_struck_where_it_stood() -> None:
    old = make.sample()
    new = replace(old, clauses=tuple(clause for clause in old.clauses if clause.kind != "decision"))
    section = comparing.between(old, new).sections[4]
    assert [(paragraph.number, paragraph.change) for paragraph in section.paragraphs] == [
        ("S1", "kept"), ("S2", "deleted"), ("S3", "kept"), ("S4", "kept"), ("S5", "kept"),
    ]  # fmt: skip


def test_a_new_clause_is_inserted_whole() -> None:
    new = make.sample()
    old = replace(new, clauses=tuple(clause for clause in new.clauses if clause.kind != "volume"))
    assert changed(comparing.between(old, new)) == [
        ("M4", "{At least 240 qualified leads are delivered each quarter.}")
    ]


def test_a_criterion_is_followed_through_renumbering() -> None:
    old = make.sample()
    tree = notation.parse(old.definition)
    assert isinstance(tree, All)
    shows_interest = next(item for item in tree.items if getattr(item, "label", "") == "Shows interest")
    more = with_items(shows_interest, [*shows_interest.items, Did("trial_requested", id="c99")])
    items = [more if item is shows_interest else item for item in tree.items if item.id != tree.items[3].id]
    new = replace(old, definition=notation.dump(with_items(tree, items)))
    assert changed(comparing.between(old, new)) == [
        ("2.2", "[The person is a manager or higher.]"),
        (
            "2.2",
            "They did at least one of these: asked for a price; asked for a demo; attended a webinar in the last 60 days; "
            "made two high-value downloads in the last 30 days; viewed five product pages in a single day"
            "{; asked for a trial}.",
        ),
    ]


def test_the_order_of_old_and_new_says_what_was_inserted() -> None:
    old, new = make.sample(), make.with_clause(make.sample(), "volume", leads=270)
    there, back = comparing.between(old, new), comparing.between(new, old)
    assert changed(there) == [("M4", "At least [240]{270} qualified leads are delivered each quarter.")]
    assert changed(back) == [("M4", "At least [270]{240} qualified leads are delivered each quarter.")]


texts = st.text(alphabet="ab1 ,.%-", max_size=60)


@given(texts, texts)
def test_the_segments_give_both_texts_back(old: str, new: str) -> None:
    segments = comparing.words(old, new)
    assert "".join(segment.text for segment in segments if segment.kind != "inserted") == old
    assert "".join(segment.text for segment in segments if segment.kind != "deleted") == new


def test_a_paragraph_of_kept_words_alone_is_kept() -> None:
    assert ComparedParagraph("1.1", "", (Segment("kept", "a"),)).change == "kept"
    assert ComparedParagraph("1.1", "", ()).change == "kept"
