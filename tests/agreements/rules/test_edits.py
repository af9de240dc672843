"""An edit of a draft is said in words: which place, from what, to what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from agreements.rules import edits
from agreements.rules.criteria import notation
from agreements.rules.criteria.tree import All, Fact
from agreements.rules.edits import Edit
from agreements.rules.terms import Clause, Duration, Terms
from tests.factories import terms


@pytest.fixture
def old() -> Terms:
    """Terms that define a lead by its size."""
    size = Fact("employees", "at_least", 250, id="c1")
    return replace(terms.sample(), definition=notation.dump(All((size,), id="root")))


def with_clause(old: Terms, kind: str, **changes: object) -> Terms:
    """The terms with other figures in one clause."""
    clauses = tuple(replace(clause, **changes) if clause.kind == kind else clause for clause in old.clauses)
    return replace(old, clauses=clauses)


def test_terms_that_say_the_same_have_no_edits(old: Terms) -> None:
    assert edits.changed(old, old) == ()
    assert not edits.counts_otherwise(old, old)


def test_a_promise_is_told_figure_by_figure(old: Terms) -> None:
    before = old.clause("response")
    assert before is not None
    new = with_clause(old, "response", best=Duration(20, "minutes"), target=Decimal(90))
    assert edits.changed(old, new) == (
        Edit("S1 First response, target", f"{before.target.normalize():f}\u00a0%", "90\u00a0%"),
        Edit("S1 First response, best within", str(before.best), "20 business minutes"),
    )
    assert edits.counts_otherwise(old, new)


def test_a_promise_that_is_given_up_and_one_that_is_made_say_what_they_promise(old: Terms) -> None:
    without = replace(old, clauses=tuple(clause for clause in old.clauses if clause.kind != "volume"))
    volume = replace(without, clauses=(Clause("volume", leads=240), *without.clauses))
    given_up, made = edits.changed(volume, without), edits.changed(without, volume)
    assert given_up == (Edit("M4 Volume", "leads a quarter 240", "not promised"),)
    assert made == (Edit("M4 Volume", "not promised", "leads a quarter 240"),)


def test_a_definition_is_told_criterion_by_criterion(old: Terms) -> None:
    new = replace(
        old, definition=notation.dump(All((Fact("employees", "at_least", 500, id="c1"),), id="root"))
    )
    [edit] = edits.changed(old, new)
    assert (edit.place, edit.before) == ("What a qualified lead is", "")
    assert "raised from 250" in edit.after
    assert edits.counts_otherwise(old, new)


def test_another_order_of_the_criteria_counts_nothing_otherwise() -> None:
    size, country = Fact("employees", "at_least", 250, id="c1"), Fact("country", "in", ("GB",), id="c2")
    old = replace(terms.sample(), definition=notation.dump(All((size, country), id="root")))
    new = replace(old, definition=notation.dump(All((country, size), id="root")))
    assert edits.changed(old, new) == (Edit("What a qualified lead is", "", "put in another order"),)
    assert not edits.counts_otherwise(old, new)


def test_required_information_is_told_as_it_stands_in_the_text(old: Terms) -> None:
    new = replace(old, required=())
    [edit] = edits.changed(replace(old, required=("name",)), new)
    assert (edit.place, edit.after) == ("Required information", "none")
    assert "name" in edit.before


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"purpose": "Other words."}, "Purpose"),
        ({"title": "Another title"}, "Title"),
        ({"review_months": 12}, "Review and term"),
        ({"effective_from": date(2030, 1, 1)}, "In force from"),
    ],
)
def test_words_are_told_by_where_they_stand_and_count_nothing_otherwise(
    old: Terms, changes: dict[str, object], place: str
) -> None:
    new = replace(old, **changes)  # type: ignore[arg-type]
    assert {edit.place for edit in edits.changed(old, new)} == {place}
    assert all(edit.before and edit.after for edit in edits.changed(old, new))
    assert not edits.counts_otherwise(old, new)


def test_a_long_text_is_told_by_what_went_and_what_came(old: Terms) -> None:
    long = "We promise each other what follows. " * 20
    old, new = replace(old, purpose=f"{long}Once."), replace(old, purpose=f"{long}Twice.")
    assert edits.changed(old, new) == (Edit("Purpose", "Once", "Twice"),)
