"""Hints at patterns that deserve a second look."""

from __future__ import annotations

from leads.rules.integrity import Habits, hints


def test_ordinary_work_gives_no_hint() -> None:
    assert (
        hints(
            [
                Habits(
                    1, "Priya Raman", closed=9, answered=120, answered_last_moment=4, logged=300, backdated=2
                )
            ]
        )
        == ()
    )


def test_a_single_closing_without_a_touch_is_worth_a_look() -> None:
    (hint,) = hints([Habits(1, "Marcus Webb", closed=8, closed_without_touch=1)])
    assert (hint.key, hint.person, hint.count, hint.of) == ("without_touch", 1, 1, 8)
    assert hint.text == "1 of 8 leads returned or disqualified without a touch on record"


def test_answers_at_the_last_moment_need_a_number_and_a_share() -> None:
    assert hints([Habits(1, "A", answered=20, answered_last_moment=4)]) == ()
    assert hints([Habits(1, "A", answered=100, answered_last_moment=14)]) == ()
    assert [hint.key for hint in hints([Habits(1, "A", answered=100, answered_last_moment=15)])] == [
        "last_moment"
    ]


def test_bursts_and_backdated_entries_are_told_the_largest_share_first() -> None:
    found = hints(
        [Habits(2, "B", logged=40, in_bursts=10, backdated=20), Habits(3, "C", logged=10, backdated=9)]
    )
    assert [(hint.name, hint.key) for hint in found] == [
        ("C", "backdated"),
        ("B", "backdated"),
        ("B", "bursts"),
    ]
