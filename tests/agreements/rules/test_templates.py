"""Where drafts start."""

from __future__ import annotations

from datetime import date

import pytest

from agreements.rules import clauses, templates
from agreements.rules.criteria import examples, notation
from agreements.rules.terms import Terms
from leads.models.lead import Stage
from tests.factories import terms as make

KEYS = list(templates.TEMPLATES)


@pytest.mark.parametrize("key", KEYS)
def test_every_template_can_be_proposed_as_it_is(key: str) -> None:
    assert clauses.check(make.sample(key)) == []


@pytest.mark.parametrize("key", KEYS)
def test_every_template_is_read_back_as_it_was_written(key: str) -> None:
    terms = make.sample(key)
    assert Terms.from_document(terms.to_document()) == terms


def test_the_worked_examples_of_the_field_are_templates() -> None:
    for key, example in (
        ("life_sciences_example", examples.life_sciences_example()),
        ("bant_example", examples.bant_example()),
    ):
        assert notation.parse(make.sample(key).definition) == example
    assert make.sample("bant_example").required == examples.BANT_REQUIRED


def test_every_stage_a_lead_can_be_in_has_a_meaning() -> None:
    assert {stage.key for stage in templates.STAGES} == set(Stage.values)


def test_the_holidays_of_the_country_are_spelled_out_for_three_years() -> None:
    holidays = make.sample().hours.holidays
    assert holidays[:2] == (date(2026, 8, 31), date(2026, 12, 25))
    assert {day.year for day in holidays} == {2026, 2027, 2028, 2029}
    assert date(2027, 3, 29) in holidays, "Easter Monday is a holiday in England, not in all of the UK"


def test_without_a_country_there_are_no_holidays() -> None:
    assert templates.office_hours("Europe/London", "", date(2026, 1, 1)).holidays == ()


def test_a_term_with_an_end_lists_no_holiday_after_it() -> None:
    days = templates.holidays_of("GB-ENG", date(2026, 1, 1), date(2026, 6, 30))
    assert days[-1] == date(2026, 5, 25)


def test_a_country_without_known_holidays_is_named() -> None:
    with pytest.raises(ValueError, match="XX"):
        templates.holidays_of("XX", date(2026, 1, 1))


@pytest.mark.parametrize(
    ("begun", "review"),
    [
        (date(2026, 6, 10), date(2026, 10, 12)),
        (date(2026, 7, 1), date(2027, 1, 12)),
        (date(2026, 12, 31), date(2027, 4, 12)),
    ],
)
def test_the_first_review_follows_the_first_whole_quarter(begun: date, review: date) -> None:
    assert templates.first_review_after(begun) == review
