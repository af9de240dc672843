"""Patterns in the entries that deserve a second look: hints for people, never a verdict (requirement D5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

#: The last part of a promised window that counts as the last moment.
LAST_PART = 0.05
#: A touch logged so many minutes after it happened is backdated.
BACKDATED_MINUTES = 60
#: So many touches of one person within one minute are a burst.
BURST = 5


@dataclass(frozen=True, slots=True)
class Habits:
    """How one person's entries of a quarter came about."""

    person: int | None
    name: str
    closed: int = 0
    closed_without_touch: int = 0
    answered: int = 0
    answered_last_moment: int = 0
    logged: int = 0
    backdated: int = 0
    in_bursts: int = 0


@dataclass(frozen=True, slots=True)
class Hint:
    """One pattern of one person: ``count`` of ``of`` entries, and a sentence that says what was seen."""

    key: str
    person: int | None
    name: str
    count: int
    of: int
    text: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """What makes a hint: at least ``least`` entries and at least the ``share`` of all of that person."""

    key: str
    counted: Callable[[Habits], tuple[int, int]]
    least: int
    share: float
    text: str


PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "without_touch",
        lambda h: (h.closed_without_touch, h.closed),
        1,
        0.0,
        "{count} of {of} leads returned or disqualified without a touch on record",
    ),
    Pattern(
        "last_moment",
        lambda h: (h.answered_last_moment, h.answered),
        5,
        0.15,
        "{count} of {of} answers in the last 5 % of the promised time",
    ),
    Pattern(
        "bursts",
        lambda h: (h.in_bursts, h.logged),
        BURST * 2,
        0.1,
        "{count} of {of} touches logged in bursts within one minute",
    ),
    Pattern(
        "backdated",
        lambda h: (h.backdated, h.logged),
        3,
        0.05,
        "{count} of {of} touches logged more than an hour after they happened",
    ),
)


def hints(habits: Iterable[Habits]) -> tuple[Hint, ...]:
    """Return what deserves a second look, the largest share first."""
    found = []
    for person in habits:
        for pattern in PATTERNS:
            count, of = pattern.counted(person)
            if count >= pattern.least and of and count / of >= pattern.share:
                text = pattern.text.format(count=f"{count:,}", of=f"{of:,}")
                found.append(Hint(pattern.key, person.person, person.name, count, of, text))
    return tuple(sorted(found, key=lambda hint: (-hint.count / hint.of, hint.name, hint.key)))
