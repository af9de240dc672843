"""Figures, verdicts and sentences of promises."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.rules.terms import Clause, Duration
from leads.rules.compliance import Count, Figure, Times, Verdict, in_words, points_in_words, sentence
from leads.rules.pace import Pace


def share(kind: str, kept: int, n: int, target: int | str, **fields: object) -> Figure:
    return Figure(Clause(kind, Decimal(target)), Count(kept, n), **fields)  # type: ignore[arg-type]


def volume(actual: int, *, elapsed: int = 33, closed: bool = False) -> Figure:
    pace = Pace(goal=240, actual=actual, elapsed=elapsed, workdays=64)
    return Figure(Clause("volume", leads=240), Count(actual, actual + 7), pace=pace, closed=closed)


MARKETING = (
    share("only_qualified", 124, 124, 100),
    share("required_information", 122, 124, 98),
    share("handoff", 116, 124, 95),
    volume(117),
    share("acceptance", 110, 119, 85),
)
SALES = (
    share("response", 109, 120, 95),
    share("decision", 116, 122, 95),
    share("cadence", 70, 81, 90),
    share("status", 106, 110, 95),
    share("feedback", 31, 31, 100),
)


def test_nothing_due_is_not_measured_never_a_percentage() -> None:
    figure = share("response", 0, 0, 95)
    assert (figure.verdict, figure.count.share, figure.points) == (Verdict.NOT_MEASURED, None, None)


@pytest.mark.parametrize(
    ("kept", "n", "verdict"),
    [
        (95, 100, Verdict.KEPT),
        (949, 1000, Verdict.MISSED),
        (9499, 10000, Verdict.MISSED),
        (1, 1, Verdict.KEPT),
        (0, 1, Verdict.MISSED),
    ],
)
def test_a_promise_is_kept_from_its_target_on_and_rounding_saves_nobody(
    kept: int, n: int, verdict: Verdict
) -> None:
    assert share("response", kept, n, 95).verdict == verdict


def test_a_target_with_a_fraction_is_compared_exactly() -> None:
    assert share("response", 39, 40, "97.5").verdict == Verdict.KEPT
    assert share("response", 38, 39, "97.5").verdict == Verdict.MISSED


@pytest.mark.parametrize(
    ("figure", "verdict"),
    [
        (volume(117), Verdict.BEHIND),
        (volume(124), Verdict.KEPT),
        (volume(130), Verdict.KEPT),
        (volume(3, elapsed=0), Verdict.NOT_MEASURED),
        (volume(239, elapsed=64, closed=True), Verdict.MISSED),
        (volume(240, elapsed=64, closed=True), Verdict.KEPT),
    ],
)
def test_volume_is_behind_while_the_quarter_runs_and_missed_once_it_is_closed(
    figure: Figure, verdict: Verdict
) -> None:
    assert figure.verdict == verdict


def test_the_part_within_best_is_of_all_that_were_due() -> None:
    figure = share("response", 109, 120, 95, best=71)
    assert figure.within_best is not None
    assert round(figure.within_best, 3) == Decimal("0.592")
    assert share("decision", 1, 2, 95).within_best is None


def test_a_trend_is_the_quarter_to_date_over_the_last_eight_weeks() -> None:
    weeks = (Count(0, 0), Count(1, 2), *[Count(1, 1)] * 8)
    figure = share("response", 9, 10, 95, weeks=weeks)
    assert len(figure.trend) == 8
    assert figure.trend[-1] == Decimal(90)
    assert share("response", 1, 2, 95, weeks=weeks[:2]).trend == (None, Decimal(50))


def test_the_trend_of_a_volume_adds_up_to_what_was_delivered() -> None:
    figure = Figure(
        Clause("volume", leads=240), Count(9, 10), weeks=(Count(4, 5), Count(5, 5)), pace=Pace(240, 9, 5, 64)
    )
    assert figure.trend == (Decimal(4), Decimal(9))


def test_the_sentence_names_what_is_missed_and_how_far_behind_the_volume_is() -> None:
    said = in_words(sentence(MARKETING, closed=False))
    assert said == "Keeps 3 of 5 so far. Misses handoff speed by 1.5 points and is 7 leads behind pace."


def test_the_points_are_named_once() -> None:
    said = in_words(sentence(SALES, closed=False))
    assert said == "Keeps 3 of 5 so far. Misses first response by 4.2 points and cadence by 3.6."


def test_only_what_is_not_kept_carries_a_tone() -> None:
    toned = [(piece.text, piece.tone) for piece in sentence(MARKETING, closed=False) if piece.tone]
    assert toned == [("Misses handoff speed", "bad"), ("7 leads behind", "warn")]


def test_three_failings_are_listed() -> None:
    figures = (share("only_qualified", 99, 100, 100), *MARKETING[1:])
    said = in_words(sentence(figures, closed=False))
    assert (
        said
        == "Keeps 2 of 5 so far. Misses only qualified leads by 1.0 point, handoff speed by 1.5 and is 7 leads behind pace."
    )


@pytest.mark.parametrize(
    ("figures", "closed", "said"),
    [
        ((share("feedback", 3, 3, 100), share("decision", 2, 2, 95)), False, "Keeps all 2 so far."),
        (
            (share("feedback", 3, 3, 100), share("decision", 0, 0, 95)),
            False,
            "Keeps all 1 so far; 1 is not measured.",
        ),
        ((share("decision", 0, 0, 95),), False, "Nothing is measured yet."),
        ((share("decision", 0, 0, 95),), True, "Nothing was measured."),
        ((volume(123),), False, "Keeps none of 1 so far. Is 1 lead behind pace."),
        (
            (share("response", 90, 100, 95), volume(233, elapsed=64, closed=True)),
            True,
            "Kept none of 2. Missed first response by 5.0 points and was 7 leads short.",
        ),
    ],
)
def test_the_sentence_in_other_situations(figures: tuple[Figure, ...], closed: bool, said: str) -> None:
    assert in_words(sentence(figures, closed=closed)) == said


def test_a_miss_never_reads_as_no_distance() -> None:
    assert points_in_words(Decimal("-0.01")) == "0.1"
    assert points_in_words(Decimal("-4.16")) == "4.2"


@pytest.mark.parametrize(
    ("kept", "n", "target", "shown"),
    [
        (949999, 1000000, 95, "0.949"),
        (109, 120, 95, "0.9083"),
        (95, 100, 95, "0.95"),
        (1999, 2000, 100, "0.999"),
    ],
)
def test_rounding_never_makes_a_missed_promise_look_kept(kept: int, n: int, target: int, shown: str) -> None:
    share_shown = share("response", kept, n, target).shown
    assert share_shown is not None
    assert round(share_shown, 4) == Decimal(shown)


def test_the_middle_answer_is_one_that_was_given() -> None:
    assert Times.of({10: 1, 20: 1, 30: 1, 400: 1}, 0) == Times(median=20, p90=400)


def test_promises_nobody_answered_stand_behind_every_answer() -> None:
    assert Times.of({5: 5}, 5) == Times(median=5, p90=None)
    assert Times.of({5: 4}, 5) == Times(median=None, p90=None)
    assert Times.of({}, 0) is None


@given(st.lists(st.integers(0, 2000), min_size=1, max_size=60), st.integers(0, 10))
def test_median_and_ninetieth_are_the_nearest_ranks(minutes: list[int], unanswered: int) -> None:
    counts = {minute: minutes.count(minute) for minute in minutes}
    ordered: list[int | None] = [*sorted(minutes), *[None] * unanswered]
    n = len(ordered)
    assert Times.of(counts, unanswered) == Times(ordered[-(-n // 2) - 1], ordered[-(-n * 9 // 10) - 1])


def test_best_target_without_clause_is_left_out() -> None:
    clause = Clause("response", Decimal(95), within=Duration(1, "business_days"))
    assert Figure(clause, Count(1, 1)).within_best is None
