"""Advice while drafting: what is unwise is said, what is sound is left alone."""

from __future__ import annotations

import pytest

from agreements.rules.criteria.advice import Advice, ForecastFacts, advise
from agreements.rules.criteria.examples import BANT_REQUIRED, bant_example
from agreements.rules.criteria.tree import All, Any, Did, Fact, Node, Nothing, Points

SOUND = All((Fact("employees", "at_least", 100), Did("download")))


def keys(node: Node, required: tuple[str, ...] = (), forecast: ForecastFacts | None = None) -> list[str]:
    return [advice.key for advice in advise(node, required, forecast)]


def test_a_sound_draft_gets_no_advice() -> None:
    enough = ForecastFacts(leads=100, known={"employees": 100, "download": 3}, a_quarter=270, promised=270)
    assert advise(SOUND, BANT_REQUIRED, enough) == []
    assert advise(bant_example(), BANT_REQUIRED, None) == []


def test_a_promise_above_the_forecast() -> None:
    assert advise(SOUND, (), ForecastFacts(leads=0, a_quarter=1254, promised=1270)) == [
        Advice("volume", "Volume is out of reach.", "M4 promises 1,270 a quarter, the forecast is 1,254.")
    ]


@pytest.mark.parametrize(("a_quarter", "promised"), [(None, 270), (100, None), (270, 270), (271, 270)])
def test_no_volume_advice_without_both_figures_or_when_it_is_reached(
    a_quarter: int | None, promised: int | None
) -> None:
    assert keys(SOUND, (), ForecastFacts(leads=5, a_quarter=a_quarter, promised=promised)) == []


def test_facts_that_past_leads_do_not_have() -> None:
    node = All(
        (
            Fact("timeline_months", "at_most", 6),
            Did("trial_requested"),
            Fact("age", "at_least", 5),
            Did("download"),
        )
    )
    known = {"timeline_months": 39, "trial_requested": 0, "age": 0, "download": 1}
    assert advise(node, (), ForecastFacts(leads=100, known=known)) == [
        Advice(
            "rarely_known",
            "Timeline is rarely known.",
            "61 % of past leads have no value.",
            "definition.items[0]",
        ),
        Advice(
            "no_data",
            "Asked for a trial: nobody has data.",
            "No past lead has it, so this criterion was never met.",
            "definition.items[1]",
        ),
        Advice(
            "no_data",
            "Age: nobody has data.",
            "No past lead has it, so this criterion was never met.",
            "definition.items[2]",
        ),
    ]


def test_a_fact_named_twice_is_spoken_of_once_and_an_exclusion_not_at_all() -> None:
    node = All(
        (
            Any((Fact("age", "at_most", 5), Fact("age", "at_least", 50))),
            Did("download"),
            Nothing((Fact("is_student", "is_true"),)),
        )
    )
    known = {"age": 1, "download": 9, "is_student": 0}
    assert keys(node, (), ForecastFacts(leads=10, known=known)) == ["rarely_known"]
    assert keys(node, (), ForecastFacts(leads=0, known={"age": 0})) == []


def test_half_known_is_known_enough() -> None:
    assert keys(SOUND, (), ForecastFacts(leads=10, known={"employees": 5})) == []


def test_a_definition_that_asks_for_no_interest() -> None:
    node = All((Fact("employees", "at_least", 5), Nothing((Did("form_submitted"),))))
    assert keys(node) == ["no_behaviour"]
    assert keys(All((node, Points(5, ((5, Did("download")),))))) == []


def test_size_asked_for_twice_says_where() -> None:
    node = All((Did("download"), Fact("employees", "at_least", 5), Fact("annual_revenue", "at_least", 10**6)))
    (advice,) = advise(node, (), None)
    assert (advice.key, advice.path) == ("size_and_revenue", "definition.items[2]")


def test_a_long_form_asks_whether_reps_need_it() -> None:
    (advice,) = advise(SOUND, (*BANT_REQUIRED, "employees", "industry"), None)
    assert advice == Advice(
        "long_form",
        "7 fields are required.",
        "Each further field loses people. Do reps need employees and industry?",
    )


def test_advice_comes_with_what_matters_most_first() -> None:
    node = All((Fact("employees", "at_least", 5), Fact("annual_revenue", "at_least", 5)))
    forecast = ForecastFacts(leads=10, known={"employees": 0, "annual_revenue": 10}, a_quarter=1, promised=2)
    required = (*BANT_REQUIRED, "city")
    assert keys(node, required, forecast) == [
        "volume",
        "no_data",
        "no_behaviour",
        "size_and_revenue",
        "long_form",
    ]
