"""Every kind of clause as the agreement says it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from agreements.rules.clauses import in_words, percent, promise, said, sentence
from agreements.rules.clauses.sentences import SENTENCES
from agreements.rules.terms import CLAUSES, Clause, Duration

DAY = Duration(1, "business_days")


def plain(text: str) -> str:
    """The text with ordinary spaces where lines must not break."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("clause", "text"),
    [
        (Clause("only_qualified"), "Every lead handed over meets the definition in section 2."),
        (
            Clause("only_qualified", Decimal(99)),
            "At least 99 % of the leads handed over meet the definition in section 2.",
        ),
        (
            Clause("required_information", Decimal("97.50")),
            "All required information is present and valid at handoff, for at least 97.5 % of leads.",
        ),
        (
            Clause("handoff", Decimal(95), within=Duration(15, "minutes")),
            "A lead is handed over within 15 minutes of qualifying, for at least 95 % of leads.",
        ),
        (Clause("volume", leads=1240), "At least 1,240 qualified leads are delivered each quarter."),
        (
            Clause("volume", leads=240, daily_relief=12),
            "At least 240 qualified leads are delivered each quarter; beyond twelve leads handed over in one day, "
            "the times in section 5 begin on the next business day.",
        ),
        (Clause("acceptance", Decimal(85)), "Sales accepts at least 85 % of the leads it decides on."),
        (
            Clause("nurture", Decimal(80), interactions=2),
            "At least two nurture interactions are on record before handoff, for at least 80 % of leads.",
        ),
        (
            Clause("nurture", Decimal(80), interactions=1),
            "At least one nurture interaction is on record before handoff, for at least 80 % of leads.",
        ),
        (
            Clause("response", Decimal(95), best=Duration(30, "minutes"), within=DAY),
            "The first response comes within one business day for at least 95 % of leads; the best target is 30 minutes.",
        ),
        (
            Clause("response", Decimal(90), within=Duration(1, "hours")),
            "The first response comes within 1 hour for at least 90 % of leads.",
        ),
        (
            Clause("decision", Decimal(95), within=Duration(2, "business_days")),
            "A lead is accepted or returned within two business days, for at least 95 % of leads.",
        ),
        (
            Clause("cadence", Decimal(90), calls=3, emails=3, within=Duration(14, "days")),
            "At least three calls and three e-mails are made within fourteen days, for at least 90 % of leads.",
        ),
        (
            Clause("cadence", Decimal(90), calls=1, emails=0, within=Duration(1, "days")),
            "At least one call is made within one day, for at least 90 % of leads.",
        ),
        (
            Clause("status", Decimal(95), within=Duration(7, "days")),
            "No status is older than seven days, for at least 95 % of accepted leads.",
        ),
        (Clause("feedback"), "Every return and every disqualification has a reason."),
        (
            Clause("feedback", Decimal(98)),
            "At least 98 % of returns and disqualifications have a reason.",
        ),
        (
            Clause("disposition", Decimal(90), within=Duration(30, "days")),
            "An accepted lead has an outcome within 30 days, for at least 90 % of accepted leads.",
        ),
    ],
)
def test_a_clause_reads_as_a_sentence(clause: Clause, text: str) -> None:
    assert plain(sentence(clause)) == text


def test_every_kind_of_clause_has_a_sentence() -> None:
    assert set(SENTENCES) == set(CLAUSES)


def test_an_unfinished_clause_still_reads() -> None:
    assert (
        plain(sentence(Clause("response", Decimal(95))))
        == "The first response comes within … for at least 95 % of leads."
    )
    assert (
        plain(sentence(Clause("cadence", Decimal(90))))
        == "At least … are made within …, for at least 90 % of leads."
    )


def test_a_promise_is_a_share_or_a_number() -> None:
    assert plain(promise(Clause("response", Decimal(95)))) == "95 %"
    assert promise(Clause("volume", leads=240)) == "240"


@pytest.mark.parametrize(
    ("target", "text"), [("100", "100 %"), ("95.0", "95 %"), ("97.25", "97.25 %"), ("1E+1", "10 %")]
)
def test_a_percentage_has_no_needless_zeros(target: str, text: str) -> None:
    assert plain(percent(Decimal(target))) == text


def test_small_numbers_are_words_and_large_ones_have_separators() -> None:
    assert [in_words(number) for number in (0, 3, 20, 21, 5000)] == ["no", "three", "twenty", "21", "5,000"]


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (Duration(1, "minutes"), "1 minute"),
        (Duration(4, "hours"), "4 hours"),
        (DAY, "one business day"),
        (Duration(60, "days"), "60 days"),
    ],
)
def test_a_time_is_said_in_its_unit(duration: Duration, text: str) -> None:
    assert plain(said(duration)) == text
