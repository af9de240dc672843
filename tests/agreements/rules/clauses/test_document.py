"""The whole agreement as a document for reading."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from agreements.rules import clauses, templates
from agreements.rules.terms import Hours, Terms
from tests.factories import terms as make


def texts(terms: Terms) -> dict[str, str]:
    """Every paragraph of sections and annexes by its number, with plain spaces."""
    return {
        paragraph.number: paragraph.text.replace("\N{NO-BREAK SPACE}", " ")
        for section in (*clauses.sections(terms), *clauses.annexes(terms))
        for paragraph in section.paragraphs
    }


def test_the_sections_stand_in_their_order() -> None:
    terms = make.sample()
    titles = [
        (section.number, section.title) for section in (*clauses.sections(terms), *clauses.annexes(terms))
    ]
    assert titles == [
        ("1", "Purpose"),
        ("2", "What a qualified lead is"),
        ("3", "Required information"),
        ("4", "What marketing promises"),
        ("5", "What sales promises"),
        ("6", "Hours and holidays"),
        ("7", "Reasons and stages"),
        ("8", "Review and term"),
        ("A", "Holidays"),
        ("B", "Reasons"),
        ("C", "Stages"),
    ]


def test_the_definition_is_numbered_paragraphs() -> None:
    said = texts(make.sample())
    assert said["2.1"] == (
        "The company makes machinery, food, packaging or medicines, employs 250 to 5,000 people and has its headquarters "
        "in the United Kingdom, Ireland, Germany or the Netherlands."
    )
    assert said["2.2"] == "The person is a manager or higher."
    assert said["2.5"] == "Competitors, existing customers, students and free-mail addresses never qualify."


def test_a_promise_is_numbered_by_its_code() -> None:
    section = clauses.sections(make.sample())[4]
    assert [(p.number, p.clause_code, p.key) for p in section.paragraphs] == [
        (code, code, code) for code in ("S1", "S2", "S3", "S4", "S5")
    ]


def test_the_required_information_is_one_sentence() -> None:
    assert texts(make.sample())["3.1"] == (
        "Before handoff a lead has a name, a company, a valid business e-mail address and a country."
    )
    assert texts(make.sample(required=()))["3.1"] == "No information is required before handoff."


def test_hours_name_the_annex_only_when_there_are_holidays() -> None:
    assert texts(make.sample())["6.1"] == (
        "Business hours are Monday to Friday, 09:00 to 17:30, Europe/London, less the holidays in Annex A. "
        "If time runs out exactly at closing, an answer after closing is late."
    )
    without = make.sample(hours=templates.office_hours("Europe/London", "", date(2026, 6, 10)))
    assert "Annex A" not in texts(without)["6.1"]
    assert texts(without)["A.1"] == "No holidays are agreed."


def test_holidays_of_the_country_and_of_the_company_are_listed_together() -> None:
    hours = Hours(
        "Europe/London",
        templates.OFFICE_HOURS,
        "GB-ENG",
        holidays=(date(2026, 12, 25), date(2027, 1, 1)),
        own_holidays=(date(2026, 12, 24),),
    )
    said = texts(make.sample(hours=hours))
    assert said["A.1"] == "2026: 24 December and 25 December."
    assert said["A.2"] == "2027: 1 January."


def test_the_review_and_the_term_are_said() -> None:
    said = texts(make.sample(first_review_on=date(2026, 10, 6), effective_until=date(2027, 6, 30)))
    assert said["8.1"] == (
        "Both sides review this agreement every quarter. The first review is on 6 October 2026. "
        "Either side may ask for an early review."
    )
    assert said["8.2"] == "This version is in force until the end of 30 June 2027."
    assert texts(make.sample())["8.2"] == "This version is in force until another one takes its place."


@pytest.mark.parametrize(
    ("start", "text"),
    [
        (
            date(2026, 7, 1),
            "Between Marketing, led by Ines Marchetti, and Sales, led by Daniel Osei. "
            "In force from 1 July 2026 once both have signed.",
        ),
        (
            None,
            "Between Marketing, led by Ines Marchetti, and Sales, led by Daniel Osei. "
            "In force as soon as both have signed.",
        ),
    ],
)
def test_the_opening_names_the_parties_and_the_date(start: date | None, text: str) -> None:
    assert clauses.opening(make.sample(effective_from=start)) == text


def test_an_unfinished_draft_can_be_read() -> None:
    terms = make.sample(
        definition={"format": 1, "definition": {"kind": "nonsense"}},
        hours=Hours("Nowhere/Land", templates.OFFICE_HOURS),
    )
    said = texts(terms)
    assert said["2.1"] == "The definition is not complete yet."
    assert said["6.1"] == "The business hours are not complete yet."


def test_no_paragraph_shares_its_key_with_another() -> None:
    for key in templates.TEMPLATES:
        terms = make.sample(key)
        keys = [
            p.key
            for section in (*clauses.sections(terms), *clauses.annexes(terms))
            for p in section.paragraphs
        ]
        assert len(keys) == len(set(keys))


def test_returns_and_disqualifications_are_told_apart() -> None:
    said = texts(make.sample())
    assert said["7.1"] == (
        "Before contact a lead is returned as definitional, clerical or procedural; after contact it is disqualified "
        "with a reason from Annex B."
    )
    only = replace(make.sample(), return_reasons=make.sample().return_reasons[:1])
    assert texts(only)["7.1"].startswith("Before contact a lead is returned as definitional;")
